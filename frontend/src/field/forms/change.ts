/* Corrections of a household and of its people: of each field what it was on this phone and what it is now, and only of what changed. */

import type { Household, Person } from "../core/types";
import { clean, phoneDigits } from "./rules";

export interface FromTo {
  from: string;
  to: string;
}
export type Fields = Record<string, FromTo>;
export interface Changed extends Record<string, unknown> {
  fields: Fields;
  people: Record<string, Fields>;
}

/** Fields of a person as the server names them, beside what the phone has of them. */
export const PERSON = {
  title: (one: Person) => one.title,
  first_name: (one: Person) => one.first,
  last_name: (one: Person) => one.last,
  born_on: (one: Person) => one.born ?? "",
  sex: (one: Person) => one.sex,
  relation: (one: Person) => one.relation,
  occupation: (one: Person) => one.occupation,
  education: (one: Person) => one.education,
  phone: (one: Person) => one.phone,
} as const;
export type PersonField = keyof typeof PERSON;

export const HOUSEHOLD = {
  phone: (home: Household) => home.phone,
  house_no: (home: Household) => home.no,
  position: (home: Household) => (home.lat === null || home.lon === null ? "" : `${home.lat},${home.lon}`),
  head: (home: Household) => (home.people[0] ? String(home.people[0].id) : ""),
} as const;
export type HouseholdField = keyof typeof HOUSEHOLD;

/** As it would be stored: digits of a telephone number, single spaces. */
export const tidy = (name: string, typed: string) => (name === "phone" ? (phoneDigits(typed) ?? clean(typed)) : clean(typed));

function really(fields: Fields): Fields {
  const tidied = Object.entries(fields).map(([name, { from, to }]): [string, FromTo] => [name, { from, to: tidy(name, to) }]);
  return Object.fromEntries(tidied.filter(([, { from, to }]) => from !== to));
}

/** household.change, or null where nothing is other than it was. */
export function changed(said: { fields: Fields; people: Record<string, Fields> }): Changed | null {
  const fields = really(said.fields);
  const of_people = Object.entries(said.people).map(([id, own]): [string, Fields] => [id, really(own)]);
  const people = Object.fromEntries(of_people.filter(([, own]) => Object.keys(own).length));
  return Object.keys(fields).length || Object.keys(people).length ? { fields, people } : null;
}
