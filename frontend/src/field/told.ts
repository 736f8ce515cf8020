/* Short sentences that several screens say. */

import { day, number, t, today } from "./core/text";
import type { Key, Named, Verb, Words } from "./core/types";
import type { Task } from "./today";

export const named = (list: readonly Named[] | undefined, code: string): string => list?.find((one) => one.code === code)?.name ?? code;
export const stateName = (words: Words | null, kind: string, code: string): string => words?.states[`${kind}.${code}`] ?? code;
/** The text of a survey's question; "" where it is not known. */
export function question(words: Words | null, set: string, number: number | null): string {
  if (!words || number === null) return "";
  const own = words.round?.set === set ? words.round.questions.find((one) => one.number === number)?.text : undefined;
  return own ?? words.questions[set]?.[number] ?? "";
}
export { called } from "./forms/people";
export const isHere = (key: Key): boolean => /^[hf]\d+$/.test(key); // at the office too, not only on this phone

export function task({ kind, of }: Task, words: Words | null): string {
  const purpose = named(words?.purposes, of);
  if (kind === "appointment") return t("นัดเยี่ยม: {purpose}", { purpose });
  if (kind === "visit") return t("เยี่ยม: {purpose}", { purpose });
  if (kind === "verify") return t("เยี่ยมเพื่อตรวจสอบรายชื่อเป้าหมาย");
  if (kind === "agree") return t("ขอคำตกลงแผนจากครัวเรือน");
  if (kind === "step") return t("ขั้นของแผน: {what}", { what: of });
  if (kind === "fulfil") return of ? t("ส่งมอบ: {what}", { what: of }) : t("ส่งมอบความช่วยเหลือ");
  return of ? t("ตรวจการใช้: {what}", { what: of }) : t("ตรวจการใช้ความช่วยเหลือ");
}

/** In rai, ngan and square wa, as land is spoken of; "" where nobody measured it. */
export function land(wa: number | null): string {
  if (wa === null) return "";
  const parts: [number, string][] = [[Math.floor(wa / 400), t("ไร่")], [Math.floor((wa % 400) / 100), t("งาน")], [wa % 100, t("ตร.ว.")]];
  return parts.filter(([count]) => count).map(([count, unit]) => `${number(count)} ${unit}`).join(" ") || `0 ${t("ตร.ว.")}`;
}

/** "เลย 3 วัน", "วันนี้", "ภายใน 30 พ.ย. 2569"; "" where there is no day. */
export function due(by: string | null, now = today()): string {
  if (!by) return "";
  const days = Math.round((Date.parse(by) - Date.parse(now)) / 86_400_000);
  if (days < 0) return t("เลยมา {n} วัน", { n: number(-days) });
  if (days === 0) return t("วันนี้");
  if (days === 1) return t("พรุ่งนี้");
  return days <= 7 ? t("อีก {n} วัน", { n: days }) : t("ภายใน {day}", { day: day(by) });
}

export function far(metres: number): string {
  return metres < 950 ? t("{n} ม.", { n: Math.max(10, Math.round(metres / 10) * 10) }) : t("{n} กม.", { n: number(Math.round(metres / 100) / 10) });
}

export function size(bytes: number): string {
  if (bytes >= 1_000_000_000) return t("{n} กิกะไบต์", { n: number(Math.round(bytes / 100_000_000) / 10) });
  return bytes < 1_000_000 ? t("{n} กิโลไบต์", { n: number(Math.ceil(bytes / 1000)) }) : t("{n} เมกะไบต์", { n: number(Math.round(bytes / 100_000) / 10) });
}

export function verb(which: Verb): string {
  const words: Record<Verb, string> = {
    "visit.record": t("บันทึกการเยี่ยม"),
    "visit.miss": t("ไปแล้วไม่พบ"),
    "visit.photograph": t("ภาพถ่ายของการเยี่ยม"),
    "visit.voice": t("เสียงบันทึกของการเยี่ยม"),
    "household.change": t("แก้ข้อมูล"),
    "household.missed": t("ครัวเรือนตกหล่น"),
    "need.record": t("ความจำเป็น"),
    "need.meet": t("ความจำเป็นที่ได้รับแล้ว"),
    "plan.agree": t("ครัวเรือนตกลงแผน"),
    "step.finish": t("ขั้นของแผนที่เสร็จ"),
    "help.deliver": t("ความช่วยเหลือที่ส่งมอบ"),
    "help.fulfil": t("ส่งมอบตามที่รับปาก"),
    "help.check": t("ตรวจการใช้"),
    "account.record": t("บัญชีครัวเรือน"),
    "farmer.visit": t("เยี่ยมแปลง"),
    "farmer.photograph": t("ภาพถ่ายแปลง"),
    "submission.drop": t("ทิ้งรายการที่ส่งไม่ผ่าน"),
  };
  return words[which];
}
