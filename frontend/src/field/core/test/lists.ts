/* A household and the words, as small as they go. */

import type { Household, Words } from "../types";

export const WORDS: Words = {
  digest: "w1", me: { id: 7, name: "สมใจ ใจดี", office: "อบต.หนองปลิง" },
  round: { year: 2026, set: "jpt-2566", name: "จปฐ. 2569", official: false, threshold: 40_000, questions: [
    { number: 1, text: "น้ำหนักแรกเกิด", dimension: "health", by: "person", kind: "answer" },
    { number: 2, text: "บ้านมั่นคง", dimension: "living", by: "household", kind: "answer" },
  ] },
  questions: {}, dimensions: [], problems: [], purposes: [], urgencies: [], colours: [], missed: [], verified: [], uses: [], states: {}, happened: {}, stages: [],
  specials: [], relations: [], titles: [], kinds: [], kin: [], programmes: [], help_kinds: [], help_forms: [], crops: [], followed: [], lines: { before: [], in: [], out: [] }, consents: [],
  notice: { version: 1, text: "" }, places: [],
}; // prettier-ignore

export const household = (key = "h1", more: Partial<Household> = {}): Household => ({
  key, id: 1, digest: `d-${key}`, area: "60010101", no: "12/3", code: "4521", lat: null, lon: null, located: false, phone: "081", people: [
    { id: 5, title: "นาง", first: "สมศรี", last: "มีสุข", relation: "หัวหน้าครัวเรือน", sex: "f", age: 60, born: "1966-02-01", stage: "", specials: [], occupation: "", education: "", phone: "" },
    { id: 6, title: "นาย", first: "บุญมี", last: "มีสุข", relation: "บุตร", sex: "m", age: 30, born: null, stage: "", specials: [], occupation: "รับจ้าง", education: "", phone: "" },
  ],
  rounds: [], measured: null, points: null, reasons: [], target: null, case: null, visits: [], needs: [], offered: [], plan: null, help: [], consents: [], may: [],
  photographs: [], story: [], clashes: [], ...more,
}); // prettier-ignore
