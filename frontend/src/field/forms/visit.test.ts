import { describe, expect, it } from "vitest";
import { HOME, QUESTIONS, TODAY, WORDS } from "./cast";
import { byNumber, changes, failing, inOrder, last, withIncome } from "./measured";
import * as visit from "./visit";

const around: visit.Around = { home: HOME, words: WORDS, today: TODAY };
const none = { pictures: 0 };

/** Everything that a visit can say. */
function full(): visit.VisitSaid {
  return {
    ...visit.fresh(around),
    met: "นางสมปอง",
    verified: "still_poor",
    verified_note: "อยู่ประจำ",
    position: { lat: 15.70211, lon: 100.13002, accuracy: 8 },
    is_home: true,
    members: {
      "11": { fate: "", text: "", fields: { occupation: { from: "", to: " รับจ้าง " }, last_name: { from: "ใจมั่น", to: "ใจมั่น" } } },
      "12": { fate: "left", text: "ไปอยู่กับมารดา", fields: { title: { from: "ด.ญ.", to: "น.ส." } } },
    },
    came: [{ name: "ด.ช. ก้อง", relation: "หลาน", age: "3" }],
    view: { health: "g", living: "r" },
    asks: true,
    answers: { 1: "1", 2: "0", 3: "0", 5: "-", 6: "1" },
    income: "30,000",
    people: "๔",
    debt_formal: "20000",
    failed: { 2: { whom: [], urgency: "now", text: "ซ่อมหลังคา", self_help: "ช่วยยกของ" }, 3: { whom: [12], urgency: "", text: "", self_help: "" } },
    seen: { living: { text: "หลังคารั่ว", whom: [] }, health: { text: "เดินไม่สะดวก", whom: [11] } },
    problems: ["debt"],
    other: "น้ำท่วมทุกปี",
    offered: { "education|2565-2569|3|12": "year" },
    needs: [{ ...visit.emptyNeed(), dimension: "income", text: "เครื่องตัดหญ้า", urgency: "month", person: 11 }],
    agreed: ["partner"],
    signature: "5f0e7a36-2f0b-4a54-9d0f-0a4b2a1c0001",
    note: "นัดตอนเช้า",
    next_on: "2026-12-10",
  };
}

describe("a visit as it is sent", () => {
  it("says everything as docs/field.md has it", () => {
    expect(visit.payload(full(), around)).toEqual({
      case: 77, purpose: "first", on: TODAY, appointment: 501, visitors: "ทีมตำบลนาขอม", met: "นางสมปอง",
      position: { lat: 15.70211, lon: 100.13002, accuracy: 8 },
      view: { health: "g", living: "r" },
      people: 4, income: 30000, debt_formal: 20000,
      saw: [
        { dimension: "health", text: "เดินไม่สะดวก", person: 11 },
        { dimension: "living", text: "หลังคารั่ว" },
        { dimension: "education", text: "เด็กได้เรียนภาคบังคับ", person: 12 },
        { dimension: "other", problem: "debt" },
        { dimension: "other", text: "น้ำท่วมทุกปี" },
      ],
      changes: [{ kind: "left", person: 12, text: "ไปอยู่กับมารดา" }, { kind: "came", text: "ด.ช. ก้อง · หลาน · อายุ 3 ปี" }],
      round: 2025, answers: "1000-1",
      needs: [
        { dimension: "living", urgency: "now", indicator: 2, set_code: "2565-2569", text: "ซ่อมหลังคา", self_help: "ช่วยยกของ" },
        { dimension: "education", urgency: "year", person: 12, indicator: 3, set_code: "2565-2569" },
        { dimension: "income", urgency: "month", person: 11, text: "เครื่องตัดหญ้า" },
      ],
      consents: [{ purpose: "partner", how: "paper", notice: 3, file: "5f0e7a36-2f0b-4a54-9d0f-0a4b2a1c0001" }],
      signature: "5f0e7a36-2f0b-4a54-9d0f-0a4b2a1c0001",
      note: "นัดตอนเช้า", next_on: "2026-12-10", verified: "still_poor", verified_note: "อยู่ประจำ",
    });
    expect(visit.missing(full(), around, none)).toEqual([]);
  });

  it("corrects members and the place of the house from what they were to what they are, and nothing of who has left", () => {
    expect(visit.corrections(full(), HOME)).toEqual({
      fields: { position: { from: "15.701,100.131", to: "15.70211,100.13002" } },
      people: { "11": { occupation: { from: "", to: "รับจ้าง" } } },
    });
    expect(visit.corrections(visit.fresh(around), HOME)).toBeNull();
  });

  it("comes back as a form that says the same, where the office refused it", () => {
    const sent = visit.payload(full(), around);
    expect(visit.payload(visit.restore(sent, around), around)).toEqual(sent);
    expect(visit.payload(visit.restore(sent, { ...around, home: null }), { ...around, home: null })).toEqual(sent);
  });

  it("says little where little was said", () => {
    expect(visit.payload(visit.fresh(around), around)).toEqual({ case: 77, purpose: "first", on: TODAY, appointment: 501, visitors: "ทีมตำบลนาขอม" });
  });

  it("leaves the survey's answers out where they were not asked, whatever was tapped before", () => {
    const sent = visit.payload({ ...full(), asks: false }, around);
    expect(sent).not.toHaveProperty("answers");
    expect(sent).not.toHaveProperty("round");
  });

  it("offers a need once: not where its question passes now, nor where it was told beside the question", () => {
    const asked = { ...full(), answers: { ...full().answers, 3: "1" } };
    expect(visit.offeredNow(asked, around)).toEqual([]);
    expect((visit.payload(asked, around)["needs"] as unknown[]).length).toBe(2);
  });
});

describe("what a visit still wants", () => {
  it("asks every question where it measures, and how many people there are", () => {
    const home = { ...HOME, case: { ...HOME.case!, purposes: ["follow_up"] } };
    const said = { ...visit.fresh({ ...around, home }), answers: { 1: "1" } };
    const fields = visit.missing(said, { ...around, home }, none).map((one) => one.field);
    expect(fields).toEqual(["q2", "q3", "q4", "q5", "q6", "people"]);
    expect(visit.missing({ ...said, income: "50000" }, { ...around, home }, none).map((one) => one.field)).not.toContain("q4");
  });
  it("asks none of them at another visit", () => {
    expect(visit.missing(visit.fresh(around), around, none)).toEqual([]);
  });
  it("finds each fault on its screen", () => {
    const said = {
      ...full(), purpose: "after", on: "2026-11-27", visitors: " ", people: "0", income: "x", debt_informal: "1.5", signature: "", next_on: "2026-01-01",
      position: { lat: 1, lon: 1, accuracy: 1 }, needs: [{ ...visit.emptyNeed(), text: "รถเข็น" }], came: [{ name: "", relation: "หลาน", age: "" }],
    };
    const found = visit.missing(said, around, { pictures: 9 }).map((one) => `${one.group}.${one.field}`);
    expect(found).toEqual([
      "why.purpose", "why.on", "why.visitors", "position.position", "members.came-0", "income.q4", "money.people", "money.income", "money.debt_informal",
      "needs.need-0", "pictures.pictures", "consent.consent", "note.next_on",
    ]);
  });
  it("keeps what was said of a household that has gone, and says why it cannot be sent", () => {
    const gone = { ...around, home: null };
    expect(visit.missing(visit.fresh(gone), gone, none)[0]).toMatchObject({ group: "why", field: "case" });
    expect(visit.missing({ ...full(), offered: {} }, gone, none)).toEqual([]);
  });
  it("shows a screen only where there is something to ask", () => {
    expect(visit.groups(visit.fresh(around), around)).not.toContain("rest");
    expect(visit.groups(full(), around)).toContain("rest");
  });
});

describe("measured", () => {
  it("fails a dimension where any of its questions fails, and says what became of it", () => {
    const now = failing(QUESTIONS, { 1: "1", 2: "0", 3: "1", 4: "0", 5: "-", 6: "0" });
    expect(now).toEqual(["living", "income"]);
    expect(changes(["living", "education"], now)).toEqual({ health: "never", living: "still", education: "gone", income: "new", access: "never" });
  });
  it("decides income by the number, where number and threshold are known", () => {
    expect(withIncome(QUESTIONS, { 4: "0" }, 44000, 44000)[4]).toBe("1");
    expect(withIncome(QUESTIONS, { 4: "1" }, 43999, 44000)[4]).toBe("0");
    expect(withIncome(QUESTIONS, { 4: "1" }, null, 44000)[4]).toBe("1");
    expect(withIncome(QUESTIONS, { 4: "1" }, 1, null)[4]).toBe("1");
  });
  it("writes answers one after the other, and only whole", () => {
    expect(inOrder(QUESTIONS, byNumber(QUESTIONS, "10-011"))).toBe("10-011");
    expect(inOrder(QUESTIONS, { 1: "1" })).toBe("");
    expect(byNumber(QUESTIONS, "10")).toEqual({});
  });
  it("shows the newest answers to the same questions", () => {
    const asked = { ...HOME.rounds[0]!, on: "2026-06-01", answers: "111111" };
    expect(last(HOME.rounds, asked, "2565-2569")?.answers).toBe("111111");
    expect(last(HOME.rounds, asked, "2560-2564")).toBeNull();
  });
});
