import { describe, expect, it } from "vitest";
import { TODAY } from "./cast";
import * as rules from "./rules";

describe("numbers as they are typed", () => {
  it("reads Thai digits, commas and decimals, and says what is no number", () => {
    expect(rules.amount("๑,๒๕๐.๕๐")).toBe(1250.5);
    expect(rules.amount(" ")).toBeNull();
    expect(rules.amount("สองพัน")).toBeNaN();
    expect(rules.amount("12 ")).toBe(12);
  });
  it("keeps baht between nothing and a hundred million; a word is no money", () => {
    expect(rules.money("")).toBe("");
    expect(rules.money("0")).toBe("");
    expect(rules.money("100000000")).toBe("");
    expect(rules.money("100000001")).toContain("100,000,000");
    expect(rules.money("-1")).not.toBe("");
    expect(rules.money("มาก")).not.toBe("");
    expect(rules.wholeMoney("10.5")).toContain("ไม่มีสตางค์");
  });
  it("counts one to ninety-nine whole people", () => {
    expect([1, 99].map((heads) => rules.people(String(heads)))).toEqual(["", ""]);
    expect(["0", "100", "2.5", "x"].map((heads) => rules.people(heads)).every(Boolean)).toBe(true);
    expect(rules.people("")).toBe("");
    expect(rules.people("", true)).toBe("โปรดบอกจำนวนคนที่อยู่ในบ้าน");
  });
  it("asks for a quantity above nothing", () => {
    expect(rules.quantity("0.5")).toBe("");
    expect(rules.quantity("0")).not.toBe("");
  });
});

describe("days", () => {
  it("are real, have come, and not before what they follow", () => {
    expect(rules.done(TODAY, TODAY)).toBe("");
    expect(rules.done("2026-11-27", TODAY)).toContain("27 พ.ย. 2569 ยังมาไม่ถึง");
    expect(rules.done("2026-02-30", TODAY)).toBe("โปรดใส่วันที่");
    expect(rules.done("2024-11-20", TODAY)).toContain("เกินสองปี");
    expect(rules.done("2026-11-01", TODAY, "2026-11-02", () => "ก่อน")).toBe("ก่อน");
  });
  it("of an appointment lie from that day to a year ahead, or are left out", () => {
    expect(rules.ahead("", TODAY)).toBe("");
    expect(rules.ahead(TODAY, TODAY)).toBe("");
    expect(rules.ahead("2027-11-27", TODAY)).toBe("");
    expect(rules.ahead("2027-11-28", TODAY)).not.toBe("");
    expect(rules.ahead("2026-11-25", TODAY)).not.toBe("");
  });
  it("let a visit be missed on its day, not before", () => {
    expect(rules.missed("moved", TODAY, TODAY)).toBe("");
    expect(rules.missed("moved", "2026-11-27", TODAY)).toContain("ยังไม่ถึงวันนัด");
    expect(rules.missed("", TODAY, TODAY)).not.toBe("");
  });
  it("let a month have begun and be of the last ten years", () => {
    expect(rules.month("2026-11", TODAY)).toBe("");
    expect(rules.month("2026-12", TODAY)).not.toBe("");
    expect(rules.month("2015-12", TODAY)).not.toBe("");
    expect(rules.month("2026-13", TODAY)).not.toBe("");
  });
  it("of birth are real, or not told", () => {
    expect(["", "1965-04-30"].map((on) => rules.born(on, TODAY)).join("")).toBe("");
    expect(["1965-04-31", "1965", "2027-01-01", "1870-01-01", "65"].map((on) => rules.born(on, TODAY)).every(Boolean)).toBe(true);
  });
});

describe("places and identifiers", () => {
  it("lie in Thailand and are known to five kilometres", () => {
    expect(rules.position(null)).toBe("");
    expect(rules.position({ lat: 15.7, lon: 100.1, accuracy: 5000 })).toBe("");
    expect(rules.position({ lat: 15.7, lon: 100.1, accuracy: 5001 })).toContain("5,000");
    expect(rules.position({ lat: 52, lon: 13, accuracy: 5 })).toContain("นอกประเทศไทย");
  });
  it("have the check digit of a citizen, or are left out", () => {
    expect(rules.nationalId("")).toBe("");
    expect(rules.nationalId("1-1037-02071-81-1")).toBe("");
    expect(rules.nationalId("1103702071812")).not.toBe("");
    expect(rules.houseCode("6001-012345-6")).toBe("");
    expect(rules.houseCode("123")).not.toBe("");
  });
  it("are Thai telephone numbers, however they are written", () => {
    expect(rules.phoneDigits("๐๘๑-234 5678")).toBe("0812345678");
    expect(rules.phoneDigits("+66 81 234 5678")).toBe("0812345678");
    expect(rules.phone("056-123-456")).toBe("");
    expect(rules.phone("12345")).toContain("10 หลัก");
  });
});

describe("what must be said", () => {
  it("answers a survey whole or not at all, and whole where it measures", () => {
    expect(rules.unanswered([1, 2], {}, false)).toEqual([]);
    expect(rules.unanswered([1, 2], { 1: "0" }, false)).toEqual([2]);
    expect(rules.unanswered([1, 2], {}, true)).toEqual([1, 2]);
    expect(rules.unanswered([1, 2], { 1: "-", 2: "1" }, true)).toEqual([]);
  });
  it("shows something for a consent", () => {
    expect(rules.consent("", true)).toBe("");
    expect(rules.consent("ต่อหน้าผู้ใหญ่บ้าน", false)).toBe("");
    expect(rules.consent("ยอม", false)).toContain("10 ตัวอักษร");
  });
  it("asks for dimension, words and urgency of a need, in that order", () => {
    expect(rules.need({ dimension: "", text: "", urgency: "" })).toContain("ด้าน");
    expect(rules.need({ dimension: "living", text: " ", urgency: "" })).toContain("ต้องการอะไร");
    expect(rules.need({ dimension: "living", text: "หลังคา", urgency: "" })).toContain("ความเร่งด่วน");
    expect(rules.need({ dimension: "living", text: "หลังคา", urgency: "now" })).toBe("");
  });
  it("wants at least one line of an account, each of them money", () => {
    expect(rules.account({ food: " " })).toHaveProperty([""]);
    expect(rules.account({ food: "100", travel: "10000001" })).toHaveProperty("travel");
    expect(rules.account({ food: "100" })).toEqual({});
  });
});
