/* What the shorter forms say and the letters they become (docs/field.md). As everywhere: typed words stay as typed until they are sent. */

import { day, t } from "../core/text";
import type { Help, Household, Payload, Verb, Words } from "../core/types";
import { type Fields, changed } from "./change";
import { byNumber, inOrder, withIncome } from "./measured";
import * as rules from "./rules";
import { type Position, type Wrong, amount, clean } from "./rules";
import { type Asked, type OwnNeed, emptyNeed, said_only } from "./visit";

export type Wrongs = Record<string, Wrong>; // by field, only where something is wrong
const only = (found: Wrongs): Wrongs => Object.fromEntries(Object.entries(found).filter(([, wrong]) => wrong));
const text = (value: unknown) => (value === null || value === undefined ? "" : String(value));

// — a visit that could not be made —

export interface MissSaid {
  visit: number;
  because: string;
}
export const missWrongs = (said: MissSaid, planned: string | null, today: string): Wrongs => only({ because: rules.missed(said.because, planned, today) });
export const missPayload = (said: MissSaid): Payload => ({ visit: said.visit, because: said.because });

// — household.change —

export interface ChangeSaid {
  fields: Fields;
  people: Record<string, Fields>;
}

export function changeWrongs(said: ChangeSaid, today: string): Wrongs {
  const found: Wrongs = {};
  for (const [id, fields] of [["", said.fields] as const, ...Object.entries(said.people)]) {
    const at = (name: string) => (id ? `${id}-${name}` : name);
    if (fields["phone"]) found[at("phone")] = rules.phone(fields["phone"].to);
    if (fields["born_on"]) found[at("born_on")] = rules.born(fields["born_on"].to, today);
    if (fields["first_name"] && !clean(fields["first_name"].to)) found[at("first_name")] = t("โปรดบอกชื่อ");
  }
  if (!changed(said)) found[""] = t("ยังไม่มีช่องใดต่างจากเดิม");
  return only(found);
}
export const changePayload = (said: ChangeSaid): Payload => said_only(changed(said) ?? { fields: {}, people: {} });

// — needs —

export interface NeedSaid {
  needs: OwnNeed[];
  on: string;
}
export const needFresh = (today: string): NeedSaid => ({ needs: [emptyNeed()], on: today });
export function needWrongs(said: NeedSaid, today: string): Wrongs {
  const each = said.needs.map((one, place): [string, Wrong] => [`need-${place}`, rules.need(one)]);
  const none = said.needs.length ? "" : t("โปรดเลือกหรือพิมพ์ความจำเป็นอย่างน้อยหนึ่งเรื่อง");
  const many = said.needs.length > rules.NEEDS ? t("บันทึกความจำเป็นได้ครั้งละไม่เกิน {most} เรื่อง", { most: rules.NEEDS }) : "";
  return only({ ...Object.fromEntries(each), on: rules.done(said.on, today), "": none || many });
}
export const needPayload = (said: NeedSaid): Payload => ({
  needs: said.needs.map((one) => said_only({ ...one, text: one.text.trim(), self_help: one.self_help.trim() })),
  on: said.on,
});
export const needRestore = (sent: Payload, today: string): NeedSaid => ({
  needs: ((sent["needs"] as Asked[]) ?? []).map((one) => ({ ...emptyNeed(), ...one, person: one.person ?? null })),
  on: text(sent["on"]) || today,
});

export interface DoneSaid {
  number: number | null;
  on: string;
}
export const doneWrongs = (said: DoneSaid, today: string, since: string | null = null): Wrongs =>
  only({ "": said.number ? "" : t("โปรดเลือกหนึ่งเรื่อง"), on: rules.done(said.on, today, since, (first) => t("วันที่อยู่ก่อน {on} โปรดตรวจวันที่", { on: day(first) })) });
export const meetPayload = (said: DoneSaid): Payload => ({ need: said.number, on: said.on });
export const stepPayload = (said: DoneSaid): Payload => ({ step: said.number, on: said.on });

// — the household's word to a plan —

export interface AgreeSaid {
  plan: number;
  on: string;
  signed: string;
  signature: string;
}
export function agreeWrongs(said: AgreeSaid, today: string): Wrongs {
  return only({
    on: rules.done(said.on, today),
    signed: rules.signed(said.signed),
    signature: said.signature ? "" : t("โปรดให้ลงชื่อบนหน้าจอ หรือถ่ายภาพลายมือชื่อหรือลายพิมพ์นิ้วมือ"),
  });
}
export const agreePayload = (said: AgreeSaid): Payload => said_only({ plan: said.plan, on: said.on, signed: clean(said.signed), signature: said.signature });

// — help —

export interface HelpSaid {
  assistance: number | null; // a promised one that is handed over; else it is new
  programme: string;
  kind: string;
  form: string;
  what: string;
  baht: string;
  quantity: string;
  unit: string;
  person: number | null;
  on: string;
  note: string;
  although: string;
  need: number | null;
  step: number | null;
  meets_need: boolean;
  receipt: string;
}
export const helpFresh = (today: string): HelpSaid => ({
  assistance: null, programme: "", kind: "", form: "money", what: "", baht: "", quantity: "", unit: "", person: null, on: today,
  note: "", although: "", need: null, step: null, meets_need: false, receipt: "",
});
export function helpWrongs(said: HelpSaid, today: string): Wrongs {
  const shared = { on: rules.done(said.on, today), baht: rules.money(said.baht) };
  if (said.assistance) return only(shared);
  return only({
    kind: said.kind ? "" : t("โปรดเลือกชนิดของความช่วยเหลือ"),
    form: said.form ? "" : t("โปรดเลือกรูปแบบ"),
    what: clean(said.what) ? "" : t("โปรดบอกว่าให้อะไร"),
    quantity: rules.quantity(said.quantity),
    ...shared,
    ...(said.form === "money" && !amount(said.baht) ? { baht: shared.baht || t("ความช่วยเหลือเป็นเงินต้องบอกจำนวนเงิน") } : {}),
  });
}
export const helpVerb = (said: HelpSaid): Verb => (said.assistance ? "help.fulfil" : "help.deliver");
export function helpPayload(said: HelpSaid, home: Household | null): Payload {
  const shared = { on: said.on, baht: amount(said.baht), receipt: said.receipt };
  if (said.assistance) return said_only({ assistance: said.assistance, meets_need: said.meets_need || null, ...shared });
  const dimension = home?.needs.find((one) => one.number === said.need)?.dimension ?? "";
  return said_only({
    programme: said.programme,
    kind: said.kind,
    form: said.form,
    what: clean(said.what),
    quantity: amount(said.quantity),
    unit: clean(said.unit),
    person: said.person,
    dimension: dimension === "other" ? "" : dimension,
    note: said.note.trim(),
    although: said.although.trim(),
    need: said.need,
    step: said.step,
    meets_need: (said.need && said.meets_need) || null,
    ...shared,
  });
}
export function helpRestore(sent: Payload, today: string): HelpSaid {
  const said = helpFresh(today);
  for (const name of ["programme", "kind", "form", "what", "baht", "quantity", "unit", "on", "note", "although", "receipt"] as const) if (sent[name] !== undefined) said[name] = text(sent[name]);
  for (const name of ["assistance", "person", "need", "step"] as const) said[name] = (sent[name] as number | undefined) ?? null;
  return { ...said, meets_need: Boolean(sent["meets_need"]) };
}

// — how help was used —

export interface CheckSaid {
  assistance: number;
  on: string;
  use: string;
  text: string;
  file: string;
}
export function checkWrongs(said: CheckSaid, help: Help | null, today: string): Wrongs {
  return only({
    use: said.use ? "" : t("โปรดเลือกว่าใช้อย่างไร"),
    on: rules.done(said.on, today, help?.on ?? null, () => t("ตรวจการใช้ก่อนวันส่งมอบไม่ได้ โปรดตรวจวันที่")),
  });
}
export const checkPayload = (said: CheckSaid): Payload => said_only({ assistance: said.assistance, on: said.on, use: said.use, text: said.text.trim(), file: said.file });

// — the household account —

export interface AccountSaid {
  case: number | null;
  kind: string;
  month: string; // YYYY-MM
  told: Record<string, string>;
}
export const accountFresh = (home: Household | null, today: string): AccountSaid => ({ case: home?.case?.number ?? null, kind: "", month: today.slice(0, 7), told: {} });
export function accountWrongs(said: AccountSaid, today: string): Wrongs {
  return only({
    kind: said.kind ? "" : t("โปรดเลือกว่าเป็นบัญชีก่อนหรือหลังดำเนินการ"),
    month: rules.month(said.month, today),
    ...rules.account(said.told),
    ...(said.case ? {} : { "": t("ครัวเรือนนี้ยังไม่มีรายกรณี จึงยังบันทึกบัญชีไม่ได้ ร่างนี้เก็บไว้ในโทรศัพท์") }),
  });
}
const typed = (told: Record<string, string>): [string, number][] =>
  Object.entries(told)
    .map(([line, baht]): [string, number | null] => [line, amount(baht)])
    .filter((one): one is [string, number] => one[1] !== null && !Number.isNaN(one[1]));
export const accountPayload = (said: AccountSaid): Payload => ({ case: said.case, kind: said.kind, month: `${said.month}-01`, told: Object.fromEntries(typed(said.told)) });
export const accountRestore = (sent: Payload): AccountSaid => ({
  case: (sent["case"] as number | undefined) ?? null,
  kind: text(sent["kind"]),
  month: text(sent["month"]).slice(0, 7),
  told: Object.fromEntries(Object.entries((sent["told"] as Record<string, number>) ?? {}).map(([line, baht]) => [line, text(baht)])),
});

/** What came in, what went out, and what is left where both were told: undefined is null, never 0. */
export function sums(told: Record<string, string>, lines: Words["lines"]): { in: number | null; out: number | null; left: number | null } {
  const by = new Map(typed(told));
  const sum = (of: { code: string }[]) => {
    const known = of.map((one) => by.get(one.code)).filter((one): one is number => one !== undefined);
    return known.length ? known.reduce((one, other) => one + other, 0) : null;
  };
  const [into, out] = [sum(lines.in), sum(lines.out)];
  return { in: into, out, left: into === null || out === null ? null : into - out };
}

// — a household that no list knows —

export interface MissedSaid {
  kind: string;
  area: string;
  title: string;
  first_name: string;
  last_name: string;
  national_id: string;
  house_code: string;
  house_no: string;
  whereabouts: string;
  reason: string;
  on: string;
  position: Position | null;
  answers: Record<string, string>;
  people: string;
  income: string;
  note: string;
  file: string;
}
export const missedFresh = (words: Words, today: string): MissedSaid => {
  const villages = words.places.filter((place) => place.code.length === 8);
  return {
    kind: "household", area: villages.length === 1 ? villages[0]!.code : "", title: "", first_name: "", last_name: "", national_id: "", house_code: "", house_no: "",
    whereabouts: "", reason: "", on: today, position: null, answers: {}, people: "", income: "", note: "", file: "",
  };
};
export const missedAnswers = (said: MissedSaid, words: Words) => withIncome(words.round?.questions ?? [], said.answers, amount(said.income), words.round?.threshold ?? null);
export const MISSED_GROUPS = ["who", "where", "known", "health", "living", "education", "income", "access", "rest", "money", "picture", "review"] as const;
export type MissedGroup = (typeof MISSED_GROUPS)[number];
const MISSED_OF: Record<string, MissedGroup> = {
  kind: "who", first_name: "who", national_id: "who", reason: "who", area: "where", house_code: "where", house_no: "where", position: "where", people: "money", income: "money", on: "money",
};
export function missedGroup(field: string, words: Words): MissedGroup {
  const asked = field.startsWith("q") ? words.round?.questions.find((one) => `q${one.number}` === field) : undefined;
  return asked ? asked.dimension || "rest" : (MISSED_OF[field] ?? "review");
}
export function missedWrongs(said: MissedSaid, words: Words, today: string): Wrongs {
  const numbers = (words.round?.questions ?? []).map((one) => one.number);
  const left = rules.unanswered(numbers, missedAnswers(said, words), true).map((number): [string, Wrong] => [`q${number}`, t("โปรดตอบข้อนี้")]);
  return only({
    kind: said.kind ? "" : t("โปรดเลือกว่าตกหล่นแบบใด"),
    first_name: clean(said.first_name) ? "" : t("โปรดบอกชื่อ"),
    national_id: rules.nationalId(said.national_id),
    reason: clean(said.reason) ? "" : t("โปรดบอกเหตุที่เห็นว่าตกหล่น"),
    area: said.area ? "" : t("โปรดเลือกหมู่บ้าน"),
    house_code: rules.houseCode(said.house_code),
    position: rules.position(said.position),
    ...Object.fromEntries(left),
    people: rules.people(said.people, true),
    income: rules.money(said.income),
    on: rules.done(said.on, today),
  });
}
export function missedPayload(said: MissedSaid, words: Words): Payload {
  const who = { kind: said.kind, area: said.area, title: clean(said.title), first_name: clean(said.first_name), last_name: clean(said.last_name) };
  const where = { house_code: rules.bare(said.house_code), house_no: clean(said.house_no), whereabouts: clean(said.whereabouts) };
  const answers = inOrder(words.round?.questions ?? [], missedAnswers(said, words));
  return said_only({
    who: said_only({ ...who, national_id: rules.bare(said.national_id), ...where }),
    reason: clean(said.reason),
    on: said.on,
    round: answers ? (words.round?.year ?? null) : null,
    answers,
    people: amount(said.people),
    income: amount(said.income),
    note: said.note.trim(),
    position: said.position,
    file: said.file,
  });
}
export function missedRestore(sent: Payload, words: Words, today: string): MissedSaid {
  const said = missedFresh(words, today);
  const who = (sent["who"] as Record<string, string>) ?? {};
  for (const name of ["kind", "area", "title", "first_name", "last_name", "national_id", "house_code", "house_no", "whereabouts"] as const) said[name] = text(who[name]);
  for (const name of ["reason", "on", "people", "income", "note", "file"] as const) said[name] = text(sent[name]);
  return { ...said, position: (sent["position"] as Position | undefined) ?? null, answers: byNumber(words.round?.questions ?? [], text(sent["answers"])) };
}
