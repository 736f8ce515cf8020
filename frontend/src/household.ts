/* A browser that cannot unfold parts by its style sheet alone has them opened before it prints, and folded again after. */
const folded = new Set<HTMLDetailsElement>();
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll<HTMLDetailsElement>(".dossier details:not([open])")) {
    folded.add(part);
    part.open = true;
  }
});
addEventListener("afterprint", () => {
  for (const part of folded) part.open = false;
  folded.clear();
});
