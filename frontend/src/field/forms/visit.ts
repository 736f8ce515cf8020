/* One visit: what is said on its screens, what of it is missing, and the letters it becomes. Numbers stay as they were typed until then:
   nothing that cannot be read as one is lost on the way. */

import { t } from "../core/text";
import type { Household, Offered, Payload, Question, Words } from "../core/types";
import { type Changed, type Fields, changed } from "./change";
import { type Answers, DIMENSIONS, byNumber, inOrder, withIncome } from "./measured";
import { briefly } from "./people";
import * as rules from "./rules";
import { type Position, type Wrong, amount, clean } from "./rules";

export const GROUPS = ["why", "position", "members", ...DIMENSIONS, "rest", "problems", "money", "needs", "pictures", "consent", "note", "review"] as const;
export type Group = (typeof GROUPS)[number];

export interface Member {
  fate: "" | "left" | "died";
  text: string;
  fields: Fields;
}
export interface Came {
  name: string;
  relation: string;
  age: string;
}
/** Of a question that failed: whose it is (nobody: the whole household's), and what is needed. */
export interface Failed {
  whom: number[];
  urgency: string;
  text: string;
  self_help: string;
}
export interface OwnNeed {
  dimension: string;
  text: string;
  person: number | null;
  urgency: string;
  self_help: string;
  problem: string;
}
export interface VisitSaid {
  case: number | null;
  purpose: string;
  on: string;
  appointment: number | null;
  visitors: string;
  met: string;
  verified: string;
  verified_note: string;
  position: Position | null;
  is_home: boolean; // "the house is here": its own place is corrected
  members: Record<string, Member>;
  came: Came[];
  view: Record<string, string>;
  asks: boolean; // the survey's questions, at a visit where they may be left out
  answers: Answers;
  failed: Record<string, Failed>;
  seen: Record<string, { text: string; whom: number[] }>;
  problems: string[];
  other: string;
  people: string;
  income: string;
  debt_formal: string;
  debt_informal: string;
  offered: Record<string, string>;
  needs: OwnNeed[];
  agreed: string[];
  how: "paper" | "spoken";
  agrees: string; // who says yes, where nobody signs
  witness: string;
  consent_note: string;
  signature: string; // id of the file
  note: string;
  next_on: string;
  change: string; // the id of the household.change that goes with it, so that said twice it is one
}

/** What the form must know. `home` is null where the household has gone from the phone: what was said of it stays. */
export interface Around {
  home: Household | null;
  words: Words;
  today: string;
}

export const emptyNeed = (): OwnNeed => ({ dimension: "", text: "", person: null, urgency: "", self_help: "", problem: "" });
export const emptyFailed = (): Failed => ({ whom: [], urgency: "", text: "", self_help: "" });
export const emptyMember = (): Member => ({ fate: "", text: "", fields: {} });

export function fresh({ home, words, today }: Around): VisitSaid {
  const purpose = home?.case?.purposes[0] ?? "";
  const kept = home?.visits.find((one) => one.state === "planned" && one.purpose === purpose);
  return {
    case: home?.case?.number ?? null,
    purpose,
    on: today,
    appointment: kept?.number ?? null,
    visitors: words.me.office,
    met: "",
    verified: "",
    verified_note: "",
    position: null,
    is_home: false,
    members: {},
    came: [],
    view: {},
    asks: false,
    answers: {},
    failed: {},
    seen: {},
    problems: [],
    other: "",
    people: "",
    income: "",
    debt_formal: "",
    debt_informal: "",
    offered: {},
    needs: [],
    agreed: [],
    how: "paper",
    agrees: "",
    witness: "",
    consent_note: "",
    signature: "",
    note: "",
    next_on: "",
    change: crypto.randomUUID(),
  };
}

export const mustMeasure = (said: VisitSaid) => rules.MEASURED.includes(said.purpose);
export const isAsked = (said: VisitSaid, words: Words) => words.round !== null && (said.asks || mustMeasure(said));
export const questionsOf = (words: Words, dimension: string): Question[] => (words.round?.questions ?? []).filter((one) => one.dimension === dimension);
/** All that a need of it must say, so that what was ticked stays said when the household is offered something else by then. */
export const offerKey = (one: Offered) => `${one.dimension}|${one.set}|${one.indicator}|${one.person ?? 0}`;
function offerOf(key: string): Offered {
  const [dimension = "", set = "", indicator, person] = key.split("|");
  return { dimension, set, indicator: Number(indicator), person: Number(person) || null };
}

/** The screens of this visit, in their order. */
export function groups(said: VisitSaid, { words }: Around): Group[] {
  const has_rest = isAsked(said, words) && questionsOf(words, "").length > 0;
  return GROUPS.filter((one) => one !== "rest" || has_rest);
}

export const unheld = (home: Household | null, words: Words) => words.consents.filter((one) => !home?.consents.includes(one.purpose));

/** The answers as they stand, with the verdict on income following from the number. */
export function answersOf(said: VisitSaid, words: Words): Answers {
  return withIncome(words.round?.questions ?? [], said.answers, amount(said.income), words.round?.threshold ?? null);
}

/** Whether it is neither answered otherwise at this visit nor told beside its question already. */
function isOpen(one: Offered, said: VisitSaid, words: Words): boolean {
  const answer = isAsked(said, words) && one.set === words.round?.set ? answersOf(said, words)[one.indicator] : undefined;
  return !answer || (answer === "0" && !said.failed[one.indicator]?.urgency);
}

/** What the last answers showed and nobody has recorded as a need. */
export const offeredNow = (said: VisitSaid, { home, words }: Around): Offered[] => (home?.offered ?? []).filter((one) => isOpen(one, said, words));

const isNeedSaid = (one: OwnNeed) => Boolean(one.dimension || clean(one.text) || one.urgency || clean(one.self_help) || one.problem);
export const cameText = (one: Came): string =>
  [clean(one.name), clean(one.relation), clean(one.age) && t("อายุ {age} ปี", { age: clean(one.age) })].filter(Boolean).join(" · ");

// — what is missing —

export interface Missing {
  group: Group;
  field: string;
  wrong: Wrong;
}

/** All that would be refused, in the order of the screens. */
export function missing(said: VisitSaid, around: Around, files: { pictures: number }): Missing[] {
  const { words, today, home } = around;
  const found: Missing[] = [];
  const say = (group: Group, field: string, wrong: Wrong) => wrong && found.push({ group, field, wrong });
  const purposes = home?.case?.purposes ?? (said.purpose ? [said.purpose] : []);
  if (!said.case) say("why", "case", t("ครัวเรือนนี้ยังไม่มีรายกรณีที่มอบให้ท่าน จึงยังบันทึกการเยี่ยมไม่ได้ โปรดแจ้งอำเภอ ร่างนี้เก็บไว้ในโทรศัพท์"));
  else if (!purposes.length) say("why", "case", t("รายกรณีนี้ปิดแล้ว จึงบันทึกการเยี่ยมไม่ได้ หากเดือดร้อนอีกให้แจ้งอำเภอเปิดรายกรณีใหม่ ร่างนี้เก็บไว้ในโทรศัพท์"));
  else if (!said.purpose || !purposes.includes(said.purpose)) say("why", "purpose", t("โปรดเลือกว่าเป็นการเยี่ยมแบบใด"));
  say("why", "on", rules.done(said.on, today));
  say("why", "visitors", rules.visitors(said.visitors));
  say("position", "position", rules.position(said.position));
  for (const [id, one] of Object.entries(said.members)) {
    const birth = one.fields["born_on"];
    if (birth) say("members", `${id}-born_on`, rules.born(birth.to, today));
    if (one.fields["first_name"] && !clean(one.fields["first_name"].to)) say("members", `${id}-first_name`, t("โปรดบอกชื่อ"));
    if (one.fields["phone"]) say("members", `${id}-phone`, rules.phone(one.fields["phone"].to));
  }
  said.came.forEach((one, place) => {
    if ((one.relation || one.age) && !clean(one.name)) say("members", `came-${place}`, t("โปรดบอกว่าใครมาอยู่ใหม่"));
  });
  if (isAsked(said, words)) {
    const questions = words.round!.questions;
    const left = rules.unanswered(questions.map((one) => one.number), answersOf(said, words), true);
    for (const one of questions) if (left.includes(one.number)) say(one.dimension || "rest", `q${one.number}`, t("โปรดตอบข้อนี้"));
  }
  const must = isAsked(said, words);
  say("money", "people", rules.people(said.people, must));
  const income = rules.money(said.income);
  say("money", "income", income);
  for (const field of ["debt_formal", "debt_informal"] as const) say("money", field, rules.wholeMoney(said[field]));
  said.needs.forEach((one, place) => isNeedSaid(one) && say("needs", `need-${place}`, rules.need(one)));
  if (files.pictures > rules.PICTURES) say("pictures", "pictures", t("แนบภาพได้ครั้งละไม่เกิน {most} ภาพ", { most: rules.PICTURES }));
  if (said.agreed.length) say("consent", "consent", rules.consent(consentNote(said), said.how === "paper" && Boolean(said.signature)));
  say("note", "next_on", rules.ahead(said.next_on, said.on > today ? said.on : today));
  const many = told(said, around);
  if (many.saw.length > rules.SAID || many.changes.length > rules.SAID) say("review", "saw", t("บันทึกสิ่งที่พบได้ครั้งละไม่เกิน {most} เรื่อง", { most: rules.SAID }));
  if (many.needs.length > rules.NEEDS) say("needs", "needs", t("บันทึกความจำเป็นได้ครั้งละไม่เกิน {most} เรื่อง", { most: rules.NEEDS }));
  return found.sort((one, other) => GROUPS.indexOf(one.group) - GROUPS.indexOf(other.group));
}

// — what is sent —

export interface Saw {
  dimension: string;
  text?: string;
  problem?: string;
  person?: number;
}
export interface Asked {
  dimension: string;
  urgency: string;
  person?: number;
  indicator?: number;
  set_code?: string;
  problem?: string;
  text?: string;
  self_help?: string;
}

const each = (whom: number[]): (number | null)[] => (whom.length ? whom : [null]);
const dimensionOf = (one: Question) => one.dimension || "other";

/** Without what has nothing to say. */
export function said_only<T extends object>(payload: T): T {
  const has = ([, value]: [string, unknown]) =>
    value !== "" && value !== null && value !== undefined && !(Array.isArray(value) && !value.length) && !(value instanceof Object && !Array.isArray(value) && !Object.keys(value).length);
  return Object.fromEntries(Object.entries(payload).filter(has)) as T;
}

function failedNow(said: VisitSaid, { words }: Around): [Question, Failed][] {
  const answers = answersOf(said, words);
  const questions = isAsked(said, words) ? words.round!.questions : [];
  return questions.filter((one) => answers[one.number] === "0" && said.failed[one.number]).map((one) => [one, said.failed[one.number]!]);
}

function told(said: VisitSaid, around: Around) {
  const { words } = around;
  const saw: Saw[] = [];
  const needs: Asked[] = [];
  for (const dimension of DIMENSIONS) {
    const { text = "", whom = [] } = said.seen[dimension] ?? {};
    if (clean(text)) for (const person of each(whom)) saw.push(said_only({ dimension, text: text.trim(), person: person ?? undefined }));
  }
  for (const [question, one] of failedNow(said, around)) {
    for (const person of one.whom) saw.push({ dimension: dimensionOf(question), text: question.text, person });
    if (!one.urgency) continue;
    const rest = { text: one.text.trim(), self_help: one.self_help.trim() };
    for (const person of each(one.whom)) {
      needs.push(said_only({ dimension: dimensionOf(question), urgency: one.urgency, person: person ?? undefined, indicator: question.number, set_code: words.round!.set, ...rest }));
    }
  }
  for (const problem of said.problems) saw.push({ dimension: "other", problem });
  if (clean(said.other)) saw.push({ dimension: "other", text: said.other.trim() });
  for (const [key, urgency] of Object.entries(said.offered)) {
    const one = offerOf(key);
    if (urgency && isOpen(one, said, words)) needs.push(said_only({ dimension: one.dimension, urgency, person: one.person ?? undefined, indicator: one.indicator, set_code: one.set }));
  }
  for (const one of said.needs.filter(isNeedSaid)) {
    needs.push(said_only({ ...one, person: one.person ?? undefined, text: one.text.trim(), self_help: one.self_help.trim() }));
  }
  const changes = [
    ...Object.entries(said.members).filter(([, one]) => one.fate).map(([id, one]) => said_only({ kind: one.fate, person: Number(id), text: one.text.trim() })),
    ...said.came.map(cameText).filter(Boolean).map((text) => ({ kind: "came", text })),
  ];
  return { saw, needs, changes };
}

/** Where nobody signs: who said yes and before whom, as the note that stands for it. */
export function consentNote(said: VisitSaid): string {
  const spoken = said.how === "spoken" && clean(said.agrees) ? t("{who} ให้ความยินยอมด้วยวาจาต่อหน้า {witness}", { who: clean(said.agrees), witness: clean(said.witness) || "–" }) : "";
  return [spoken, said.consent_note.trim()].filter(Boolean).join(" · ");
}

function consents(said: VisitSaid, words: Words) {
  const file = said.how === "paper" ? said.signature : "";
  const same = t("ลงนามในแบบฟอร์มเดียวกันกับความยินยอมเรื่องแรกของการเยี่ยมนี้");
  return said.agreed.map((purpose, place) =>
    said_only({ purpose, how: said.how, notice: words.notice.version, note: consentNote(said) || (place && file ? same : ""), file: place ? "" : file }),
  );
}

/** visit.record, form 1 (docs/field.md). */
export function payload(said: VisitSaid, around: Around): Payload {
  const { words } = around;
  const asked = isAsked(said, words);
  const answers = asked ? inOrder(words.round!.questions, answersOf(said, words)) : "";
  return said_only({
    case: said.case,
    purpose: said.purpose,
    on: said.on,
    visitors: clean(said.visitors),
    met: clean(said.met),
    position: said.position,
    view: said_only(said.view),
    people: amount(said.people),
    income: amount(said.income),
    debt_formal: amount(said.debt_formal),
    debt_informal: amount(said.debt_informal),
    ...told(said, around),
    round: answers ? words.round!.year : null,
    answers,
    note: said.note.trim(),
    next_on: said.next_on,
    appointment: said.appointment,
    consents: consents(said, words),
    signature: said.signature,
    verified: said.verified,
    verified_note: said.verified ? said.verified_note.trim() : "",
  });
}

/** household.change of what was corrected on the way, null where nothing was. */
export function corrections(said: VisitSaid, home: Household | null): Changed | null {
  const people = Object.fromEntries(Object.entries(said.members).filter(([, one]) => !one.fate).map(([id, one]) => [id, one.fields]));
  const stood = home && home.lat !== null && home.lon !== null ? `${home.lat},${home.lon}` : "";
  const fields: Fields = said.is_home && said.position ? { position: { from: stood, to: `${said.position.lat},${said.position.lon}` } } : {};
  return changed({ fields, people });
}

// — and back, where the office refused it —

const text = (value: unknown) => (value === null || value === undefined ? "" : String(value));

/** A form again from what was sent: its payload says the same. */
export function restore(sent: Payload, around: Around): VisitSaid {
  const { words } = around;
  const said = fresh(around);
  const questions = words.round?.questions ?? [];
  const answers = byNumber(questions, text(sent["answers"]));
  for (const name of ["purpose", "on", "visitors", "met", "note", "next_on", "signature", "verified", "verified_note", "people", "income", "debt_formal", "debt_informal"] as const) {
    (said as unknown as Record<string, unknown>)[name] = text(sent[name]);
  }
  Object.assign(said, {
    case: sent["case"] ?? null,
    appointment: sent["appointment"] ?? null,
    position: sent["position"] ?? null,
    view: { ...((sent["view"] as Record<string, string>) ?? {}) },
    answers,
    asks: Boolean(sent["answers"]),
  });
  for (const one of (sent["saw"] as Saw[]) ?? []) {
    const question = one.person ? questions.find((each) => each.text === one.text && dimensionOf(each) === one.dimension) : undefined;
    if (question) (said.failed[question.number] ??= emptyFailed()).whom.push(one.person!);
    else if (one.dimension !== "other") {
      const seen = (said.seen[one.dimension] ??= { text: text(one.text), whom: [] });
      if (one.person) seen.whom.push(one.person);
    } else if (one.problem) said.problems.push(one.problem);
    else said.other = text(one.text);
  }
  for (const one of (sent["needs"] as Asked[]) ?? []) {
    if (one.indicator === undefined) {
      said.needs.push({ ...emptyNeed(), ...one, person: one.person ?? null });
      continue;
    }
    const told = said.failed[one.indicator];
    const isOfAnswer = one.set_code === words.round?.set && answers[one.indicator] === "0";
    if (isOfAnswer && (one.person ? told?.whom.includes(one.person) : true)) {
      Object.assign((said.failed[one.indicator] ??= emptyFailed()), { urgency: one.urgency, text: text(one.text), self_help: text(one.self_help) });
    } else said.offered[offerKey({ dimension: one.dimension, indicator: one.indicator, set: text(one.set_code), person: one.person ?? null })] = one.urgency;
  }
  for (const one of (sent["changes"] as { kind: string; person?: number; text?: string }[]) ?? []) {
    if (one.kind === "came") said.came.push({ name: text(one.text), relation: "", age: "" });
    else said.members[String(one.person)] = { fate: one.kind as "left" | "died", text: text(one.text), fields: {} };
  }
  const agreed = (sent["consents"] as { purpose: string; how: "paper" | "spoken"; note?: string; file?: string }[]) ?? [];
  said.agreed = agreed.map((one) => one.purpose);
  said.how = agreed[0]?.how ?? "paper";
  said.consent_note = text(agreed[0]?.note);
  return said;
}

// — the last look before sending —

export interface Summed {
  group: Group;
  what: string;
  words: string;
}

/** What will be sent, in plain words. */
export function summed(said: VisitSaid, around: Around, files: { pictures: number; voices: number }): Summed[] {
  const { home, words } = around;
  const found: Summed[] = [];
  const say = (group: Group, what: string, words: string) => words && found.push({ group, what, words });
  const { saw, needs, changes } = told(said, around);
  const fixed = Object.keys(corrections(said, null)?.people ?? {}).length;
  say("position", t("ตำแหน่ง"), said.position ? (said.is_home ? t("จับแล้ว และแก้ตำแหน่งบ้าน") : t("จับแล้ว")) : "");
  const moved = [changes.length && t("เปลี่ยน {n} คน", { n: changes.length }), fixed && t("แก้ข้อมูล {n} คน", { n: fixed })].filter(Boolean).join(" · ");
  say("members", t("สมาชิก"), moved);
  if (isAsked(said, words)) {
    const answers = answersOf(said, words);
    const said_of = words.round!.questions.filter((one) => answers[one.number]);
    const fails = said_of.filter((one) => answers[one.number] === "0").length;
    say("health", t("คำถามของแบบสำรวจ"), t("ตอบ {n} จาก {all} ข้อ ไม่ผ่าน {fails} ข้อ", { n: said_of.length, all: words.round!.questions.length, fails }));
  }
  say("problems", t("สิ่งที่พบ"), saw.length ? t("{n} เรื่อง", { n: saw.length }) : "");
  say("needs", t("ความจำเป็น"), needs.length ? t("{n} เรื่อง", { n: needs.length }) : "");
  const heads = amount(said.people);
  say("money", t("คนในบ้าน"), heads ? t("{n} คน", { n: heads }) : "");
  say("pictures", t("ภาพถ่าย"), files.pictures ? t("{n} ภาพ", { n: files.pictures }) : "");
  say("pictures", t("บันทึกเสียง"), files.voices ? t("{n} รายการ", { n: files.voices }) : "");
  const agreed = words.consents.filter((one) => said.agreed.includes(one.purpose)).map((one) => one.name);
  say("consent", t("ความยินยอม"), agreed.join(" · "));
  say("consent", t("ลายมือชื่อ"), said.signature ? t("ลงชื่อแล้ว") : "");
  say("members", t("ย้ายออกหรือเสียชีวิต"), home ? home.people.filter((one) => said.members[one.id]?.fate).map(briefly).join(" · ") : "");
  return found;
}
