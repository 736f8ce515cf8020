/* Search within the phone: at every key, over 1,500 households, so what is compared is made once. */

import type { Household } from "./core/types";

const THAI_ZERO = "๐".charCodeAt(0);

/** As one types in a hurry: no tone marks, no "์", Thai digits as others, one space. */
export function plain(text: string): string {
  return text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\u0e47-\u0e4e]/g, "")
    .replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - THAI_ZERO))
    .replace(/\s+/g, " ")
    .trim();
}

/** All by which a household is found: everybody's name, the house number, the last digits of its code, the village. */
export function haystack(household: Household, village: string): string {
  const people = household.people.map((one) => `${one.title}${one.first} ${one.last}`);
  return plain([...people, household.no, household.code, village].join(" | "));
}

/** Each word of what was typed must be there. A number must begin one: "125" finds 125/2, "25" does not. */
export function finder(typed: string): (hay: string) => boolean {
  const words = plain(typed).split(" ");
  const tests = words.map((word) => {
    if (!/^[\d/]+$/.test(word)) return (hay: string) => hay.includes(word);
    const begins = new RegExp(`(^|[^\\d/])${word}`);
    return (hay: string) => begins.test(hay);
  });
  return (hay) => tests.every((test) => test(hay));
}
