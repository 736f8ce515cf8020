/** Keyboard shortcuts. By the place of the key where the keyboard writes Thai; never while one types, in a dialog, or with Ctrl, Alt or ⌘;
 *  and off for good where the box in the dialog or the settings is not ticked (WCAG 2.1.4). */

const OFF = "keys-off";
const PATIENCE = 1500; // ms between "g" and its letter
let begun = 0;

const isOff = () => localStorage.getItem(OFF) === "1";

export function isTyping(target: EventTarget | null) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** The Latin letter or sign of a key, whatever alphabet the keyboard is set to. */
function latin(event: KeyboardEvent) {
  if (/^[\x20-\x7e]$/.test(event.key)) return event.key.toLowerCase();
  if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
  if (event.code === "Slash") return event.shiftKey ? "?" : "/";
  return "";
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || isOff()) return;
  if (isTyping(event.target) || document.querySelector("dialog[open], [role=dialog]:not([hidden])")) return;
  const key = latin(event);
  if (Date.now() - begun < PATIENCE) {
    begun = 0;
    const href = document.querySelector<HTMLElement>(`#keys [data-go="${CSS.escape(key)}"]`)?.dataset.href;
    if (!href) return;
    event.preventDefault();
    location.assign(href);
  } else if (key === "g") begun = Date.now();
  else if (key === "?") show(event);
  else if (key === "/") search(event);
});

function search(event: Event) {
  const box = document.querySelector<HTMLInputElement>("#search input[type=search]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

function show(event: Event) {
  const dialog = document.querySelector<HTMLDialogElement>("#keys");
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
}

/* What a page adds: <template data-keys><tr><th scope="row"><kbd>j</kbd></th><td>…</td></tr></template>. */
const own = document.querySelector<HTMLElement>("[data-keys-of-page]");
if (own) {
  for (const each of document.querySelectorAll<HTMLTemplateElement>("template[data-keys]")) own.append(each.content.cloneNode(true));
  own.hidden = own.children.length < 2;
}

const switches = document.querySelectorAll<HTMLInputElement>("[data-keys-switch]");
for (const each of switches) {
  each.checked = !isOff();
  each.addEventListener("change", () => {
    if (each.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    for (const other of switches) other.checked = each.checked;
  });
}
