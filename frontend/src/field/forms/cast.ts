/* For the tests of the forms: one household as a phone has it, and the words beside it. */

import type { Household, Person, Question, Words } from "../core/types";

export const TODAY = "2026-11-26";

const person = (id: number, title: string, first: string, age: number, relation: string): Person => ({
  id, title, first, last: "ใจมั่น", relation, sex: "f", age, born: null, stage: "", specials: [], occupation: "", education: "", phone: "",
});
const question = (number: number, dimension: Question["dimension"], text: string, kind: Question["kind"] = "answer"): Question => ({ number, text, dimension, by: "household", kind });

export const QUESTIONS: Question[] = [
  question(1, "health", "เด็กได้รับวัคซีนครบ"),
  question(2, "living", "บ้านมั่นคงถาวร"),
  question(3, "education", "เด็กได้เรียนภาคบังคับ"),
  question(4, "income", "รายได้เฉลี่ยถึงเกณฑ์", "income"),
  question(5, "access", "ผู้สูงอายุได้รับการดูแล"),
  question(6, "", "ครอบครัวอบอุ่น"),
];

export const WORDS: Words = {
  digest: "w1",
  me: { id: 7, name: "สมใจ", office: "ทีมตำบลนาขอม" },
  round: { year: 2025, set: "2565-2569", name: "จปฐ. 2568", official: false, threshold: 44000, questions: QUESTIONS },
  questions: {},
  dimensions: [],
  problems: [],
  purposes: [],
  urgencies: [],
  colours: [],
  missed: [],
  verified: [],
  uses: [],
  states: {},
  happened: {},
  stages: [],
  specials: [],
  relations: [],
  titles: [],
  kinds: [],
  kin: [],
  programmes: [],
  help_kinds: [],
  help_forms: [], crops: [], followed: [],
  lines: {
    before: [{ code: "before", name: "ก่อนดำเนินการ" }, { code: "after", name: "หลังดำเนินการ" }],
    in: [{ code: "income_main", name: "อาชีพหลัก" }, { code: "income_side", name: "อาชีพเสริม" }],
    out: [{ code: "food", name: "อาหาร" }],
  },
  consents: [{ purpose: "photograph", name: "ถ่ายภาพ", why: "" }, { purpose: "partner", name: "ส่งต่อภาคี", why: "" }],
  notice: { version: 3, text: "" },
  places: [{ code: "60010101", name: "บ้านนาขอม", rings: [], point: null }],
};

export const HOME: Household = {
  key: "h123", id: 123, digest: "d1", area: "60010101", no: "25/2", code: "0042", lat: 15.701, lon: 100.131, located: false, phone: "0812345678",
  people: [person(11, "นาง", "สมปอง", 61, "หัวหน้าครัวเรือน"), person(12, "ด.ญ.", "กานดา", 11, "หลาน")],
  rounds: [{ year: 2025, set: "2565-2569", answers: "1001-1", failing: ["living", "education"], income: 45000, on: "2025-02-01" }],
  measured: null, points: 40, reasons: [], target: 900,
  case: { number: 77, state: "assigned", turn: "mentor", due: null, late: false, purposes: ["first", "use"], emergency: false },
  visits: [{ number: 501, purpose: "first", state: "planned", on: null, planned: "2026-11-26", by: "", mine: true, submission: null }],
  needs: [{ number: 301, dimension: "health", person: 11, indicator: null, set: "", problem: "", text: "แว่นตา", urgency: "month", state: "open" }],
  offered: [{ dimension: "education", indicator: 3, set: "2565-2569", person: 12 }, { dimension: "living", indicator: 2, set: "2565-2569", person: null }],
  plan: null, help: [], consents: ["photograph"], may: ["consent", "photograph", "help"], photographs: [], story: [], clashes: [],
};
