/** Parts that come in later: their place is kept, they say that they are being fetched and what came, and a failure says how to mend it. */
import { announce, say, unsay } from "./toasts";

interface Ctx {
  sourceElement: HTMLElement;
  target: Element | string | null;
  text?: string;
  response?: { status: number };
  request: { method?: string };
}
const told = (event: Event) => (event as CustomEvent<{ ctx: Ctx }>).detail.ctx;
const isPolling = (ctx: Ctx) => (ctx.sourceElement.getAttribute("hx-trigger") ?? "").includes("every");
const SOON = 200; // ms: what comes sooner needs no picture of waiting

function targetOf(ctx: Ctx) {
  return ctx.target instanceof HTMLElement ? ctx.target : null;
}

document.addEventListener("htmx:before:request", (event) => {
  const ctx = told(event);
  const target = targetOf(ctx);
  if (!target || isPolling(ctx)) return;
  target.setAttribute("aria-busy", "true");
  const bones = target.dataset.skeleton && document.querySelector<HTMLTemplateElement>(`template#skeleton-${target.dataset.skeleton}`);
  if (!bones) return;
  setTimeout(() => {
    if (target.getAttribute("aria-busy") !== "true") return;
    target.style.minHeight = `${target.offsetHeight}px`; // what stood there had this height: nothing below it moves
    target.replaceChildren(bones.content.cloneNode(true));
  }, SOON);
});

document.addEventListener("htmx:before:swap", (event) => {
  const ctx = told(event);
  const status = ctx.response?.status ?? 200;
  const isPage = /^\s*<!doctype/i.test(ctx.text ?? "");
  if (status < 400 || !isPage) return;
  event.preventDefault(); // a whole page of errors has no place within a part
  say(status >= 500 ? "toast-broken" : "toast-closed", () => again(ctx));
});

document.addEventListener("htmx:after:swap", (event) => {
  const ctx = told(event);
  unsay("toast-failed");
  const target = targetOf(ctx);
  const words = target?.querySelector<HTMLElement>("[data-announce]")?.dataset.announce ?? target?.dataset.announce;
  if (words && !isPolling(ctx)) announce(words);
});

document.addEventListener("htmx:error", (event) => {
  const ctx = told(event);
  if (ctx) say("toast-failed", isPolling(ctx) ? undefined : () => again(ctx));
});

document.addEventListener("htmx:finally:request", (event) => {
  const target = targetOf(told(event));
  target?.removeAttribute("aria-busy");
  if (target?.style.minHeight) requestAnimationFrame(() => target.style.removeProperty("min-height"));
});

/** The same request once more: what was typed or pressed is still there. */
function again(ctx: Ctx) {
  const source = ctx.sourceElement;
  if (!source.isConnected) return location.reload();
  const trigger = (source.getAttribute("hx-trigger") ?? "").split(/[ ,]/)[0];
  if (source instanceof HTMLFormElement) source.requestSubmit();
  else if (trigger && !/^(load|revealed|intersect)$/.test(trigger)) source.dispatchEvent(new Event(trigger, { bubbles: true }));
  else if (trigger) source.dispatchEvent(new Event("retry"));
  else source.click();
}
