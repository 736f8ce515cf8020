import { afterEach, expect, test } from "vitest";
import { ago, baht, day, moment, number, speak, t } from "../text";
import english from "../../words.en.json";

const sources = import.meta.glob<string>(["../../**/*.{ts,svelte}", "!../../**/*.test.ts"], { query: "?raw", import: "default", eager: true });
const SAID = /(?<![\w$.])t\(\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`|'((?:[^'\\]|\\.)*)')/g;
const gaps = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
const said = new Map(Object.entries(sources).flatMap(([file, text]) => [...text.matchAll(SAID)].map((found) => [unquoted(found), file] as const)));

function unquoted([, double, template, single]: RegExpMatchArray): string {
  return double !== undefined ? (JSON.parse(`"${double}"`) as string) : (template ?? single ?? "").replaceAll("\\'", "'");
}

afterEach(() => speak("th"));

test("every word of the screens is there in English, with the same gaps", () => {
  expect(said.size).toBeGreaterThan(30); // that they are found at all
  const known = english as Record<string, string>;
  expect([...said].filter(([thai]) => !known[thai]?.trim()).map(([thai, file]) => `${file}: ${thai}`)).toEqual([]);
  expect([...said.keys()].filter((thai) => String(gaps(thai)) !== String(gaps(known[thai]!)))).toEqual([]);
  expect([...said.keys()].filter((thai) => thai.includes("${"))).toEqual([]); // a gap is a {gap}: what changes cannot be looked up
});

test("Thai is the source, English is looked up, gaps are filled", async () => {
  expect(t("{n} นาทีก่อน", { n: 5 })).toBe("5 นาทีก่อน");
  await speak("en");
  expect(t("{n} นาทีก่อน", { n: 5 })).toBe("5 minutes ago");
  expect(t("คำที่ไม่มี {x}")).toBe("คำที่ไม่มี {x}");
});

test("days are Thai days in Buddhist years, wherever the phone thinks it is", async () => {
  expect(day("2026-11-26")).toBe("26 พ.ย. 2569");
  expect(day("2026-11-25T17:30:00Z")).toBe("26 พ.ย. 2569");
  expect([day(null), day("nonsense")]).toEqual(["–", "–"]);
  await speak("en");
  expect(day("2026-11-26")).toBe("26 Nov 2569");
});

test("how long ago, as one would say it", () => {
  const now = Date.parse("2026-11-26T09:00:00+07:00");
  expect([ago("2026-11-26", now), ago("2026-11-25", now), ago("2026-11-20", now), ago("2026-11-28", now)]).toEqual(["วันนี้", "เมื่อวาน", "6 วันก่อน", "อีก 2 วัน"]);
  expect(ago("2026-11-26T01:58:00Z", now)).toBe("2 นาทีก่อน");
  expect(ago("2026-11-27T01:58:00Z", now)).toBe("เมื่อสักครู่"); // the clock was put back
});

test("money and numbers", () => {
  expect([baht(1234.5), baht(null), number(12345)]).toEqual(["1,234.5 บาท", "–", "12,345"]);
});

test("a moment bears the zone of the phone's clock", () => {
  const at = new Date("2026-11-26T02:14:03Z");
  expect(moment(at)).toMatch(/^2026-11-2\dT\d\d:\d\d:03[+-]\d\d:\d\d$/);
  expect(Date.parse(moment(at))).toBe(at.getTime());
});
