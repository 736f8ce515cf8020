/** Parts that come in later: their place is kept, they say that they are being fetched and what came, and a failure says how to mend it. */
import htmx from "htmx.org";
import { announce, say, unsay } from "./toasts";

interface Ctx {
  sourceElement: HTMLElement;
  target: Element | string | null;
  text?: string;
  response?: { status: number };
  request: { method?: string; action: string };
  swap?: string;
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
    target.style.minHeight = `${target.getBoundingClientRect().height}px`; // what stood there had this height: nothing below it moves
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

/** The same request once more: what was typed or ticked is still there, and is asked for as it stands now. */
function again(ctx: Ctx) {
  const { sourceElement: source, target, swap, request } = ctx;
  if (!source.isConnected) location.reload();
  else if (source instanceof HTMLFormElement) source.requestSubmit();
  else void htmx.ajax(request.method ?? "GET", request.action, { source, target: target as Element, swap });
}
