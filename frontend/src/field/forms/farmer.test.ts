import { expect, test } from "vitest";
import type { Saying } from "../core/outbox";
import { visited_too } from "../core/merge";
import type { Farmer, Payload, PlotVisit, Season, Verb } from "../core/types";
import { farmerRows, lastOf } from "../farmers";
import { WORDS as CAST } from "./cast";
import { type FarmerSaid, before, followedOf, fresh, missing, payload, planted, restore, summed } from "./farmer";

const WORDS = { ...CAST, crops: [{ code: "grow", name: "กำลังโต" }], followed: ["first", "yes", "partly", "no"].map((code) => ({ code, name: code })) };
const TODAY = "2026-11-27";

const visit = (on: string, other: Partial<PlotVisit> = {}): PlotVisit => ({
  number: 5, on, stage: "", seen: "ใบเหลือง", advice: "ให้น้ำ", followed: "first", why: "", planted: null, yielded: null, earned: null, spent: null, next_on: null, pictures: 0, by: "มาลี", submission: null, ...other,
}); // prettier-ignore
const season = (other: Partial<Season> = {}): Season => ({
  number: 3, year: 2026, name: "นาปี", starts: "2026-06-01", ends: "2026-12-01", unit: "กก.", finished: false, planned: 100, yield_before: null, income_before: null, yield_after: null, income_after: null, visits: [], ...other,
}); // prettier-ignore
const farmer = (key = "f12", other: Partial<Farmer> = {}): Farmer => ({
  key, id: Number(key.slice(1)), digest: key, area: "60090701", tambon: "600907", name: "นางบัวผัน นาดี", phone: "", crop: "กล้วย", product: "", plot: 1440, seasons: [season()], ...other,
}); // prettier-ignore
const around = (of: Farmer | null = farmer()) => ({ farmer: of, words: WORDS, today: TODAY });
const said = (other: Partial<FarmerSaid> = {}, of = farmer()): FarmerSaid => ({ ...fresh(around(of)), seen: "ใบเหลือง", ...other });
const wrongs = (typed: FarmerSaid, of = farmer(), pictures = 0) => missing(typed, around(of), pictures).map((one) => one.field);

test("a first visit asks for nothing but the day, the season and what was seen", () => {
  expect(wrongs(fresh(around()))).toEqual(["seen"]);
  expect(wrongs(said())).toEqual([]);
  expect(payload(said(), around())).toEqual({ season: 3, on: TODAY, followed: "first", seen: "ใบเหลือง" });
});

test("advice that was given is asked after, and why it was not followed altogether", () => {
  const of = farmer("f12", { seasons: [season({ visits: [visit("2026-11-01")] })] });
  expect(before(said({}, of), of)?.advice).toBe("ให้น้ำ");
  expect(wrongs(said({}, of), of)).toEqual(["followed"]);
  expect(wrongs(said({ followed: "no", why: " " }, of), of)).toEqual(["why"]);
  expect(payload(said({ followed: "partly", why: "น้ำน้อย" }, of), around(of))).toMatchObject({ followed: "partly", why: "น้ำน้อย" });
  expect(payload(said({ followed: "yes", why: "เคยพิมพ์ไว้" }, of), around(of))).not.toHaveProperty("why");
  expect(followedOf(said({ on: "2026-10-01" }, of), of)).toBe("first"); // before the visit that is known
});

test.each([
  [{ on: "2026-11-28" }, "on"],
  [{ season: 99 }, "season"],
  [{ rai: "สาม" }, "rai"],
  [{ yielded: "-1" }, "yielded"],
  [{ earned: "ไม่รู้" }, "earned"],
  [{ next_on: "2026-11-20" }, "next_on"],
] as const)("%o is said to be wrong", (typed, field) => {
  expect(wrongs(said(typed))).toEqual([field]);
});

test("more pictures than fit are said before they are refused", () => {
  expect(wrongs(said(), farmer(), 9)).toEqual(["pictures"]);
});

test("land is told in rai, ngan and square wa, and what nobody measured is no nought", () => {
  expect(planted(said({ rai: "3", ngan: "2", wa: "๑๐" }))).toBe(1410);
  expect(planted(said())).toBeNull();
  expect(planted(said({ rai: "0" }))).toBe(0);
});

test("what was refused comes back as it was typed", () => {
  const typed = said({ stage: "grow", followed: "partly", why: "น้ำน้อย", rai: "3", ngan: "2", wa: "10", yielded: "20.5", earned: "0", spent: "300", advice: "ให้น้ำ", next_on: "2026-12-04" });
  const sent = payload(typed, around());
  expect(sent).toMatchObject({ planted: 1410, yielded: 20.5, earned: 0 });
  expect(restore(JSON.parse(JSON.stringify(sent)) as Payload, around())).toEqual(typed);
  expect(restore(payload(said(), around()), around())).toEqual(said());
  expect(summed(typed, around(), 2).map((one) => one.group)).toEqual(["when", "followed", "seen", "measured", "pictures", "advice", "advice"]);
});

const saying = (id: string, verb: Verb, told: Payload, household = "f12"): Saying => ({ id, verb, household, done_at: "2026-11-27T09:00:00+07:00", said: told, files: [] });

test("a visit that waits is there already, with its pictures; once the list tells of it, it is there once", () => {
  const waits = [saying("v1", "farmer.visit", { season: 3, on: TODAY, seen: "พบหนอน", next_on: "2026-12-04" }), saying("p1", "farmer.photograph", { visit: "v1", file: "x" })];
  const [after] = visited_too([farmer()], waits, "สมใจ");
  expect(after!.seasons[0]!.visits).toEqual([{ ...visit(TODAY), number: 0, seen: "พบหนอน", advice: "", followed: "", next_on: "2026-12-04", pictures: 1, by: "สมใจ", submission: "v1" }]);
  const told = farmer("f12", { seasons: [season({ visits: [visit(TODAY, { submission: "v1" })] })] });
  expect(visited_too([told], waits, "สมใจ")[0]!.seasons[0]!.visits).toHaveLength(1);
});

test("the day that was agreed comes first, then who was visited longest ago; a later visit takes the day away", () => {
  const visited = (key: string, ...visits: PlotVisit[]) => farmer(key, { seasons: [season({ visits })] });
  const list = [
    visited("f1", visit("2026-11-20")),
    visited("f2"),
    visited("f3", visit("2026-11-01", { next_on: "2026-11-30" })),
    visited("f4", visit("2026-11-01", { next_on: "2026-11-20" })),
    visited("f5", visit("2026-11-25"), visit("2026-11-01", { next_on: "2026-11-26" })),
  ];
  const rows = farmerRows(list, { words: WORDS, today: TODAY, drafts: [{ household: "f2" }] });
  expect(rows.map(({ key, group }) => [key, group])).toEqual([["f4", "late"], ["f3", "soon"], ["f2", "rest"], ["f1", "rest"], ["f5", "rest"]]);
  expect(rows[2]).toMatchObject({ begun: true, waits: false });
  expect(lastOf(list[4]!)!.on).toBe("2026-11-25");
});
