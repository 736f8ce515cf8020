/* What is to be done at each household, and in which order they stand on the list. No clock, no network: values in, rows out. */

import type { Dimension, Draft, Household, Key, Person, Queued, Words } from "./core/types";

/** Something to be done. `what` is a key of the screen's words, with `of` to fill in; `by` a day or null. */
export interface Task {
  kind: "appointment" | "visit" | "verify" | "agree" | "step" | "fulfil" | "check";
  of: string; // what it is about: a purpose, a step, a help
  by: string | null;
  href: string;
}

export type Group = "late" | "soon" | "near" | "rest";

export interface Row {
  key: Key;
  household: Household;
  head: Person | null;
  village: string;
  failing: Dimension[];
  next: Task | null;
  others: number; // tasks besides it
  group: Group;
  urgent: boolean; // an emergency, or its case is late, or the next is
  days: number | null; // until the next is due; negative is late
  far: number | null; // metres
  visits: boolean; // somebody should go there
  waits: boolean; // something of it waits to be sent
  refused: boolean;
  begun: boolean; // a draft of it is not finished
  fresh: boolean; // the office or another has changed it since the list was last looked at
}

export interface Here {
  lat: number;
  lon: number;
}

export const SOON = 7; // days
export const NEAR = 2000; // metres
const DAY = 86_400_000;

const daysUntil = (day: string, today: string) => Math.round((Date.parse(day) - Date.parse(today)) / DAY);

/** What is to be done there, the earliest due first. A visit that waits to be sent has been made: it is not asked for again. */
export function tasks(household: Household, today: string, queued: readonly Queued[] = []): Task[] {
  const { key, case: kase, plan, help, visits, target, may } = household;
  const found: Task[] = [];
  const visited = queued.some((one) => one.household === key && one.verb === "visit.record" && one.state !== "refused");
  const visit = `#/visit/${key}`;
  const agreed = visits.filter((one) => one.state === "planned" && one.mine);
  if (!visited) {
    for (const one of agreed) found.push({ kind: "appointment", of: one.purpose, by: one.planned, href: visit });
    if (kase?.turn === "mentor" && kase.purposes[0] && !agreed.length) found.push({ kind: "visit", of: kase.purposes[0], by: kase.due, href: visit });
    if (target !== null && may.includes("verify") && !found.length) found.push({ kind: "verify", of: "", by: null, href: visit });
  }
  if (plan?.agree) found.push({ kind: "agree", of: plan.goal, by: null, href: `#/plan/${key}` });
  for (const step of plan?.steps ?? []) {
    if (step.mine && step.due && daysUntil(step.due, today) <= SOON) found.push({ kind: "step", of: step.what, by: step.due, href: `#/plan/${key}` });
  }
  for (const one of help) {
    if (one.fulfil) found.push({ kind: "fulfil", of: one.what, by: null, href: `#/help/${key}` });
    if (one.check) found.push({ kind: "check", of: one.what, by: null, href: `#/check/${key}/${one.number}` });
  }
  return found.sort((a, b) => Number((a.by ?? "9999") > (b.by ?? "9999")) - Number((a.by ?? "9999") < (b.by ?? "9999")));
}

/** Metres, good enough within a province. */
export function distance(from: Here, lat: number, lon: number): number {
  const rad = Math.PI / 180;
  return 6_371_000 * Math.hypot((lat - from.lat) * rad, (lon - from.lon) * rad * Math.cos(from.lat * rad));
}

export interface Asked {
  words: Words | null;
  today: string;
  here?: Here | null;
  queued?: readonly Queued[];
  drafts?: readonly Pick<Draft, "household">[];
  seen?: string | null; // when the list was last looked at
}

/** Rows in the order of the list: overdue and urgent, due within a week, near me, the rest. */
export function rows(households: readonly Household[], { words, today, here = null, queued = [], drafts = [], seen = null }: Asked): Row[] {
  const villages = new Map(words?.places.map((one) => [one.code, one.name]));
  const waits = new Set(queued.filter((one) => one.state === "waiting" || one.state === "sending" || one.state === "held").map((one) => one.household));
  const refused = new Set(queued.filter((one) => one.state === "refused").map((one) => one.household));
  const begun = new Set(drafts.map((one) => one.household));
  const made = households.map((household): Row => {
    const todo = tasks(household, today, queued);
    const next = todo[0] ?? null;
    const days = next?.by ? daysUntil(next.by, today) : null;
    const urgent = (household.case?.emergency ?? false) || (household.case?.late ?? false) || (days !== null && days < 0);
    const far = here && household.lat !== null && household.lon !== null ? distance(here, household.lat, household.lon) : null;
    return {
      key: household.key,
      household,
      head: household.people[0] ?? null,
      village: villages.get(household.area) ?? "",
      failing: (household.measured ?? household.rounds[0])?.failing ?? [],
      next,
      others: Math.max(0, todo.length - 1),
      group: urgent ? "late" : days !== null && days <= SOON ? "soon" : far !== null && far <= NEAR ? "near" : "rest",
      urgent,
      days,
      far,
      visits: todo.some((one) => one.kind === "appointment" || one.kind === "visit" || one.kind === "verify"),
      waits: waits.has(household.key),
      refused: refused.has(household.key),
      begun: begun.has(household.key),
      // A day, not a moment, is known of what happened: on the day of the last look rather told twice than not at all.
      fresh: seen !== null && household.story.some((one) => one.on >= seen.slice(0, 10) && one.by !== words?.me.name),
    };
  });
  return made.sort(inOrder);
}

const PLACE: Record<Group, number> = { late: 0, soon: 1, near: 2, rest: 3 };

const inCode = new Intl.Collator("en", { numeric: true });

function inOrder(a: Row, b: Row): number {
  if (a.group !== b.group) return PLACE[a.group] - PLACE[b.group];
  const emergency = Number(b.household.case?.emergency ?? false) - Number(a.household.case?.emergency ?? false);
  if (emergency) return emergency;
  if (a.group === "near") return a.far! - b.far!;
  const due = (a.days ?? Infinity) - (b.days ?? Infinity);
  if (due && !Number.isNaN(due)) return due; // the day due first; none comes last
  if (Boolean(a.next) !== Boolean(b.next)) return a.next ? -1 : 1;
  return (b.household.points ?? -1) - (a.household.points ?? -1) || inCode.compare(a.household.area, b.household.area) || inCode.compare(a.key, b.key);
}

export type Filter = "visit" | "late" | "all" | "fresh";

const FITS: Record<Filter, (row: Row) => boolean> = { visit: (row) => row.visits, late: (row) => row.urgent, all: () => true, fresh: (row) => row.fresh };
export const sieve = (list: readonly Row[], filter: Filter) => list.filter(FITS[filter]);

interface Head {
  kind: "head";
  group: Group;
  count: number;
}
export type Item = Head | { kind: "row"; row: Row };

/** The list with a heading before each group. */
export function grouped(list: readonly Row[]): Item[] {
  const heads = new Map<Group, Head>();
  return list.flatMap((row): Item[] => {
    const head = heads.get(row.group) ?? { kind: "head", group: row.group, count: 0 };
    head.count += 1;
    if (heads.has(row.group)) return [{ kind: "row", row }];
    heads.set(row.group, head);
    return [head, { kind: "row", row }];
  });
}
