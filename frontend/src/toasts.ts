/** Short words at the edge of the page. What went well leaves by itself, later where it can be taken back, never while it is looked at. */

const STAYS = 7000; // ms
const STAYS_WITH_UNDO = 20000;

function leave(toast: HTMLElement) {
  if (toast.matches(":hover, :focus-within")) {
    setTimeout(leave, 2000, toast);
    return;
  }
  toast.classList.add("leaving");
  setTimeout(() => toast.remove(), 300);
}

for (const toast of document.querySelectorAll<HTMLElement>(".toasts .toast:not(.need)")) {
  setTimeout(leave, toast.querySelector("[data-undo]") ? STAYS_WITH_UNDO : STAYS, toast);
}

/** Shows the template of that name once, however often it is asked for. `again`: what its button does. */
export function say(name: string, again?: () => void) {
  const box = document.querySelector(".toasts");
  const template = document.querySelector<HTMLTemplateElement>(`template#${name}`);
  if (!box || !template || box.querySelector(`[data-of="${name}"]`)) return;
  const toast = template.content.firstElementChild!.cloneNode(true) as HTMLElement;
  toast.dataset.of = name;
  const button = toast.querySelector<HTMLElement>("[data-retry]");
  if (button && again) {
    button.addEventListener("click", () => {
      toast.remove();
      again();
    });
  } else button?.remove();
  box.append(toast);
}

/** What was said of a failure is over once a request comes through. */
export function unsay(name: string) {
  document.querySelector(`.toasts [data-of="${name}"]`)?.remove();
}

/** A line that only screen readers hear. */
export function announce(words: string) {
  const line = document.querySelector("#announced");
  if (line) line.textContent = words;
}
