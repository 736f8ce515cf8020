import "leaflet/dist/leaflet.css";
import "./map.css";
import * as L from "leaflet";

/* The map one can move. The server has drawn it already: its picture is laid on the map as it is, so that nothing jumps, nothing is fetched
   twice, and everything on it — links, words, hatches, dark mode — stays what it was. */

type Mark = [lat: number, lon: number, count: number, household: number | null];

const tool = document.querySelector<HTMLElement>("[data-map]");
const stage = tool?.querySelector<HTMLElement>(".stage");
if (tool && stage) begin(tool, stage);

function begin(tool: HTMLElement, stage: HTMLElement) {
  const word = (name: string) => tool.dataset[`word${name}`] ?? "";
  const now = stage.querySelector<SVGSVGElement>("svg.map:not(.then)")!;
  const then = stage.querySelector<SVGSVGElement>("svg.map.then");
  const [west, south, east, north] = tool.dataset.bounds!.split(",").map(Number) as [number, number, number, number];
  const whole = L.latLngBounds([south, west], [north, east]);
  const units = now.viewBox.baseVal.width;

  // Its size is that of the picture, before the picture is taken out of the flow.
  const { width, height } = stage.getBoundingClientRect();
  const { paddingLeft, paddingTop, paddingRight, paddingBottom } = getComputedStyle(stage); // below, a phone has the buttons
  const [left, top, right, foot] = [paddingLeft, paddingTop, paddingRight, paddingBottom].map(parseFloat) as [number, number, number, number];
  stage.style.aspectRatio = `${width} / ${height}`;
  stage.classList.add("moves");

  const map = L.map(stage, {
    zoomSnap: 0,
    zoomDelta: 1,
    minZoom: 5,
    maxZoom: 18,
    wheelPxPerZoomLevel: 120,
    scrollWheelZoom: false, // until one has clicked on it: a page that is scrolled past a map does not stop there
    dragging: !L.Browser.mobile, // a finger scrolls the page, two move the map, until one has come nearer
    zoomControl: false,
    attributionControl: Boolean(tool.dataset.tiles),
    maxBoundsViscosity: 0.8,
  });
  if (tool.dataset.tiles) {
    L.tileLayer(tool.dataset.tiles, { attribution: tool.dataset.tilesBy ?? "", maxZoom: 18 }).addTo(map);
    stage.classList.add("on-tiles");
  }
  map.attributionControl?.setPrefix(false);
  stage.setAttribute("aria-label", word("Moving"));
  stage.setAttribute("role", "region");
  L.control.zoom({ position: "bottomleft", zoomInTitle: word("Nearer"), zoomOutTitle: word("Farther") }).addTo(map);
  wholeButton(map, word("Whole"), () => fit());
  const fit = () => map.fitBounds(whole, { animate: false, paddingTopLeft: [left, top], paddingBottomRight: [right, foot] });
  fit();
  map.setMaxBounds(whole.pad(0.6));
  map.setMinZoom(map.getZoom() - 1);
  L.svgOverlay(now, whole, { interactive: true }).addTo(map);
  if (then) L.svgOverlay(then, whole, { interactive: true }).addTo(map);

  /* Letters and dots stay as large as they are, however near one comes; the nearer, the more names have room. */
  const least = map.getZoom();
  const sized = () => {
    const wide = map.project([north, east], map.getZoom()).x - map.project([north, west], map.getZoom()).x;
    const shrink = units / wide;
    stage.style.setProperty("--shrink", String(shrink));
    const tier = [20, 12.5, 8, 5, 3.2, 2].findIndex((size) => size < 12.5 * shrink * 0.999);
    stage.dataset.tier = String(tier < 0 ? 6 : Math.max(tier, 1));
    if (L.Browser.mobile) map.dragging[map.getZoom() > least + 0.1 ? "enable" : "disable"]();
    stage.classList.toggle("near", map.getZoom() > least + 0.1);
  };
  map.on("zoomend", sized);
  sized();

  map.on("focus click", () => map.scrollWheelZoom.enable());
  stage.addEventListener("blur", () => map.scrollWheelZoom.disable());
  stage.addEventListener("mouseleave", () => map.scrollWheelZoom.disable());
  new ResizeObserver(() => {
    const wasWhole = Math.abs(map.getZoom() - least) < 0.1;
    map.invalidateSize({ animate: false });
    if (wasWhole) fit();
    sized();
  }).observe(stage);

  swipes(tool, stage, map, then);
  selects(tool, stage, map);
  layers(tool, map, word);
  files(tool, map);
}

function wholeButton(map: L.Map, name: string, act: () => void) {
  const Whole = L.Control.extend({
    onAdd() {
      const bar = L.DomUtil.create("div", "leaflet-bar");
      const button = L.DomUtil.create("a", "whole", bar);
      button.href = "#";
      button.title = name;
      button.setAttribute("role", "button");
      button.setAttribute("aria-label", name);
      button.textContent = "⤢";
      L.DomEvent.disableClickPropagation(bar).on(button, "click", (event) => {
        L.DomEvent.preventDefault(event);
        act();
      });
      return bar;
    },
  });
  new Whole({ position: "bottomleft" }).addTo(map);
}

/* Two years, one in front of the other, parted by a slider. */
function swipes(tool: HTMLElement, stage: HTMLElement, map: L.Map, then: SVGSVGElement | null) {
  const slider = tool.querySelector<HTMLInputElement>("[data-swipe]");
  if (!slider || !then) return;
  slider.disabled = false;
  const isNewer = then.classList.contains("newer");
  const part = () => {
    const box = then.getBoundingClientRect();
    const frame = stage.getBoundingClientRect();
    const at = frame.left + (frame.width * Number(slider.value)) / 100 - box.left;
    const share = Math.min(Math.max((100 * at) / box.width, 0), 100);
    then.style.clipPath = isNewer ? `inset(0 0 0 ${share}%)` : `inset(0 ${100 - share}% 0 0)`;
    stage.style.setProperty("--parted", `${slider.value}%`);
  };
  slider.addEventListener("input", part);
  map.on("move zoomend resize", part);
  part();
}

/* An area that is pointed at shows its card, here instead of on a new page. */
function selects(tool: HTMLElement, stage: HTMLElement, map: L.Map) {
  const card = tool.querySelector<HTMLElement>(".card")!;
  let from: HTMLElement | SVGElement | null = null;

  const chosen = (code: string) => {
    for (const each of tool.querySelectorAll(".chosen")) each.classList.remove("chosen");
    for (const each of tool.querySelectorAll(`[data-area="${CSS.escape(code)}"]`)) each.classList.add("chosen");
  };
  const remember = (code: string) => {
    const address = new URL(location.href);
    if (code) address.searchParams.set("select", code);
    else address.searchParams.delete("select");
    history.replaceState(history.state, "", address);
  };
  const show = async (code: string, by: HTMLElement | SVGElement, isByKey: boolean) => {
    from = by;
    chosen(code);
    const address = new URL(tool.dataset.card!, location.href);
    address.searchParams.set("select", code);
    const answer = await fetch(address);
    if (!answer.ok || answer.redirected) return location.assign(by.closest("a")?.getAttribute("href") ?? location.href);
    card.innerHTML = await answer.text();
    card.classList.remove("empty");
    ready();
    remember(code);
    if (getComputedStyle(card).position === "fixed") stage.scrollIntoView({ block: "start" }); // the sheet leaves the map in sight
    if (isByKey) card.querySelector<HTMLElement>("h2")?.focus();
  };
  const shut = () => {
    card.replaceChildren();
    card.classList.add("empty");
    chosen("");
    remember("");
    from?.focus();
  };
  const ready = () => {
    const button = card.querySelector<HTMLElement>("[data-shut-card]");
    if (button) button.hidden = false;
    button?.addEventListener("click", shut);
  };
  ready();
  const own = new URL(location.href).searchParams.get("select");
  if (own) chosen(own);

  let moved = false;
  map.on("movestart", () => (moved = true));
  stage.addEventListener("pointerdown", () => (moved = false), true);
  stage.addEventListener("dragstart", (event) => event.preventDefault());
  stage.addEventListener("click", (event) => {
    const area = event.target instanceof Element ? event.target.closest<SVGElement>("[data-area]") : null;
    if (!area) return;
    event.preventDefault();
    if (!moved) void show(area.dataset.area!, area, event.detail === 0);
  });
  card.addEventListener("keydown", (event) => event.key === "Escape" && shut());
}

/* Households, gathered by the server for what is looked at; asked for again when that changes. */
function layers(tool: HTMLElement, map: L.Map, word: (name: string) => string) {
  const field = tool.querySelector<HTMLFieldSetElement>(".layers");
  if (!field) return;
  field.disabled = false;
  const boxes = [...field.querySelectorAll<HTMLInputElement>("[data-layer]")];
  const groups = new Map(boxes.map((box) => [box.value, L.layerGroup().addTo(map)]));
  const asked = new Map<string, AbortController>();
  const wanted = new URL(location.href).searchParams.get("layers")?.split(",") ?? [];
  for (const box of boxes) box.checked = wanted.includes(box.value);

  const draw = async (box: HTMLInputElement) => {
    const group = groups.get(box.value)!;
    const count = box.closest("label")!.querySelector<HTMLElement>(".count")!;
    asked.get(box.value)?.abort();
    if (!box.checked) {
      group.clearLayers();
      count.textContent = "";
      return;
    }
    const stop = new AbortController();
    asked.set(box.value, stop);
    const address = new URL(tool.dataset.points!, location.href);
    address.searchParams.set("layer", box.value);
    address.searchParams.set("view", viewOf(map));
    address.searchParams.set("zoom", String(Math.floor(map.getZoom())));
    try {
      const answer = await fetch(address, { signal: stop.signal });
      if (answer.redirected) return location.reload(); // the session is over
      if (!answer.ok) throw new Error(String(answer.status));
      const { marks, total } = (await answer.json()) as { marks: Mark[]; total: number };
      group.clearLayers();
      for (const mark of marks) pin(tool, map, box.value, mark, word).addTo(group);
      count.textContent = word("Count").replace("%n", total.toLocaleString());
    } catch (error) {
      if (!stop.signal.aborted) count.textContent = word("Failed");
      else if (!(error instanceof DOMException)) throw error;
    }
  };
  const all = () => boxes.forEach((box) => box.checked && void draw(box));
  for (const box of boxes) {
    box.addEventListener("change", () => {
      const address = new URL(location.href);
      const on = boxes.filter((each) => each.checked).map((each) => each.value);
      if (on.length) address.searchParams.set("layers", on.join(","));
      else address.searchParams.delete("layers");
      history.replaceState(history.state, "", address);
      void draw(box);
    });
  }
  let waits = 0;
  map.on("moveend", () => {
    clearTimeout(waits);
    waits = window.setTimeout(all, 150);
  });
  all();
}

function pin(tool: HTMLElement, map: L.Map, layer: string, [lat, lon, count, household]: Mark, word: (name: string) => string) {
  const isHome = household !== null;
  const side = isHome ? 22 : 26 + 6 * String(count).length;
  const name = isHome ? word("Home") : word("Homes").replace("%n", count.toLocaleString());
  const icon = L.divIcon({ className: `pin ${layer}${isHome ? " one" : ""}`, html: isHome ? "" : count.toLocaleString(), iconSize: [side, side] });
  const marker = L.marker([lat, lon], { icon, title: name, alt: name, keyboard: true, riseOnHover: true });
  marker.on("add", () => marker.getElement()?.setAttribute("aria-label", name));
  marker.on("click keypress", (event) => {
    if (event.type === "keypress" && (event as L.LeafletKeyboardEvent).originalEvent.key !== "Enter") return;
    if (household !== null) location.assign(tool.dataset.household!.replace("/0/", `/${household}/`));
    else map.setView([lat, lon], Math.min(Math.floor(map.getZoom()) + 2, map.getMaxZoom()));
  });
  return marker;
}

function viewOf(map: L.Map) {
  return map.getBounds().toBBoxString().split(",").map((edge) => Number(edge).toFixed(5)).join(",");
}

/* Files hold what is looked at: the part of the map, and the layers that are on. */
function files(tool: HTMLElement, map: L.Map) {
  const whole = map.getZoom();
  tool.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("[data-file]") : null;
    if (!link) return;
    const address = new URL(link.href);
    const on = [...tool.querySelectorAll<HTMLInputElement>("[data-layer]:checked")].map((box) => box.value);
    if (on.length) address.searchParams.set("layers", on.join(","));
    else address.searchParams.delete("layers");
    if (Math.abs(map.getZoom() - whole) > 0.05) address.searchParams.set("view", viewOf(map));
    else address.searchParams.delete("view");
    link.href = address.href;
  }, true);
}

