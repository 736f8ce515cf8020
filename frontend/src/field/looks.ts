/* Light or dark, and the language: choices of this phone, nothing personal, so they are plain and known before it is unlocked. */

export type Theme = "auto" | "light" | "dark";

export const theme = (): Theme => (localStorage.getItem("nsc-theme") as Theme | null) ?? "auto";
export const language = (): string => localStorage.getItem("nsc-language") ?? document.documentElement.lang;

export function wear(chosen: Theme) {
  localStorage.setItem("nsc-theme", chosen);
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

/** Everything is drawn anew in it; nothing typed is lost, for drafts are kept at every key. */
export function talk(chosen: "th" | "en") {
  localStorage.setItem("nsc-language", chosen);
  location.reload();
}
