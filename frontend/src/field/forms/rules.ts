/* What a form may not say, in the server's own sentences (nsc/casework/visit_rules.py, nsc/welfare/rules.py, nsc/registry/rules.py): said at
   the door it can still be mended there. Values in, a sentence out; "" where nothing is wrong. Days are YYYY-MM-DD, as are `today`. */

import { day, number as written, t } from "../core/text";

export type Wrong = string;
export interface Position {
  lat: number;
  lon: number;
  accuracy: number | null; // metres
}

export const MOST_BAHT = 100_000_000;
export const MOST_STEP_BAHT = 10_000_000; // of a household account's line
export const MOST_PEOPLE = 99;
export const ACCURACY = 5_000; // metres
export const PICTURES = 8; // at one visit
export const SAID = 40; // observations, and member changes, at one visit
export const NEEDS = 30;
export const CONSENT_NOTE = 10; // characters
export const FILE_BYTES = 2_000_000;
export const VOICE_SECONDS = 60;
const LATITUDES = [5.5, 20.6] as const;
const LONGITUDES = [97.3, 105.7] as const;
const YEAR_AHEAD = 366;
const OLDEST = 1880; // born before it, nobody lives
export const MEASURED = ["follow_up", "after"]; // purposes at which the survey's questions are all asked again

const THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙";
const arabic = (text: string) => text.replace(/[๐-๙]/g, (digit) => String(THAI_DIGITS.indexOf(digit)));

/** Single spaces, nothing of no width. */
export const clean = (text: string | null | undefined): string => (text ?? "").replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, "").replace(/\s+/g, " ").trim();
/** An identifier as it is stored: Arabic digits, no spaces, no dashes. */
export const bare = (text: string | null | undefined): string => arabic(clean(text)).replace(/[\s‐-―−-]/g, "");

/** What was typed as a number: "1,250.50", "๑๒๕๐". Null where nothing was typed, NaN where it is no number. */
export function amount(typed: string | null | undefined): number | null {
  const text = arabic(clean(typed)).replace(/[\s,]/g, "");
  if (!text) return null;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}

export function later(on: string, days: number): string {
  return new Date(Date.parse(on) + days * 86_400_000).toISOString().slice(0, 10);
}

export function isDay(text: string | null | undefined): text is string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") && !Number.isNaN(Date.parse(text!)) && new Date(text!).toISOString().startsWith(text!);
}

// — days —

/** What is recorded has happened, and within the two years that anybody still knows of; not before `since`. */
export function done(on: string, today: string, since: string | null = null, before: (on: string) => string = () => ""): Wrong {
  if (!isDay(on)) return t("โปรดใส่วันที่");
  if (on > today) return t("วันที่ {on} ยังมาไม่ถึง โปรดใส่วันที่ทำจริง", { on: day(on) });
  if (on < later(today, -731)) return t("วันที่ {on} ผ่านมาเกินสองปีแล้ว โปรดตรวจปี พ.ศ.", { on: day(on) });
  return since && on < since ? before(since) : "";
}

/** A day agreed for a visit: `after` or later, and within a year. Nothing agreed is nothing wrong. */
export function ahead(on: string, after: string): Wrong {
  if (!on) return "";
  const wrong = t("วันนัด {on} ต้องอยู่ระหว่าง {first} ถึงหนึ่งปีข้างหน้า โปรดตรวจวันและปี พ.ศ.", { on: day(on), first: day(after) });
  return isDay(on) && on >= after && on <= later(after, YEAR_AHEAD) ? "" : wrong;
}

export function missed(because: string, planned: string | null, today: string): Wrong {
  if (!because) return t("โปรดเลือกว่าไม่ได้เยี่ยมเพราะอะไร");
  return planned && today < planned ? t("ยังไม่ถึงวันนัด {on} หากไปไม่ได้ ให้แจ้งสำนักงานเลื่อนหรือยกเลิกนัด", { on: day(planned) }) : "";
}

/** The month of a household account, "YYYY-MM": one that has begun, at most ten years back. */
export function month(typed: string, today: string): Wrong {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(typed)) return t("โปรดเลือกเดือน");
  if (typed > today.slice(0, 7)) return t("เดือนนี้ยังมาไม่ถึง โปรดเลือกเดือนที่จดบัญชีจริง");
  return Number(typed.slice(0, 4)) < Number(today.slice(0, 4)) - 10 ? t("เดือนนี้นานเกินสิบปี โปรดตรวจปี พ.ศ.") : "";
}

/** A day of birth. Nothing said is nothing wrong. */
export function born(typed: string, today: string): Wrong {
  if (!typed) return "";
  if (!isDay(typed) || Number(typed.slice(0, 4)) < OLDEST) return t("วันเกิดไม่ใช่วันที่ที่มีจริง โปรดเลือกใหม่");
  return typed > today ? t("วันเกิดยังมาไม่ถึง โปรดตรวจปี พ.ศ.") : "";
}

// — numbers —

/** Baht as typed; may be left out. */
export function money(typed: string | null | undefined, most = MOST_BAHT): Wrong {
  const baht = amount(typed);
  if (baht === null || (baht >= 0 && baht <= most)) return "";
  return t("จำนวนเงินต้องอยู่ระหว่าง 0 ถึง {most} บาท โปรดตรวจตัวเลข", { most: written(most) });
}

/** As `money`, and whole baht: debts are told so. */
export const wholeMoney = (typed: string): Wrong => money(typed) || (Number.isInteger(amount(typed) ?? 0) ? "" : t("โปรดใส่จำนวนเงินเป็นบาทเต็ม ไม่มีสตางค์"));

export function people(typed: string, must = false): Wrong {
  const heads = amount(typed);
  if (heads === null) return must ? t("โปรดบอกจำนวนคนที่อยู่ในบ้าน") : "";
  return Number.isInteger(heads) && heads >= 1 && heads <= MOST_PEOPLE ? "" : t("จำนวนคนในบ้านต้องอยู่ระหว่าง 1 ถึง {most} คน", { most: MOST_PEOPLE });
}

export function quantity(typed: string): Wrong {
  const much = amount(typed);
  return much === null || (much >= 0.01 && much < 100_000_000) ? "" : t("จำนวนต้องเป็นตัวเลขมากกว่า 0");
}

export function position(at: Position | null): Wrong {
  if (at === null) return "";
  const isInside = at.lat >= LATITUDES[0] && at.lat <= LATITUDES[1] && at.lon >= LONGITUDES[0] && at.lon <= LONGITUDES[1];
  if (!isInside) return t("ตำแหน่งนี้อยู่นอกประเทศไทย โปรดจับตำแหน่งใหม่ หรือเว้นว่างไว้");
  if (at.accuracy === null || (at.accuracy >= 0 && at.accuracy <= ACCURACY)) return "";
  return t("ตำแหน่งนี้คลาดเคลื่อนเกิน {most} เมตร โปรดออกมาที่โล่งแล้วจับตำแหน่งใหม่ หรือเว้นว่างไว้", { most: written(ACCURACY) });
}

// — identifiers —

/** 13 digits of which the last fits. May be left out. */
export function nationalId(typed: string): Wrong {
  const digits = bare(typed);
  if (!digits) return "";
  const sum = [...digits.slice(0, 12)].reduce((so_far, digit, place) => so_far + Number(digit) * (13 - place), 0);
  const isRight = /^\d{13}$/.test(digits) && (11 - (sum % 11)) % 10 === Number(digits[12]);
  return isRight ? "" : t("เลขประจำตัวประชาชนไม่ถูกต้อง โปรดตรวจเลข 13 หลัก หรือเว้นว่างไว้ถ้าไม่มี");
}

export const houseCode = (typed: string): Wrong => (/^(\d{11})?$/.test(bare(typed)) ? "" : t("รหัสบ้านมี 11 หลัก โปรดตรวจ หรือเว้นว่างไว้"));

/** Ten digits of a mobile, nine of a land line; null where it is no Thai number. */
export function phoneDigits(typed: string): string | null {
  const digits = bare(typed).replace(/[().]/g, "").replace(/^(\+|00)?66(?=[2-9])/, "0");
  return /^(0[689]\d{8}|0[2-57]\d{7})$/.test(digits) ? digits : null;
}

export function phone(typed: string): Wrong {
  const isRight = !clean(typed) || phoneDigits(typed) !== null;
  return isRight ? "" : t("เบอร์โทรศัพท์ไม่ถูกต้อง มือถือมี 10 หลัก โทรศัพท์บ้านมี 9 หลัก ขึ้นต้นด้วย 0 เช่น 081-234-5678");
}

// — what must be said —

export const visitors = (typed: string): Wrong => (clean(typed) ? "" : t("โปรดบอกว่าใครไปเยี่ยม เช่น ผู้ใหญ่บ้าน และ อสม."));

/** A yes needs something to show for it: a signed paper or picture, or a note of how and before whom. */
export function consent(note: string, has_file: boolean): Wrong {
  return has_file || clean(note).length >= CONSENT_NOTE ? "" : t("โปรดให้ลงชื่อบนหน้าจอ หรือเขียนว่าให้ความยินยอมอย่างไร ต่อหน้าใคร (อย่างน้อย 10 ตัวอักษร)");
}

/** Numbers of the questions without an answer: all of them must be answered, or none where `must` is not said. */
export function unanswered(numbers: number[], answers: Record<string, string>, must: boolean): number[] {
  const missing = numbers.filter((number) => !["1", "0", "-"].includes(answers[number] ?? ""));
  return must || missing.length < numbers.length ? missing : [];
}

export interface Told {
  dimension: string;
  text: string;
  urgency: string;
}

/** Of a need in one's own words, the first thing that is missing. */
export function need(told: Told): Wrong {
  if (!told.dimension) return t("โปรดเลือกด้าน");
  if (!clean(told.text)) return t("โปรดบอกว่าต้องการอะไร");
  return told.urgency ? "" : t("โปรดเลือกความเร่งด่วน");
}

export const signed = (who: string): Wrong => (clean(who) ? "" : t("โปรดบอกว่าใครลงชื่อแทนครัวเรือน"));

/** Lines of the household account as typed. */
export function account(told: Record<string, string>): Record<string, Wrong> {
  const lines = Object.entries(told).filter(([, typed]) => clean(typed));
  if (!lines.length) return { "": t("โปรดใส่จำนวนเงินอย่างน้อยหนึ่งรายการ") };
  return Object.fromEntries(lines.map(([line, typed]) => [line, money(typed, MOST_STEP_BAHT)]).filter(([, wrong]) => wrong));
}
