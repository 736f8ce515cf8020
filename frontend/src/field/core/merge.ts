/* What the server told, with what was done here since laid over it; and what became of a field that two people hold. Pure. */

import type { Dimension, Draft, Farmer, Household, Key, Need, Payload, Person, PlotVisit, Visit, Words } from "./types";
import type { Saying } from "./outbox";

type Laid = Saying & { became?: Key | null };
type Fields = Record<string, string>;
export type Pair = { from: string; to: string };
export interface Change {
  fields: Record<string, Pair>;
  people: Record<string, Record<string, Pair>>;
}

// — a change of what is known ——————————————————————————————————————————————————————————

/** The fields that household.change knows, as text: what a form shows, and what it compares with. */
export function shown(household: Household): { fields: Fields; people: Record<string, Fields> } {
  const { phone, no, lat, lon, people } = household;
  const position = lat === null || lon === null ? "" : `${lat},${lon}`;
  return {
    fields: { phone, house_no: no, position, head: people[0] ? String(people[0].id) : "" },
    people: Object.fromEntries(people.map((one) => [one.id, ofPerson(one)])),
  };
}

const ofPerson = ({ title, first, last, born, sex, relation, occupation, education, phone }: Person): Fields => ({
  title, first_name: first, last_name: last, born_on: born ?? "", sex, relation, occupation, education, phone,
}); // prettier-ignore

/** Only what is not as it was shown; null where nothing is. `before` is what the person saw when they began, not what came since. */
export function changed(before: ReturnType<typeof shown>, typed: ReturnType<typeof shown>): Change | null {
  const people = Object.entries(typed.people)
    .map(([id, fields]) => [id, pairs(before.people[id] ?? {}, fields)] as const)
    .filter(([, found]) => Object.keys(found).length);
  const fields = pairs(before.fields, typed.fields);
  return people.length || Object.keys(fields).length ? { fields, people: Object.fromEntries(people) } : null;
}

const pairs = (before: Fields, typed: Fields): Record<string, Pair> =>
  Object.fromEntries(
    Object.entries(typed)
      .map(([name, to]) => [name, { from: before[name] ?? "", to: to.trim() }] as const)
      .filter(([, { from, to }]) => from !== to),
  );

/** What the server will find where `stands` is the value now: changed, nothing to do, or a clash that a person decides. */
export const fate = ({ from, to }: Pair, stands: string): "changes" | "same" | "clash" => (stands === to ? "same" : stands === from ? "changes" : "clash");

/** The fields of a change that somebody else has changed differently meanwhile. `person` is "" for the household's own. */
export function clashing(change: Change, now: Household): { person: string; field: string; pair: Pair; stands: string }[] {
  const stands = shown(now);
  const found = (person: string, of: Record<string, Pair>, are: Fields) =>
    Object.entries(of)
      .map(([field, pair]) => ({ person, field, pair, stands: are[field] ?? "" }))
      .filter(({ pair, stands }) => fate(pair, stands) === "clash");
  return [...found("", change.fields, stands.fields), ...Object.entries(change.people).flatMap(([id, of]) => found(id, of, stands.people[id] ?? {}))];
}

// — laid over ————————————————————————————————————————————————————————————————————

/** The households with what waits to be sent, in its order, and with unfinished visits (state "draft"). What is only here has number 0.
    A household that was made here is one too (id 0) until the server tells of it under its own key. */
export function overlaid(told: Household[], sayings: Laid[], drafts: Draft[], words: Words): Household[] {
  const by = new Map(told.map((one) => [one.key, one]));
  const at = (one: Laid) => by.get(one.became ?? "") ?? by.get(one.household);
  for (const one of sayings) {
    const household = at(one) ?? (one.verb === "household.missed" ? missed(one, words) : undefined);
    if (household) by.set(household.key, said(household, one, words));
  }
  for (const draft of drafts) {
    const household = by.get(draft.household);
    if (draft.verb === "visit.record" && household) {
      const visit = visited(draft.id, draft.said, "draft", words);
      by.set(household.key, { ...household, visits: [visit, ...household.visits] });
    }
  }
  return [...by.values()];
}

/** The farmers with the visits to them that wait to be sent, or whose being stored no list has told yet. */
export function visited_too(told: Farmer[], sayings: Laid[], me: string): Farmer[] {
  const by = new Map(told.map((one) => [one.key, one]));
  for (const { id, verb, household, said } of sayings) {
    const farmer = by.get(household);
    if (verb !== "farmer.visit" || !farmer || farmer.seasons.some((one) => one.visits.some((visit) => visit.submission === id))) continue;
    const pictures = sayings.filter((one) => one.verb === "farmer.photograph" && one.said.visit === id).length;
    const seasons = farmer.seasons.map((one) => (one.number === said.season ? { ...one, visits: newest([plotVisit(id, said, pictures, me), ...one.visits]) } : one));
    by.set(household, { ...farmer, seasons });
  }
  return [...by.values()];
}

const newest = (visits: PlotVisit[]): PlotVisit[] => [...visits].sort((a, b) => Number(b.on > a.on) - Number(b.on < a.on));

const BLANK: PlotVisit = {
  number: 0, on: "", stage: "", seen: "", advice: "", followed: "", why: "", planted: null, yielded: null, earned: null, spent: null, next_on: null, pictures: 0, by: "", submission: null,
}; // prettier-ignore

const plotVisit = (id: string, { season: _season, ...said }: Payload, pictures: number, by: string): PlotVisit => ({ ...BLANK, ...(said as Partial<PlotVisit>), pictures, by, submission: id });

function said(household: Household, { id, verb, said, done_at }: Laid, words: Words): Household {
  const told = household.visits.some((visit) => visit.submission === id); // the list came before the answer to what was sent
  const act = ACTS[verb];
  if (!act || told) return household;
  const on = (said.on as string | undefined) ?? done_at.slice(0, 10);
  return { ...act(household, said, { id, on, words }), story: [{ on, kind: verb, by: words.me.name }, ...household.story].slice(0, 4) };
}

interface Seen {
  id: string;
  on: string;
  words: Words;
}

type Act = (household: Household, said: Payload, seen: Seen) => Household;

const ACTS: Partial<Record<string, Act>> = {
  "visit.record": (household, said, { id, on, words }) => {
    const others = household.visits.filter((visit) => !said.appointment || visit.number !== said.appointment);
    const position = said.position as { lat: number; lon: number } | undefined;
    return {
      ...household,
      visits: [visited(id, { on, ...said }, "done", words), ...others],
      needs: [...needs(said), ...household.needs],
      offered: household.offered.filter((one) => !needs(said).some((need) => need.indicator === one.indicator && need.person === one.person)),
      measured: measured(said, on, words) ?? household.measured,
      target: said.verified ? null : household.target,
      consents: [...new Set([...household.consents, ...list<{ purpose: string }>(said.consents).map((one) => one.purpose)])],
      ...(position && !household.located ? { lat: position.lat, lon: position.lon, located: true } : {}),
    };
  },
  "visit.miss": (household, said) => ({
    ...household,
    visits: household.visits.map((visit) => (visit.number === said.visit ? { ...visit, state: "missed" } : visit)),
  }),
  "household.change": (household, said) => {
    const change = { fields: {}, people: {}, ...said } as Change;
    const to = (of: Record<string, Pair> | undefined, name: string, was: string) => of?.[name]?.to ?? was;
    const { fields } = change;
    const [lat, lon] = fields.position ? fields.position.to.split(",").map(Number) : [household.lat, household.lon];
    const people = household.people.map((one) => {
      const of = change.people[one.id];
      const born = to(of, "born_on", one.born ?? "") || null;
      return {
        ...one, born,
        title: to(of, "title", one.title), first: to(of, "first_name", one.first), last: to(of, "last_name", one.last), sex: to(of, "sex", one.sex),
        relation: to(of, "relation", one.relation), occupation: to(of, "occupation", one.occupation), education: to(of, "education", one.education),
        phone: to(of, "phone", one.phone),
      }; // prettier-ignore
    });
    const head = fields.head?.to;
    people.sort((a, b) => Number(String(b.id) === head) - Number(String(a.id) === head));
    return {
      ...household, people, phone: to(fields, "phone", household.phone), no: to(fields, "house_no", household.no),
      lat: lat ?? null, lon: lon ?? null, located: household.located || Boolean(fields.position?.to),
    }; // prettier-ignore
  },
  "need.record": (household, said) => ({
    ...household,
    needs: [...needs(said), ...household.needs],
    offered: household.offered.filter((one) => !needs(said).some((need) => need.indicator === one.indicator && need.person === one.person)),
  }),
  "need.meet": (household, said) => met(household, said.need),
  "plan.agree": (household) => ({ ...household, plan: household.plan && { ...household.plan, agree: false } }),
  "step.finish": (household, said) => finished(household, said.step),
  "help.deliver": (household, said, { on, words }) => {
    const what = (said.what as string | undefined) || words.programmes.find((one) => one.code === said.programme)?.name || "";
    const given = { number: 0, what, baht: (said.baht as number | undefined) ?? null, on, state: "delivered", from: words.me.office, fulfil: false, check: false };
    return finished(met({ ...household, help: [given, ...household.help] }, said.meets_need ? said.need : null), said.step);
  },
  "help.fulfil": (household, said, { on }) => ({
    ...household,
    help: household.help.map((one) => (one.number === said.assistance ? { ...one, state: "delivered", on, fulfil: false } : one)),
  }),
  "help.check": (household, said) => ({
    ...household,
    help: household.help.map((one) => (one.number === said.assistance ? { ...one, check: false } : one)),
  }),
  "household.missed": (household) => household,
};

const list = <T>(of: unknown) => (Array.isArray(of) ? (of as T[]) : []);

const met = (household: Household, number: unknown): Household => ({
  ...household,
  needs: number ? household.needs.filter((need) => need.number !== number) : household.needs,
});

const finished = (household: Household, number: unknown): Household => ({
  ...household,
  plan: household.plan && {
    ...household.plan,
    steps: household.plan.steps.map((step) => (number && step.number === number ? { ...step, state: "done", mine: false } : step)),
  },
});

const visited = (id: string, said: Payload, state: string, words: Words): Visit => ({
  number: 0,
  purpose: String(said.purpose ?? ""),
  state,
  on: (said.on as string | undefined) ?? null,
  planned: null,
  by: words.me.name,
  mine: true,
  submission: id,
});

const needs = (said: Payload): Need[] =>
  list<Partial<Need> & { set_code?: string }>(said.needs).map((one) => ({
    number: 0, state: "open", dimension: one.dimension ?? "", person: one.person ?? null, indicator: one.indicator ?? null,
    set: one.set_code ?? "", problem: one.problem ?? "", text: one.text ?? "", urgency: one.urgency ?? "",
  })); // prettier-ignore

/** The survey's questions as they were answered at the door, so that the next visit starts from them. */
function measured(said: Payload, on: string, words: Words) {
  const answers = said.answers as string | undefined;
  if (!answers || !words.round) return null;
  const failing = words.round.questions.filter((question, at) => answers[at] === "0" && question.dimension).map((question) => question.dimension as Dimension);
  return { year: words.round.year, set: words.round.set, answers, failing: [...new Set(failing)], income: (said.income as number | undefined) ?? null, on };
}

/** A household that no list knows, as far as it was told. */
function missed({ household, said }: Saying, words: Words): Household {
  const who = (said.who ?? {}) as Partial<Record<"area" | "title" | "first_name" | "last_name" | "house_code" | "house_no", string>>;
  const position = said.position as { lat: number; lon: number } | undefined;
  const head: Person = {
    id: 0, title: who.title ?? "", first: who.first_name ?? "", last: who.last_name ?? "", relation: "", sex: "", age: null, born: null,
    stage: "", specials: [], occupation: "", education: "", phone: "",
  }; // prettier-ignore
  return {
    key: household, id: 0, digest: "", area: who.area ?? "", no: who.house_no ?? "", code: (who.house_code ?? "").slice(-4),
    lat: position?.lat ?? null, lon: position?.lon ?? null, located: Boolean(position), phone: "", people: [head], rounds: [],
    measured: measured(said, String(said.on ?? ""), words), points: null, reasons: [], target: null, case: null, visits: [], needs: [], offered: [],
    plan: null, help: [], consents: [], may: [], photographs: [], story: [], clashes: [],
  }; // prettier-ignore
}
