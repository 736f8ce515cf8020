import { describe, expect, it } from "vitest";
import type { Household } from "../core/types";
import { HOME, TODAY, WORDS } from "./cast";
import { changed } from "./change";
import { alike, known } from "./known";
import * as forms from "./others";
import { emptyNeed } from "./visit";

const FILE = "5f0e7a36-2f0b-4a54-9d0f-0a4b2a1c0002";

describe("letters as docs/field.md has them", () => {
  it("visit.miss", () => {
    expect(forms.missPayload({ visit: 501, because: "nobody_home" })).toEqual({ visit: 501, because: "nobody_home" });
    expect(forms.missWrongs({ visit: 501, because: "" }, TODAY, TODAY)).toHaveProperty("because");
  });

  it("household.change: from and to, only of what changed", () => {
    const said = {
      fields: { phone: { from: "0812345678", to: "๐๘๑-234-5679" }, house_no: { from: "25/2", to: " 25/2 " } },
      people: { "11": { born_on: { from: "", to: "1965-04-30" }, sex: { from: "f", to: "f" } }, "12": { title: { from: "ด.ญ.", to: "ด.ญ." } } },
    };
    expect(forms.changePayload(said)).toEqual({ fields: { phone: { from: "0812345678", to: "0812345679" } }, people: { "11": { born_on: { from: "", to: "1965-04-30" } } } });
    expect(forms.changeWrongs(said, TODAY)).toEqual({});
    expect(changed({ fields: { phone: { from: "0812345678", to: "081 234 5678" } }, people: {} })).toBeNull();
    expect(forms.changeWrongs({ fields: { phone: { from: "", to: "12" } }, people: { "11": { first_name: { from: "ก", to: "" } } } }, TODAY)).toMatchObject({ phone: expect.any(String), "11-first_name": expect.any(String) });
    expect(forms.changeWrongs({ fields: {}, people: {} }, TODAY)).toHaveProperty([""]);
  });

  it("need.record and need.meet", () => {
    const said = { needs: [{ ...emptyNeed(), dimension: "living", text: " ถังน้ำ ", urgency: "month", person: 11, self_help: "ขุดบ่อ" }], on: TODAY };
    const sent = { needs: [{ dimension: "living", text: "ถังน้ำ", urgency: "month", person: 11, self_help: "ขุดบ่อ" }], on: TODAY };
    expect(forms.needPayload(said)).toEqual(sent);
    expect(forms.needPayload(forms.needRestore(sent, TODAY))).toEqual(sent);
    expect(forms.needWrongs({ needs: [emptyNeed()], on: TODAY }, TODAY)).toHaveProperty("need-0");
    expect(forms.meetPayload({ number: 301, on: TODAY })).toEqual({ need: 301, on: TODAY });
  });

  it("plan.agree and step.finish", () => {
    const said = { plan: 41, on: TODAY, signed: " นางสมปอง หัวหน้าครัวเรือน ", signature: FILE };
    expect(forms.agreePayload(said)).toEqual({ plan: 41, on: TODAY, signed: "นางสมปอง หัวหน้าครัวเรือน", signature: FILE });
    expect(forms.agreeWrongs({ ...said, signed: "", signature: "" }, TODAY)).toMatchObject({ signed: expect.any(String), signature: expect.any(String) });
    expect(forms.stepPayload({ number: 9, on: TODAY })).toEqual({ step: 9, on: TODAY });
    expect(forms.doneWrongs({ number: null, on: "2026-11-27" }, TODAY)).toMatchObject({ "": expect.any(String), on: expect.any(String) });
  });

  it("help.deliver: the dimension of the need that it answers", () => {
    const said = {
      ...forms.helpFresh(TODAY), programme: "p1", kind: "health", form: "goods", what: "แว่นตา", baht: "1,200", quantity: "1", unit: "อัน", person: 11,
      note: "มอบที่บ้าน", although: "ของเดิมแตก", need: 301, step: 9, meets_need: true, receipt: FILE,
    };
    const sent = {
      programme: "p1", kind: "health", form: "goods", what: "แว่นตา", baht: 1200, quantity: 1, unit: "อัน", person: 11, dimension: "health", on: TODAY,
      note: "มอบที่บ้าน", although: "ของเดิมแตก", need: 301, step: 9, meets_need: true, receipt: FILE,
    };
    expect(forms.helpVerb(said)).toBe("help.deliver");
    expect(forms.helpPayload(said, HOME)).toEqual(sent);
    expect(forms.helpPayload(forms.helpRestore(sent, TODAY), HOME)).toEqual(sent);
    expect(forms.helpWrongs(said, TODAY)).toEqual({});
    expect(forms.helpWrongs(forms.helpFresh(TODAY), TODAY)).toMatchObject({ kind: expect.any(String), what: expect.any(String), baht: expect.any(String) });
  });

  it("help.fulfil: what was promised, perhaps with another amount", () => {
    const said = { ...forms.helpFresh(TODAY), assistance: 88, baht: "", meets_need: true, receipt: FILE };
    expect(forms.helpVerb(said)).toBe("help.fulfil");
    expect(forms.helpPayload(said, HOME)).toEqual({ assistance: 88, on: TODAY, meets_need: true, receipt: FILE });
    expect(forms.helpWrongs(said, TODAY)).toEqual({});
  });

  it("help.check: not before it was given", () => {
    const said = { assistance: 88, on: TODAY, use: "whole", text: "ใช้ทุกวัน", file: FILE };
    expect(forms.checkPayload(said)).toEqual({ assistance: 88, on: TODAY, use: "whole", text: "ใช้ทุกวัน", file: FILE });
    const help = { number: 88, what: "แว่นตา", baht: null, on: "2026-11-20", state: "delivered", from: "", fulfil: false, check: true };
    expect(forms.checkWrongs({ ...said, on: "2026-11-19" }, help, TODAY)).toHaveProperty("on");
    expect(forms.checkWrongs(said, help, TODAY)).toEqual({});
  });

  it("account.record: only lines that were told, nothing for zero", () => {
    const said = { case: 77, kind: "before", month: "2026-10", told: { income_main: "3,000", food: "0", income_side: "" } };
    const sent = { case: 77, kind: "before", month: "2026-10-01", told: { income_main: 3000, food: 0 } };
    expect(forms.accountPayload(said)).toEqual(sent);
    expect(forms.accountPayload(forms.accountRestore(sent))).toEqual(sent);
    expect(forms.sums(said.told, WORDS.lines)).toEqual({ in: 3000, out: 0, left: 3000 });
    expect(forms.sums({ income_main: "5" }, WORDS.lines)).toEqual({ in: 5, out: null, left: null });
    expect(forms.accountWrongs({ ...said, kind: "", told: {} }, TODAY)).toMatchObject({ kind: expect.any(String), "": expect.any(String) });
  });

  it("household.missed: who, where, why, and the survey whole", () => {
    const said = {
      ...forms.missedFresh(WORDS, TODAY), title: "นาย", first_name: "มี", last_name: "สุข", house_no: "9", whereabouts: "ข้างวัด", reason: "ย้ายมาใหม่",
      national_id: "1-1037-02071-81-1", position: { lat: 15.7, lon: 100.1, accuracy: 9 }, answers: { 1: "1", 2: "0", 3: "-", 5: "-", 6: "1" }, people: "2", income: "20000", file: FILE,
    };
    const sent = {
      who: { kind: "household", area: "60010101", title: "นาย", first_name: "มี", last_name: "สุข", national_id: "1103702071811", house_no: "9", whereabouts: "ข้างวัด" },
      reason: "ย้ายมาใหม่", on: TODAY, round: 2025, answers: "10-0-1", people: 2, income: 20000, position: { lat: 15.7, lon: 100.1, accuracy: 9 }, file: FILE,
    };
    expect(forms.missedPayload(said, WORDS)).toEqual(sent);
    expect(forms.missedPayload(forms.missedRestore(sent, WORDS, TODAY), WORDS)).toEqual(sent);
    expect(forms.missedWrongs(said, WORDS, TODAY)).toEqual({});
    const wrong = forms.missedWrongs({ ...said, first_name: "", answers: {}, income: "", people: "" }, WORDS, TODAY);
    expect(Object.keys(wrong).map((field) => forms.missedGroup(field, WORDS))).toEqual(["who", "health", "living", "education", "income", "access", "rest", "money"]);
  });
});

describe("who is known on this phone already", () => {
  const other: Household = { ...HOME, key: "h124", no: "025/02", people: [{ ...HOME.people[0]!, first: "บุญมี", last: "แสนดี" }] };
  const who = { area: "60010101", first_name: "สมปอง", last_name: "ใจมั่น", house_no: "" };
  it("sounds the same in the tambon", () => {
    expect(known([other, HOME], who).map((one) => [one.household.key, one.by])).toEqual([["h123", "name"]]);
    expect(known([HOME], { ...who, first_name: "สมป่อง", last_name: "ใจหมั่น" }).length).toBe(1);
    expect(known([HOME], { ...who, last_name: "" }).length).toBe(1);
    expect(known([{ ...HOME, area: "60020101" }], who)).toEqual([]);
    expect(known([HOME], { ...who, first_name: "ประเสริฐ" })).toEqual([]);
  });
  it("lives in the same house of the village", () => {
    expect(known([HOME, other], { ...who, first_name: "ใหม่", house_no: "๒๕/๒" }).map((one) => one.by)).toEqual(["house"]);
  });
  it("measures as the server does", () => {
    expect(alike("abcd", "abce")).toBe(75);
    expect(alike("", "a")).toBe(0);
    expect(alike("สมปอง", "สมปอง")).toBe(100);
  });
});
