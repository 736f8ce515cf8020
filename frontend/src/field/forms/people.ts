/* How people and places are called on the screens of the forms. */

import { t } from "../core/text";
import type { Household, Person, Words } from "../core/types";
import { clean } from "./rules";

/** "ด.ญ. กานดา ใจมั่น": a space where the title is shortened, as it is written by hand. */
export function called(person: Pick<Person, "title" | "first" | "last">): string {
  const gap = person.title.endsWith(".") ? " " : "";
  return clean(`${person.title}${gap}${person.first} ${person.last}`) || t("สมาชิกคนหนึ่ง");
}

/** Short, for a chip: "ด.ญ. กานดา · 11 ปี". */
export function briefly(person: Person): string {
  const name = called({ ...person, last: "" });
  return person.age === null ? name : t("{name} · {age} ปี", { name, age: person.age });
}

export const someone = (home: Household | null, id: number | null): string => {
  const found = home?.people.find((one) => one.id === id);
  return found ? called({ ...found, last: "" }) : id === null ? t("ทั้งครัวเรือน") : t("สมาชิกคนหนึ่ง");
};

/** The head's name, or what else the household is known by. */
export function household(home: Household | null): string {
  const head = home?.people[0];
  return head ? called(head) : home?.no ? t("บ้านเลขที่ {no}", { no: home.no }) : t("ครัวเรือน");
}

/** "25/2 บ้านนาขอม ต.นาขอม" as far as it is known. */
export function where(home: Household | null, words: Words | null): string {
  if (!home) return "";
  const village = words?.places.find((place) => place.code === home.area)?.name ?? "";
  return clean(`${home.no} ${village}`);
}
