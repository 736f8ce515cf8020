import "./app.css";
import "htmx.org";
import "./locate";
import "./listing";
import "./lists";
import "./passkey";
import "./household";
import "./terms";
import "./search";
import "./keys";
import "./swaps";
import "./toasts";

/** One listener for every element of a kind, also those that arrive later. */
function on<K extends keyof DocumentEventMap>(kind: K, selector: string, act: (found: HTMLElement, event: DocumentEventMap[K]) => void) {
  document.addEventListener(kind, (event) => {
    const found = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (found) act(found, event);
  });
}

/* Where the rail is longer than the screen, the place where one is stands in sight. */
const here = document.querySelector<HTMLElement>('.rail .item[aria-current="page"]');
const rail = here?.closest<HTMLElement>(".rail");
if (here && rail) rail.scrollTop = Math.max(0, here.offsetTop + here.offsetHeight - rail.clientHeight + 8);

/* Theme: at once here, remembered by the server's cookie so that the next page arrives in the right colours. */
on("submit", "form[data-theme-form]", (form, event) => {
  event.preventDefault();
  const button = (event as SubmitEvent).submitter as HTMLButtonElement;
  document.documentElement.dataset.theme = button.value;
  for (const other of form.querySelectorAll("button")) other.toggleAttribute("aria-current", other === button);
  const data = new FormData(form as HTMLFormElement);
  data.set(button.name, button.value);
  void fetch((form as HTMLFormElement).action, { method: "POST", body: data });
});

/* Menus close when one looks elsewhere. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (!menu.contains(event.target as Node)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus();
});

function closeMenus() {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
}

/* Another place, by its name: arrows walk through what was found, Escape puts it away. */
on("keydown", ".search.within", (search, event) => {
  const found = [...search.querySelectorAll<HTMLElement>(".found a")];
  const at = found.indexOf(document.activeElement as HTMLElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (found[next] ?? search.querySelector("input"))?.focus();
  } else if (event.key === "Escape") {
    search.querySelector(".found")?.replaceChildren();
  }
});

/* Dialogs and notices */
on("click", "[data-dialog]", (button) => {
  closeMenus();
  document.querySelector<HTMLDialogElement>(`#${button.dataset.dialog}`)?.showModal();
});
on("click", "[data-shut]", (button) => button.closest<HTMLElement>(".toast")?.remove());

/* What is asked for a person appears in the dialog of the page, and is gone from it when the dialog is shut. */
const asking = document.querySelector<HTMLDialogElement>("#asking");
asking?.addEventListener("close", () => asking.replaceChildren());
on("click", "[data-close]", (button) => button.closest("dialog")?.close());
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = (event as CustomEvent<{ ctx: { target: unknown; response: { raw: Response } } }>).detail;
  if (ctx.target !== asking || !ctx.response.raw.redirected) return;
  event.preventDefault(); // the session is over: the sign-in is a page of its own
  location.reload();
});
document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = (event as CustomEvent<{ ctx: { target: unknown } }>).detail;
  if (asking && ctx.target === asking && !asking.open) asking.showModal();
});

/* An area on the map and its row in the table light up together. */
for (const kind of ["pointerover", "focusin"] as const) {
  on(kind, "[data-area]", (area) => {
    for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
    for (const same of document.querySelectorAll(`[data-area="${CSS.escape(area.dataset.area!)}"]`)) same.classList.add("lit");
    const readout = document.querySelector(".readout");
    const said = document.querySelector<HTMLElement>(`.map [data-area="${CSS.escape(area.dataset.area!)}"]`)?.dataset.said;
    if (readout && said) readout.textContent = said;
  });
}

/* Dropping a file is choosing it. */
on("dragover", ".drop", (drop, event) => {
  event.preventDefault();
  drop.classList.add("over");
});
on("dragleave", ".drop", (drop) => drop.classList.remove("over"));
on("drop", ".drop", (drop, event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const input = drop.querySelector<HTMLInputElement>("input[type=file]");
  if (input && event.dataTransfer?.files.length) {
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
on("change", ".drop input[type=file]", (input) => {
  const named = input.closest(".drop")?.querySelector(".named");
  if (named) named.textContent = [...((input as HTMLInputElement).files ?? [])].map((file) => file.name).join(" · ");
});
on("change", "[data-submits]", (field) => (field as HTMLInputElement).form?.requestSubmit());
on("click", "[data-print]", () => window.print());

/* One box ticks a whole column. */
on("change", "[data-all]", (all) => {
  const boxes = all.closest("form")?.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${all.dataset.all}"]`) ?? [];
  for (const box of boxes) box.checked = (all as HTMLInputElement).checked;
});

/* Charts are saved as they are seen; the script for it comes at the first press. */
on("click", "[data-save]", async (button) => {
  const figure = button.closest<HTMLElement>(".figure")!;
  button.closest<HTMLDetailsElement>("details")!.open = false;
  const { save } = await import("./save");
  await save(figure, button.dataset.save as "svg" | "png" | "csv");
});

/* The walk of a first visit, offered once and taken again from the menu of help. */
on("click", "[data-tour]", async (button) => {
  const menu = button.closest<HTMLDetailsElement>("details");
  if (menu) menu.open = false;
  await (await import("./tour")).walk();
});
on("click", "[data-tour-leave]", async () => (await import("./tour")).remember());
for (const invite of document.querySelectorAll<HTMLElement>("[data-invite]")) invite.hidden = false;
document.documentElement.classList.add("scripted");
