/* Who on this phone may be the household that no list knows: the same house in the village, or a name that sounds the same in the tambon
   (the server compares again, with all it knows: casework/proposals.py). */

import type { Household, Person } from "../core/types";
import { called } from "./people";
import { bare, clean } from "./rules";

export const ALIKE = 86; // of 100, as the server has it
export interface Match {
  household: Household;
  person: Person | null;
  by: "house" | "name";
  score: number;
}

/** How alike two words are, 0 to 100: twice the longest common subsequence over both lengths (rapidfuzz's ratio). */
export function alike(one: string, other: string): number {
  const a = [...one];
  const b = [...other];
  if (!a.length || !b.length) return 0;
  let row = new Array<number>(b.length + 1).fill(0);
  for (const letter of a) {
    const next = [0];
    for (let place = 1; place <= b.length; place++) next[place] = letter === b[place - 1] ? row[place - 1]! + 1 : Math.max(row[place]!, next[place - 1]!);
    row = next;
  }
  return (200 * row[b.length]!) / (a.length + b.length);
}

const house = (no: string) => bare(no).replace(/^0+(?=\d)/, "");

/** The surest first, at most five. */
export function known(homes: Household[], who: { area: string; first_name: string; last_name: string; house_no: string }): Match[] {
  const asked = clean(`${who.first_name} ${who.last_name}`);
  const no = house(who.house_no);
  const found: Match[] = [];
  for (const household of homes) {
    if (household.area.slice(0, 6) !== who.area.slice(0, 6)) continue;
    const named = household.people
      .map((person) => ({ household, person, by: "name" as const, score: clean(who.first_name) ? alike(asked, clean(`${person.first} ${who.last_name ? person.last : ""}`)) : 0 }))
      .sort((one, other) => other.score - one.score)[0];
    if (named && named.score >= ALIKE) found.push(named);
    else if (no && household.area === who.area && house(household.no) === no) found.push({ household, person: household.people[0] ?? null, by: "house", score: 85 });
  }
  return found.sort((one, other) => other.score - one.score).slice(0, 5);
}

/** For the list: whom we think of. */
export const meant = (match: Match): string => (match.person ? called(match.person) : "");
