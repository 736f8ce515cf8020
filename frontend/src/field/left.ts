/* Why the phone emptied itself: known also when nothing else is left on it. Nothing of it is about a person. */

import * as sync from "./core/sync";
import * as vault from "./core/vault";

export type Why = "tries" | "ended";
const NAME = "nsc-left";

export const why = () => localStorage.getItem(NAME) as Why | null;
export const again = () => localStorage.removeItem(NAME);

/** Whoever wiped it by hand knows why. */
export async function noteWhy() {
  const found = (await vault.phone())?.leaving || (sync.state().trouble === "ended" ? "ended" : "");
  if (found) localStorage.setItem(NAME, found);
}
