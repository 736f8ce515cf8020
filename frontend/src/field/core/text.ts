/* The words of the screens: Thai is the source, English is looked up. Numbers and days the Thai way: Buddhist years. */

type Gaps = Record<string, string | number>;

let english: Record<string, string> | null = null;

/** The page's own language, decided once before anything is drawn. Only who asks for English loads it. */
export async function speak(language: string = document.documentElement.lang) {
  english = language.startsWith("en") ? (await import("../words.en.json")).default : null;
}

export const language = () => (english ? "en" : "th");

/** `thai` with its {gaps} filled in. */
export function t(thai: string, gaps: Gaps = {}): string {
  return (english?.[thai] ?? thai).replace(/\{(\w+)\}/g, (whole, name: string) => (name in gaps ? String(gaps[name]) : whole));
}

const LOCALE = { th: "th-TH-u-ca-buddhist-nu-latn", en: "en-GB-u-ca-buddhist-nu-latn" };
const ZONE = "Asia/Bangkok"; // a phone with a wrong zone still shows the office's days
const DAY = 86_400_000;

/** "26 พ.ย. 2569" of a day or a moment; "–" of nothing. */
export function day(iso: string | null): string {
  if (!iso) return "–";
  const at = new Date(iso.length === 10 ? `${iso}T12:00:00+07:00` : iso);
  if (Number.isNaN(at.getTime())) return "–";
  const parts = new Intl.DateTimeFormat(LOCALE[language()], { day: "numeric", month: "short", year: "numeric", timeZone: ZONE }).formatToParts(at);
  const part = (kind: string) => parts.find((one) => one.type === kind)?.value ?? "";
  return `${part("day")} ${part("month")} ${part("year")}`;
}

/** The day there is now, in Thailand, as YYYY-MM-DD. */
export const today = (now = Date.now()) => new Date(now + 7 * 3_600_000).toISOString().slice(0, 10);

/** How long ago, in words as rough as one would say it. */
export function ago(iso: string | null, now = Date.now()): string {
  if (!iso) return "–";
  if (iso.length === 10) {
    const days = Math.round((Date.parse(today(now)) - Date.parse(iso)) / DAY);
    return days === 0 ? t("วันนี้") : days === 1 ? t("เมื่อวาน") : days === -1 ? t("พรุ่งนี้") : days > 0 ? t("{n} วันก่อน", { n: days }) : t("อีก {n} วัน", { n: -days });
  }
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
  if (minutes < 1) return t("เมื่อสักครู่"); // also where the clock was put back since
  if (minutes < 60) return t("{n} นาทีก่อน", { n: minutes });
  if (minutes < 1440) return t("{n} ชั่วโมงก่อน", { n: Math.floor(minutes / 60) });
  return t("{n} วันก่อน", { n: Math.floor(minutes / 1440) });
}

export const number = (n: number | null) => (n === null ? "–" : n.toLocaleString("th-TH-u-nu-latn", { maximumFractionDigits: 2 }));
export const baht = (n: number | null) => (n === null ? "–" : t("{n} บาท", { n: number(n) }));

/** A moment as the phone's clock says it, with its zone: "2026-11-26T09:14:03+07:00". */
export function moment(at = new Date()): string {
  const off = -at.getTimezoneOffset();
  const two = (n: number) => String(Math.trunc(Math.abs(n))).padStart(2, "0");
  return `${new Date(at.getTime() + off * 60_000).toISOString().slice(0, 19)}${off < 0 ? "-" : "+"}${two(off / 60)}:${two(off % 60)}`;
}
