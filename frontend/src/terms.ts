export {}; // a module: its names are its own

/** Definitions narrow as one types; without script the form asks the server. */
const form = document.querySelector<HTMLFormElement>("form[data-terms]");
const box = form?.querySelector<HTMLInputElement>("input[name=q]");

if (form && box) {
  const groups = [...document.querySelectorAll<HTMLElement>(".glossary")];
  const texts = new Map(groups.flatMap((group) => [...group.querySelectorAll<HTMLElement>(".term")]).map((term) => [term, (term.textContent ?? "").toLowerCase()]));
  const count = form.querySelector("[data-count]");
  const isNarrowed = Boolean(box.value); // by the server: what was left out is not on this page, Enter asks for it

  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const [term, text] of texts) {
      term.hidden = !words.every((word) => text.includes(word));
      if (!term.hidden) left += 1;
    }
    for (const group of groups) group.hidden = [...group.querySelectorAll<HTMLElement>(".term")].every((term) => term.hidden);
    if (count) count.textContent = String(left);
  });
  form.addEventListener("submit", (event) => {
    if (!isNarrowed && box.value) event.preventDefault();
  });
}
