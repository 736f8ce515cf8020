export {}; // a module: its names are its own

/** The keyboard in a list, the rows that are picked, and the columns one chooses. Without script the boxes, the forms and the links work
 * alone. The keys stand in a <template data-keys> of the page. */

const ROWS = "[data-list] tbody tr";
const BOX = "input[type=checkbox][name=row]";
let last: HTMLTableRowElement | undefined; // picked last: where a range begins

function rows() {
  return [...document.querySelectorAll<HTMLTableRowElement>("table.listing tbody tr")];
}

function box(row: Element) {
  return row.querySelector<HTMLInputElement>(BOX);
}

/** One row of the table can be reached by the Tab key: the one where one is, at first the first. */
function ready() {
  last = undefined;
  rows().forEach((row, at) => (row.tabIndex = at ? -1 : 0));
  tell();
}

function go(to: HTMLTableRowElement | undefined) {
  if (!to) return;
  for (const row of rows()) row.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
  to.scrollIntoView({ block: "nearest" });
}

function pick(row: HTMLTableRowElement, isRange: boolean) {
  const found = box(row);
  if (!found) return;
  const all = rows();
  if (isRange && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(row)].sort((a, b) => a - b);
    for (const each of all.slice(from, to! + 1)) box(each)!.checked = true;
  } else {
    found.checked = !found.checked;
  }
  last = row;
  tell();
}

/** What is picked, in words, beside what can be done with it. */
function tell() {
  const bar = document.querySelector<HTMLElement>("[data-selection]");
  if (!bar) return;
  const every = bar.querySelector<HTMLInputElement>("input[name=every]");
  const count = rows().filter((row) => box(row)?.checked).length;
  for (const row of rows()) row.classList.toggle("picked", box(row)?.checked ?? false);
  bar.classList.toggle("some", count > 0 || !!every?.checked);
  const said = bar.querySelector<HTMLElement>("[data-count]")!;
  said.dataset.none ??= said.textContent!;
  const picked = count ? said.dataset.count!.replace("{n}", String(count)) : said.dataset.none;
  said.textContent = every?.checked ? (every.parentElement?.textContent ?? "").trim() : picked!;
  bar.querySelector<HTMLElement>("[data-clear]")!.hidden = !count && !every?.checked;
  for (const button of bar.querySelectorAll<HTMLButtonElement>("button[formaction]")) button.disabled = !count && !every?.checked;
  const all = document.querySelector<HTMLInputElement>("[data-all=row]");
  if (all) [all.checked, all.indeterminate] = [count > 0 && count === rows().length, count > 0 && count < rows().length];
}

/** The letter of a key, whatever alphabet the keyboard is set to. */
function latin(event: KeyboardEvent) {
  return event.key.length === 1 && event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
}

function isBusy(event: KeyboardEvent) {
  const at = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open], details.menu[open]")) return true;
  return at instanceof HTMLElement && (at.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && !at.matches(BOX)));
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || isBusy(event)) return;
  const all = rows();
  if (!all.length || localStorage.getItem("keys-off") === "1") return;
  const here = event.target instanceof Element ? event.target.closest<HTMLTableRowElement>(ROWS) : null;
  const at = here ? all.indexOf(here) : -1;
  const [key, end] = [latin(event), all.length - 1];
  const steps: Record<string, number> = here
    ? { j: at + 1, k: at - 1, ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: end }
    : { j: all.findIndex((row) => row.tabIndex === 0), k: end };
  if (key in steps) {
    event.preventDefault();
    go(all[Math.max(0, Math.min(end, steps[key]!))]);
  } else if (here && event.key === "Enter" && event.target === here) {
    event.preventDefault();
    here.querySelector<HTMLAnchorElement>("a.open, th a")?.click();
  } else if (here && key === "x") {
    event.preventDefault();
    pick(here, event.shiftKey);
  }
});

/* A row that is ticked with the mouse; with Shift, all from the one before. */
document.addEventListener("click", (event) => {
  const found = event.target instanceof HTMLInputElement && event.target.matches(BOX) ? event.target : null;
  const row = found?.closest<HTMLTableRowElement>("tr");
  if (!found || !row) return;
  if (event.shiftKey && last) {
    found.checked = !found.checked;
    pick(row, true);
  }
  last = row;
});
document.addEventListener("change", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-picking]")) setTimeout(tell); // behind what ticks a whole column
});
document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !event.target.closest("[data-clear]")) return;
  for (const each of document.querySelectorAll<HTMLInputElement>("[data-picking] input[type=checkbox]")) each.checked = false;
  tell();
});

/* The columns as one parameter, and the list swapped as by its own links; the file's menu shut once it is on its way. */
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.matches("[data-leaving]")) setTimeout(() => form.closest("details")?.removeAttribute("open"));
  if (!form.matches("[data-columns]")) return;
  event.preventDefault();
  const data = new FormData(form);
  const chosen = data.getAll("cols").join(",");
  data.delete("cols");
  const said = new URLSearchParams([...data].map(([key, value]) => [key, String(value)]));
  if (chosen) said.set("cols", chosen);
  const link = document.createElement("a");
  link.href = `${location.pathname}?${said.toString().replaceAll("%2C", ",")}`;
  form.append(link);
  link.click();
});

document.addEventListener("list:shown", ready);
ready();
