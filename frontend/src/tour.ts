/** A first walk through the page: a card beside each thing it speaks of. It covers nothing, holds nobody, and is remembered. */

const YEAR = 365 * 24 * 3600;

export function remember() {
  const invite = document.querySelector<HTMLElement>("[data-invite]");
  if (!invite) return;
  const known = document.cookie.match(/(?:^|; )toured=([\w.]*)/)?.[1];
  const marks = [...(known ? known.split(".") : []), invite.dataset.invite].slice(-30).join("."); // of so many who share a computer
  document.cookie = `toured=${marks}; path=/; max-age=${YEAR}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  invite.remove();
}

export async function walk() {
  remember();
  document.querySelector(".tour")?.remove();
  const from = document.activeElement;
  const answer = await fetch("/guide/tour/");
  if (!answer.ok) return;
  const card = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector<HTMLElement>(".tour");
  if (!card) return;
  const steps = [...card.querySelectorAll<HTMLElement>("[data-at]")].filter((step) => seen(step));
  if (!steps.length) return;
  document.body.append(card);
  let at = 0;

  const show = (index: number) => {
    at = index;
    unmark();
    for (const each of card.querySelectorAll<HTMLElement>("[data-at]")) each.hidden = each !== steps[at];
    const step = steps[at]!;
    const title = step.querySelector("h2")!;
    card.querySelector("#tour-title")?.removeAttribute("id");
    title.id = "tour-title";
    title.tabIndex = -1;
    card.querySelector("[data-count]")!.textContent = `${at + 1} / ${steps.length}`;
    card.querySelector<HTMLElement>("[data-tour-back]")!.hidden = at === 0;
    card.querySelector<HTMLElement>("[data-tour-next]")!.hidden = at === steps.length - 1;
    card.querySelector("[data-tour-end]")!.classList.toggle("first", at === steps.length - 1);
    const target = seen(step)!;
    target.classList.add("pointed-at");
    target.scrollIntoView({ block: "nearest" });
    place(card, target);
    title.focus({ preventScroll: true });
  };
  const end = () => {
    unmark();
    card.remove();
    removeEventListener("resize", again);
    if (from instanceof HTMLElement && from.isConnected) from.focus();
  };
  const again = () => place(card, seen(steps[at]!) ?? card);
  addEventListener("resize", again);
  card.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("button");
    if (button?.matches("[data-tour-next]")) show(at + 1);
    else if (button?.matches("[data-tour-back]")) show(at - 1);
    else if (button) end();
  });
  card.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
    else if (event.key === "ArrowRight" && at < steps.length - 1) show(at + 1);
    else if (event.key === "ArrowLeft" && at > 0) show(at - 1);
  });
  show(0);
}

function seen(step: HTMLElement) {
  return [...document.querySelectorAll<HTMLElement>(step.dataset.at!)].find((each) => each.getClientRects().length > 0);
}

function unmark() {
  for (const each of document.querySelectorAll(".pointed-at")) each.classList.remove("pointed-at");
}

/** Beside it where there is room, else below or above. On a phone the card lies at the edge that the thing leaves free. */
function place(card: HTMLElement, target: HTMLElement) {
  const box = target.getBoundingClientRect();
  const { offsetWidth: wide, offsetHeight: high } = card;
  const gap = 14;
  const hold = (value: number, most: number) => Math.max(12, Math.min(value, most - 12));
  const right = box.right + gap + wide < innerWidth && box.width < innerWidth / 2;
  const below = box.bottom + gap + high < innerHeight;
  card.style.left = `${hold(right ? box.right + gap : box.left, innerWidth - wide)}px`;
  card.style.top = `${hold(right ? box.top : below ? box.bottom + gap : box.top - gap - high, innerHeight - high)}px`;
}
