/* Where one is: the hash, so that nothing of it ever reaches the server. The phone's own back button goes one screen back and closes what
   lies on top first; the arrow on the screen does the same, and leads up where one did not come from anywhere. */

interface Kept {
  depth: number;
  overlay?: boolean;
}

const kept = (): Kept => (history.state as Kept | null) ?? { depth: 0 };
const parse = (hash: string): string[] => hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);

/** `parts`: ["h", "h123"] of #/h/h123. `forward`: whether one went deeper or came back, for scrolling and movement. */
export const route = $state({ hash: location.hash || "#/", parts: parse(location.hash), forward: true });

const overlays: (() => void)[] = [];
let depth = kept().depth;
let guard: (() => boolean) | null = null;
let silent = 0; // steps back that we take ourselves, to clear away the entry of a sheet

function arrive() {
  const now = kept();
  route.forward = now.depth >= depth;
  depth = now.depth;
  if (route.hash === (location.hash || "#/")) return;
  route.hash = location.hash || "#/";
  route.parts = parse(location.hash);
}

export function go(hash: string) {
  if (overlays.length) return replace(hash); // the entry of the sheet becomes that of the next screen
  if (hash === route.hash) return;
  history.pushState({ depth: depth + 1 } satisfies Kept, "", hash);
  arrive();
}

/** As `go`, and "back" does not come here again. */
export function replace(hash: string) {
  const open = overlays.splice(0);
  history.replaceState({ depth } satisfies Kept, "", hash);
  for (const close of open) close();
  arrive();
}

export function back(up = "#/") {
  if (depth > 0) history.back();
  else replace(up);
}

/** Something lies on the screen: "back" calls `close` first. Returns what is to be called when it was closed otherwise. */
export function overlay(close: () => void): () => void {
  overlays.push(close);
  history.pushState({ depth: depth + 1, overlay: true } satisfies Kept, "", route.hash);
  depth += 1;
  return () => {
    const at = overlays.indexOf(close);
    if (at < 0) return; // "back" has closed it
    overlays.splice(at, 1);
    silent += 1;
    history.back();
  };
}

/** Until the returned function is called, "back" asks first: false stays (a form that goes one step back itself). */
export function hold(may: () => boolean): () => void {
  guard = may;
  return () => {
    if (guard === may) guard = null;
  };
}

if (!history.state) history.replaceState({ depth: 0 } satisfies Kept, ""); // so that an entry without a state is a new one
addEventListener("popstate", () => {
  if (!history.state) return; // typed into the address: below
  if (silent) {
    silent -= 1;
    return arrive();
  }
  const close = overlays.pop();
  if (close) {
    depth = kept().depth;
    return close();
  }
  if (guard && kept().depth < depth && !guard()) return history.pushState({ depth }, "", route.hash);
  arrive();
});
addEventListener("hashchange", () => {
  if (!history.state) history.replaceState({ depth: depth + 1 } satisfies Kept, ""); // typed into the address
  arrive();
});
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#/"]') : null;
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.getAttribute("href")!);
});
