/** A figure as a file: drawn once more from what the browser shows, as vectors (SVG) or at twice the size (PNG), or its numbers (CSV).
 *
 *  Bars and tables are HTML and maps are SVG, so neither can be copied as it stands: both are read off the page as shapes and lines of text.
 *  Nothing is fetched and no image is loaded, so the content security policy needs no exception. Always in the light colours: it goes to paper. */

type Matrix = [number, number, number, number, number, number];
interface Shape {
  d: string;
  matrix: Matrix;
  fill: string; // "" none, "hatch", or a colour
  stroke: string;
  width: number;
  opacity: number;
}
interface Words {
  text: string;
  x: number;
  y: number; // of the baseline
  size: number;
  weight: string;
  fill: string;
  halo: string;
}
interface Drawing {
  width: number;
  height: number;
  page: string;
  hatch: { ground: string; line: string };
  items: (Shape | Words)[];
}

const FONT = 'Sarabun, "Noto Sans Thai", Tahoma, sans-serif';
const MARGIN = 28;
const LEFT_OUT = ".save, .no-print, .behind, .readout, .heard, template, dialog, .menu > .panel";
const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;

export async function save(figure: HTMLElement, kind: "svg" | "png" | "csv") {
  const name = fileName(figure);
  if (kind === "csv") return give(new Blob(["\ufeff" + csv(figure)], { type: "text/csv;charset=utf-8" }), `${name}.csv`);
  await document.fonts.ready;
  const drawing = inLight(() => draw(figure));
  if (kind === "svg") return give(new Blob([svg(drawing, titleOf(figure))], { type: "image/svg+xml" }), `${name}.svg`);
  give(await png(drawing), `${name}.png`);
}

function give(blob: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const titleOf = (figure: HTMLElement) => clean(figure.querySelector("h2")?.textContent ?? "");
const clean = (text: string) => text.replace(/\s+/g, " ").trim();

function fileName(figure: HTMLElement) {
  const today = new Date();
  const day = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  return `${titleOf(figure).replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "figure"}-${day}`;
}

/** Where, when, by which definition, from which source: what a number must never travel without. */
function sources(figure: HTMLElement): string[] {
  const text = (selector: string) => [...document.querySelectorAll(selector)].map((each) => clean(shown(each))).filter(Boolean);
  const place = text(".context .crumbs li").join(" › ");
  const told = text(".context > .menu > summary, .context > .chip.on, .context a.chip.on");
  const own = [figure.dataset.source ?? "", ...text("main .lead .source").slice(0, 1)];
  return [[place, ...told].filter(Boolean).join(" · "), ...own, `${document.title.split(" · ").pop()} · ${new Date().toLocaleDateString(document.documentElement.lang || "th", { dateStyle: "long" })}`].filter(Boolean);
}

/** What one sees of an element: without its signs and without what only screen readers hear. */
function shown(element: Element) {
  const copy = element.cloneNode(true) as Element;
  for (const each of copy.querySelectorAll(".heard, svg, .panel")) each.remove();
  for (const each of copy.querySelectorAll("a[href*='/definitions/']")) each.remove();
  return (copy.textContent ?? "").replace(/[\s·]+$/, "");
}

// — numbers ——————————————————————————————————————————————————————————————————————

function csv(figure: HTMLElement) {
  const behind = figure.querySelectorAll<HTMLTableElement>(".behind table");
  const tables = behind.length ? behind : figure.querySelectorAll<HTMLTableElement>("table");
  const rows: string[][] = [];
  for (const table of tables) {
    if (rows.length) rows.push([]);
    rows.push(...cells(table));
  }
  rows.push([], [titleOf(figure)], ...sources(figure).map((line) => [line]));
  return rows.map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
}

/** Rows of a table without the columns that are pictures. A heading over two columns stands over both. */
function cells(table: HTMLTableElement): string[][] {
  const body = [...table.rows].find((row) => row.parentElement?.tagName === "TBODY" && !row.matches(".why, .group"));
  const pictures = new Set<number>();
  let at = 0;
  for (const cell of body?.cells ?? []) {
    if (cell.getAttribute("aria-hidden") === "true") pictures.add(at);
    at += cell.colSpan;
  }
  return [...table.rows].filter((row) => !row.matches(".why")).map((row) => {
    const isHead = row.parentElement?.tagName === "THEAD";
    const line = [...row.cells].flatMap((cell) => Array.from({ length: cell.colSpan }, (_, i) => (i === 0 || isHead ? value(cell) : "")));
    return line.filter((_, column) => !pictures.has(column));
  });
}

/** A number as one; what is not known is empty, never nought. */
function value(cell: HTMLElement) {
  const copy = cell.cloneNode(true) as HTMLElement;
  for (const each of copy.querySelectorAll(".unknown, [aria-hidden=true]")) each.remove();
  for (const small of copy.querySelectorAll("small")) small.before(" "); // it stands below or beside
  for (const sign of copy.querySelectorAll("svg[aria-label]")) sign.replaceWith(`${sign.getAttribute("aria-label")} `);
  const text = clean(copy.textContent ?? "");
  const number = text.replace(/,(?=\d{3})/g, "").replace(/[\u2212]/g, "-").replace(/^\+/, "").replace(/%$/, "");
  return /^-?\d+(\.\d+)?$/.test(number) ? number : text;
}

/** As nsc/files/tables.py: what a spreadsheet would run shows as the text it is. */
function quoted(text: string) {
  const isNumber = /^-?\d{1,15}(\.\d{1,15})?$/.test(text);
  const safe = !isNumber && /^[\s\u0000-\u0020\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212|]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// — reading it off the page ——————————————————————————————————————————————————————

/** The page in its light colours while `read` looks at it, all at once: nothing is painted in between. */
function inLight<T>(read: () => T): T {
  const root = document.documentElement;
  const theme = root.dataset.theme;
  root.classList.add("being-saved"); // no transitions: colours are read at once
  root.dataset.theme = "light";
  try {
    return read();
  } finally {
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
    root.classList.remove("being-saved");
  }
}

function draw(figure: HTMLElement): Drawing {
  const box = figure.getBoundingClientRect();
  const page = rgb(getComputedStyle(document.body).backgroundColor) || "#ffffff";
  const drawing: Drawing = { width: box.width + 2 * MARGIN, height: 0, page, hatch: { ground: "#eef3f1", line: "#56635f" }, items: [] };
  const origin = { x: box.left - MARGIN, y: box.top - MARGIN };
  const spread = { bottom: box.top };
  walk(figure, figure, origin, drawing, spread);
  let y = spread.bottom - origin.y + 30;
  for (const line of sources(figure).flatMap((text) => folded(text, box.width, 13))) {
    drawing.items.push({ text: line, x: MARGIN, y, size: 13, weight: "400", fill: "#56635f", halo: "" });
    y += 20;
  }
  drawing.height = y + MARGIN - 20;
  return drawing;
}

function walk(node: Element, figure: HTMLElement, origin: { x: number; y: number }, drawing: Drawing, spread: { bottom: number }) {
  if (node !== figure && node.matches(LEFT_OUT)) return;
  const style = getComputedStyle(node);
  if (style.display === "none" || style.visibility === "hidden" || style.clipPath === "inset(50%)") return;
  if (node instanceof SVGElement) {
    if (node instanceof SVGDefsElement || node instanceof SVGPatternElement || node instanceof SVGTitleElement) return;
    if (node instanceof SVGGeometryElement) shape(node, style, origin, drawing);
  } else boxes(node, style, origin, drawing);
  const box = node.getBoundingClientRect();
  if (box.height && node !== figure) spread.bottom = Math.max(spread.bottom, box.bottom);
  for (const child of node.childNodes) {
    if (child instanceof Element) walk(child, figure, origin, drawing, spread);
    else if (child instanceof Text) drawing.items.push(...lines(child, style, origin));
  }
}

/** Ground and rules of an HTML box. */
function boxes(node: Element, style: CSSStyleDeclaration, origin: { x: number; y: number }, drawing: Drawing) {
  const box = node.getBoundingClientRect();
  const x = box.left - origin.x;
  const y = box.top - origin.y;
  const add = (d: string, fill: string) => drawing.items.push({ d, matrix: [1, 0, 0, 1, 0, 0], fill, stroke: "", width: 0, opacity: 1 });
  const ground = rgb(style.backgroundColor);
  const round = Math.min(parseFloat(style.borderTopLeftRadius) || 0, box.width / 2, box.height / 2);
  if (ground && ground !== drawing.page) add(rectangle(x, y, box.width, box.height, round), ground);
  const edge = (side: "Top" | "Bottom" | "Left" | "Right") =>
    style[`border${side}Style`] === "none" ? 0 : parseFloat(style[`border${side}Width`]);
  const [top, bottom, left, right] = [edge("Top"), edge("Bottom"), edge("Left"), edge("Right")];
  if (top && bottom && left && right) {
    const d = rectangle(x + left / 2, y + top / 2, box.width - left, box.height - top, round);
    drawing.items.push({ d, matrix: [1, 0, 0, 1, 0, 0], fill: "", stroke: rgb(style.borderTopColor), width: top, opacity: 1 });
    return;
  }
  if (top) add(rectangle(x, y, box.width, top, 0), rgb(style.borderTopColor));
  if (bottom) add(rectangle(x, y + box.height - bottom, box.width, bottom, 0), rgb(style.borderBottomColor));
  if (left) add(rectangle(x, y, left, box.height, 0), rgb(style.borderLeftColor));
  if (right) add(rectangle(x + box.width - right, y, right, box.height, 0), rgb(style.borderRightColor));
}

function rectangle(x: number, y: number, w: number, h: number, r: number) {
  if (!r) return `M${n(x)} ${n(y)}h${n(w)}v${n(h)}h${n(-w)}z`;
  const corner = (dx: number, dy: number) => `a${n(r)} ${n(r)} 0 0 1 ${n(dx)} ${n(dy)}`;
  return `M${n(x + r)} ${n(y)}h${n(w - 2 * r)}${corner(r, r)}v${n(h - 2 * r)}${corner(-r, r)}h${n(2 * r - w)}${corner(-r, -r)}v${n(2 * r - h)}${corner(r, -r)}z`;
}

function shape(node: SVGGeometryElement, style: CSSStyleDeclaration, origin: { x: number; y: number }, drawing: Drawing) {
  const m = node.getScreenCTM();
  const d = outline(node, style);
  if (!m || !d) return;
  const isHatched = /url\(/.test(style.fill);
  if (isHatched) drawing.hatch = hatchOf(style.fill) ?? drawing.hatch;
  const fill = isHatched ? "hatch" : node instanceof SVGLineElement ? "" : rgb(style.fill);
  const stroke = rgb(style.stroke);
  drawing.items.push({
    d,
    matrix: [m.a, m.b, m.c, m.d, m.e - origin.x, m.f - origin.y],
    fill,
    stroke,
    width: stroke ? parseFloat(style.strokeWidth) || 0 : 0,
    opacity: parseFloat(style.opacity),
  });
}

function outline(node: SVGGeometryElement, style: CSSStyleDeclaration) {
  if (node instanceof SVGPathElement) return node.getAttribute("d") ?? "";
  if (node instanceof SVGLineElement) return `M${n(node.x1.baseVal.value)} ${n(node.y1.baseVal.value)}L${n(node.x2.baseVal.value)} ${n(node.y2.baseVal.value)}`;
  if (node instanceof SVGCircleElement) {
    const [cx, cy, r] = [node.cx.baseVal.value, node.cy.baseVal.value, node.r.baseVal.value];
    return `M${n(cx - r)} ${n(cy)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0z`;
  }
  const box = node.getBBox();
  const round = Math.min(parseFloat(style.rx) || 0, box.width / 2, box.height / 2);
  return box.width && box.height ? rectangle(box.x, box.y, box.width, box.height, round) : "";
}

function hatchOf(fill: string) {
  const pattern = document.getElementById(/#([^")]+)/.exec(fill)?.[1] ?? "");
  const ground = pattern?.querySelector("rect");
  const line = pattern?.querySelector("path");
  return ground && line ? { ground: rgb(getComputedStyle(ground).fill), line: rgb(getComputedStyle(line).stroke) } : null;
}

/** A run of text as the lines that the browser made of it. */
function lines(node: Text, style: CSSStyleDeclaration, origin: { x: number; y: number }): Words[] {
  if (!node.data.trim()) return [];
  const range = document.createRange();
  const found: { text: string; box: DOMRect }[] = [];
  for (let i = 0; i < node.data.length; i++) {
    range.setStart(node, i);
    range.setEnd(node, i + 1);
    const box = range.getClientRects()[0];
    const last = found.at(-1);
    if (box && (!last || Math.abs(box.top - last.box.top) > 2)) {
      if (!/\s/.test(node.data.charAt(i))) found.push({ text: node.data.charAt(i), box });
    } else if (last) last.text += node.data.charAt(i); // marks above and below have no box of their own
  }
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const type = pen.measureText("ก");
  const natural = type.fontBoundingBoxAscent + type.fontBoundingBoxDescent;
  const halo = style.paintOrder.startsWith("stroke") ? rgb(style.stroke) : "";
  const fill = node.parentElement instanceof SVGElement ? rgb(style.fill) : rgb(style.color);
  return found
    .filter((line) => line.text.trim() && fill)
    .map(({ text, box }) => {
      const scale = box.height / natural; // text within an SVG is as large as the SVG is drawn
      return {
        text: clean(text),
        x: box.left - origin.x,
        y: box.top - origin.y + type.fontBoundingBoxAscent * scale,
        size: parseFloat(style.fontSize) * scale,
        weight: style.fontWeight,
        fill,
        halo,
      };
    });
}

/** A long line in pieces that fit, broken between words; Thai has no spaces to break at. */
function folded(text: string, width: number, size: number) {
  pen.font = `400 ${size}px ${FONT}`;
  const words = "Segmenter" in Intl ? [...new Intl.Segmenter("th", { granularity: "word" }).segment(text)].map((each) => each.segment) : text.split(/(?<= )/);
  const out: string[] = [""];
  for (const word of words) {
    if (pen.measureText(out[out.length - 1] + word).width > width && out[out.length - 1]) out.push("");
    out[out.length - 1] += word;
  }
  return out;
}

const colours = new Map<string, string>();

/** Any CSS colour as #rrggbb, which every program reads; "" where it is none. Half transparent counts as mixed with white. */
function rgb(colour: string) {
  if (!colour || colour === "none") return "";
  const known = colours.get(colour);
  if (known !== undefined) return known;
  pen.canvas.width = pen.canvas.height = 1;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
  const mixed = [r, g, b].map((part) => Math.round(part! * (a! / 255) + 255 - a!).toString(16).padStart(2, "0"));
  const found = a ? `#${mixed.join("")}` : "";
  colours.set(colour, found);
  return found;
}

// — writing it down ——————————————————————————————————————————————————————————————

const n = (value: number) => String(Math.round(value * 100) / 100);
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function svg(drawing: Drawing, title: string) {
  const { width, height, page, hatch } = drawing;
  const items = drawing.items.map((item) => ("d" in item ? path(item) : text(item))).join("\n");
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}" role="img" font-family="${escaped(FONT)}">
<title>${escaped(title)}</title>
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="${hatch.ground}"/><path d="M0 0V6" stroke="${hatch.line}" stroke-width="1.2" opacity="0.6"/></pattern></defs>
<rect width="100%" height="100%" fill="${page}"/>
${items}
</svg>
`;
}

function path(item: Shape) {
  const [a, b, c, d, e, f] = item.matrix;
  const isStill = a === 1 && !b && !c && d === 1 && !e && !f;
  const moved = isStill ? "" : ` transform="matrix(${[a, b, c, d].map((each) => String(Math.round(each * 1e5) / 1e5)).join(" ")} ${n(e)} ${n(f)})"`;
  const fill = item.fill === "hatch" ? "url(#hatch)" : item.fill || "none";
  const stroke = item.stroke && item.width ? ` stroke="${item.stroke}" stroke-width="${n(item.width)}" stroke-linejoin="round" stroke-linecap="round"` : "";
  return `<path d="${escaped(item.d)}" fill="${fill}"${stroke}${item.opacity < 1 ? ` opacity="${item.opacity}"` : ""}${moved}/>`;
}

function text(item: Words) {
  const halo = item.halo ? ` stroke="${item.halo}" stroke-width="3" paint-order="stroke"` : "";
  return `<text x="${n(item.x)}" y="${n(item.y)}" font-size="${n(item.size)}" font-weight="${item.weight}" fill="${item.fill}"${halo}>${escaped(item.text)}</text>`;
}

function png(drawing: Drawing): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(drawing.width * 2);
  canvas.height = Math.ceil(drawing.height * 2);
  const brush = canvas.getContext("2d")!;
  brush.fillStyle = drawing.page;
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.lineJoin = brush.lineCap = "round";
  for (const item of drawing.items) {
    brush.setTransform(2, 0, 0, 2, 0, 0);
    if ("d" in item) {
      const outline = new Path2D(item.d);
      brush.transform(...item.matrix);
      brush.globalAlpha = item.opacity;
      if (item.fill) {
        brush.fillStyle = item.fill === "hatch" ? hatched(brush, drawing.hatch) : item.fill;
        brush.fill(outline);
      }
      if (item.stroke && item.width) {
        brush.strokeStyle = item.stroke;
        brush.lineWidth = item.width;
        brush.stroke(outline);
      }
      brush.globalAlpha = 1;
    } else {
      brush.font = `${item.weight} ${item.size}px ${FONT}`;
      if (item.halo) {
        brush.strokeStyle = item.halo;
        brush.lineWidth = 3;
        brush.strokeText(item.text, item.x, item.y);
      }
      brush.fillStyle = item.fill;
      brush.fillText(item.text, item.x, item.y);
    }
  }
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"));
}

function hatched(brush: CanvasRenderingContext2D, { ground, line }: Drawing["hatch"]) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const ink = tile.getContext("2d")!;
  ink.fillStyle = ground;
  ink.fillRect(0, 0, 6, 6);
  ink.globalAlpha = 0.6;
  ink.fillStyle = line;
  ink.fillRect(0, 0, 1.2, 6);
  const pattern = brush.createPattern(tile, "repeat")!;
  pattern.setTransform(new DOMMatrix().rotate(45));
  return pattern;
}
