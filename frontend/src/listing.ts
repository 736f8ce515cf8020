/** Lists: sorting, narrowing and turning over replace the list and the context above it, and nothing else moves. Without script the same
 * links open the same pages. The header is not htmx's: what htmx asks for does not count as somebody at the desk. */

const HEADER = { "X-Part": "list" };
let asking: AbortController | undefined;

function list() {
  return document.querySelector<HTMLElement>("[data-list]");
}

function isOurs(link: HTMLAnchorElement) {
  return link.origin === location.origin && link.pathname === location.pathname && !link.hash && !link.target && !link.download;
}

async function show(address: string, push: boolean) {
  const old = list();
  if (!old) return location.assign(address);
  asking?.abort();
  asking = new AbortController();
  old.setAttribute("aria-busy", "true");
  const focused = document.activeElement instanceof HTMLElement && old.contains(document.activeElement) ? document.activeElement.id : "";
  try {
    const answer = await fetch(address, { headers: HEADER, signal: asking.signal });
    if (answer.redirected || !answer.ok) return location.assign(address); // signed out, or refused: a page of its own says so
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = part.querySelector("[data-list]");
    if (!fresh) return location.assign(address);
    const context = part.querySelector(".context");
    if (context) document.querySelector(".context")?.replaceWith(context);
    old.replaceWith(fresh);
    if (push) history.pushState({ list: true }, "", address);
    (document.getElementById(focused) ?? fresh.querySelector<HTMLElement>("h1"))?.focus({ preventScroll: true });
    if (fresh.getBoundingClientRect().top < 0) fresh.scrollIntoView();
    document.dispatchEvent(new CustomEvent("list:shown"));
  } catch (failed) {
    if ((failed as Error).name !== "AbortError") location.assign(address); // the browser says what is wrong with the connection
  }
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("[data-list] a[href]") : null;
  if (!link || !isOurs(link)) return;
  event.preventDefault();
  void show(link.href, true);
});

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.matches("[data-list] form[data-span]")) return;
  event.preventDefault();
  const said = [...new FormData(form)].filter(([, value]) => value !== "").map(([key, value]) => [key, String(value)]);
  void show(`${location.pathname}?${new URLSearchParams(said)}`, true);
});

if (list()) history.replaceState({ list: true }, "", location.href);
addEventListener("popstate", (event) => {
  if (list() && (event.state as { list?: boolean } | null)?.list) void show(location.href, false);
});
