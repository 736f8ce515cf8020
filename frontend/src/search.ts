import { say, unsay } from "./toasts";

/* The one box. What is typed goes in the body of a POST, never in an address; an answer that is overtaken is thrown away. */
const WAIT = 140; // ms without a key before it is asked

for (const form of document.querySelectorAll<HTMLFormElement>("form#search")) {
  const input = form.querySelector<HTMLInputElement>("input[type=search]")!;
  const found = form.querySelector<HTMLElement>(".found")!;
  const hints = form.querySelector<HTMLElement>(".hints")!;
  const status = form.querySelector<HTMLElement>("[role=status]")!;
  let timer = 0;
  let asking: AbortController | undefined;

  const options = () => [...found.querySelectorAll<HTMLElement>("[role=option]")];
  const active = () => options().find((each) => each.getAttribute("aria-selected") === "true");

  function choose(option: HTMLElement | undefined) {
    for (const each of options()) each.setAttribute("aria-selected", String(each === option));
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  function show() {
    const asks = input.value.trim() !== "";
    form.classList.add("open");
    hints.hidden = asks;
    found.hidden = !asks || found.childElementCount === 0;
    input.setAttribute("aria-expanded", String(!found.hidden));
  }

  function shut() {
    clearTimeout(timer);
    asking?.abort();
    form.classList.remove("open");
    hints.hidden = found.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(undefined);
  }

  async function ask() {
    asking?.abort();
    const mine = (asking = new AbortController());
    found.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" }, signal: mine.signal });
      if (answer.redirected) return location.reload(); // the session is over
      const told = await answer.text();
      if (mine.signal.aborted) return;
      unsay("toast-failed");
      if (!answer.ok && /^\s*<!doctype/i.test(told)) {
        found.replaceChildren(); // a whole page of errors has no place within the box
        show();
        return say(answer.status >= 500 ? "toast-broken" : "toast-closed", again);
      }
      found.innerHTML = told;
      found.scrollTop = 0;
      choose(undefined);
      if (form.classList.contains("open")) show();
      status.textContent = found.querySelector(".told")?.textContent ?? "";
    } catch {
      if (!mine.signal.aborted) say("toast-failed", again);
    } finally {
      if (asking === mine) found.removeAttribute("aria-busy");
    }
  }

  /** From a toast: the click there has shut the box, and is over before it opens again. */
  const again = () =>
    void setTimeout(() => {
      input.focus();
      void ask();
    });

  input.addEventListener("focus", show);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim() === "") {
      asking?.abort();
      found.replaceChildren();
      status.textContent = "";
    } else {
      found.setAttribute("aria-busy", "true"); // what stands there is of an earlier word
      timer = setTimeout(() => void ask(), WAIT);
    }
    show();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      show();
      const all = options();
      const at = all.indexOf(active()!) + (event.key === "ArrowDown" ? 1 : -1);
      choose(at < 0 ? (event.key === "ArrowUp" && !active() ? all.at(-1) : undefined) : all[at]);
    } else if (event.key === "Enter" && !event.isComposing) {
      // while what was typed last is being asked for, the form itself goes, and its page opens a single hit
      const first = active() ?? (found.hasAttribute("aria-busy") ? undefined : options()[0]);
      if (first && !found.hidden) {
        event.preventDefault();
        first.click();
      }
    } else if (event.key === "Escape") {
      event.preventDefault();
      shut();
      if (matchMedia("(max-width: 900px)").matches) input.blur();
    }
  });
  form.querySelector(".shut")?.addEventListener("click", () => {
    shut();
    input.blur();
  });
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !form.contains(event.relatedTarget)) shut();
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target as Node)) shut();
  });
}
