/* A visit to a plot: what the form holds, what is missing, and the payload of docs/field.md. Pure, with tests. */

import { day, t } from "../core/text";
import type { Farmer, Payload, PlotVisit, Season, Words } from "../core/types";
import { running } from "../farmers";
import * as rules from "./rules";
import { type Wrong, amount } from "./rules";
import { said_only } from "./visit";

export const GROUPS = ["when", "followed", "seen", "measured", "pictures", "advice", "review"] as const;
export type Group = (typeof GROUPS)[number];
export const PICTURES = 8;
const MOST_WA = 4_000_000;

export interface FarmerSaid {
  season: number | null;
  on: string;
  stage: string;
  followed: string;
  why: string;
  seen: string;
  rai: string;
  ngan: string;
  wa: string;
  yielded: string;
  earned: string;
  spent: string;
  advice: string;
  next_on: string;
}

export interface FarmerAround {
  farmer: Farmer | null;
  words: Words;
  today: string;
}

export interface Missing {
  group: Group;
  field: keyof FarmerSaid | "pictures";
  wrong: Wrong;
}

export const fresh = ({ farmer, today }: FarmerAround): FarmerSaid => ({
  season: running(farmer)?.number ?? null, on: today, stage: "", followed: "", why: "", seen: "", rai: "", ngan: "", wa: "", yielded: "", earned: "", spent: "", advice: "", next_on: "",
}); // prettier-ignore

export const seasonOf = (said: FarmerSaid, farmer: Farmer | null): Season | null => farmer?.seasons.find((one) => one.number === said.season) ?? null;

/** The visit before this one in its season, whose advice is asked after; null where this is the first that is known here. `own`: the one
    that is being mended, which is no earlier one. */
export function before(said: FarmerSaid, farmer: Farmer | null): PlotVisit | null {
  return seasonOf(said, farmer)?.visits.find((one) => one.on <= said.on) ?? null;
}

/** Square wa; null where nothing was said, NaN where it is no number. */
export function planted({ rai, ngan, wa }: Pick<FarmerSaid, "rai" | "ngan" | "wa">): number | null {
  const parts = [amount(rai), amount(ngan), amount(wa)];
  if (parts.every((one) => one === null)) return null;
  return Math.round((parts[0] ?? 0) * 400 + (parts[1] ?? 0) * 100 + (parts[2] ?? 0));
}

function measured(said: FarmerSaid): [keyof FarmerSaid, Wrong][] {
  const wa = planted(said);
  const land = wa === null || (wa >= 0 && wa <= MOST_WA) ? "" : t("พื้นที่ปลูกต้องเป็นตัวเลข และไม่เกินหนึ่งหมื่นไร่");
  const yielded = amount(said.yielded);
  const much = yielded === null || (yielded >= 0 && yielded <= rules.MOST_BAHT) ? "" : t("ผลผลิตต้องเป็นตัวเลขที่ไม่ติดลบ เว้นว่างไว้ถ้าไม่ทราบ");
  return [["rai", land], ["yielded", much], ["earned", rules.money(said.earned)], ["spent", rules.money(said.spent)]];
}

export function missing(said: FarmerSaid, { farmer, words, today }: FarmerAround, pictures: number): Missing[] {
  const season = seasonOf(said, farmer);
  const found: [Group, Missing["field"], Wrong][] = [
    ["when", "season", season || !farmer ? "" : t("โปรดเลือกฤดู หากยังไม่มีฤดูที่กำลังทำ ให้วางแผนฤดูที่สำนักงานก่อน ร่างนี้เก็บไว้ในโทรศัพท์")],
    ["when", "on", rules.done(said.on, today)],
    ["followed", "followed", words.followed.some((one) => one.code === said.followed) || !before(said, farmer) ? "" : t("โปรดบอกว่าเกษตรกรทำตามคำแนะนำครั้งก่อนหรือไม่")],
    ["followed", "why", ["partly", "no"].includes(said.followed) && !rules.clean(said.why) ? t("โปรดบอกว่าเพราะเหตุใดจึงไม่ได้ทำตามทั้งหมด เพื่อให้คำแนะนำครั้งหน้าใช้ได้จริง") : ""],
    ["seen", "seen", rules.clean(said.seen) ? "" : t("โปรดบอกสิ่งที่พบในแปลง")],
    ...measured(said).map(([field, wrong]): [Group, Missing["field"], Wrong] => ["measured", field, wrong]),
    ["pictures", "pictures", pictures > PICTURES ? t("แนบภาพได้ครั้งละไม่เกิน {most} ภาพ", { most: PICTURES }) : ""],
    ["advice", "next_on", rules.isDay(said.on) ? rules.ahead(said.next_on, said.on) : ""],
  ];
  return found.filter(([, , wrong]) => wrong).map(([group, field, wrong]) => ({ group, field, wrong }));
}

/** What is asked of who comes again, and of the first visit is true by itself. */
export const followedOf = (said: FarmerSaid, farmer: Farmer | null): string => said.followed || (before(said, farmer) ? "" : "first");

export function payload(said: FarmerSaid, { farmer }: FarmerAround): Payload {
  const followed = followedOf(said, farmer);
  return said_only({
    season: said.season,
    on: said.on,
    stage: said.stage,
    followed,
    why: followed === "partly" || followed === "no" ? said.why.trim() : "",
    seen: said.seen.trim(),
    planted: planted(said),
    yielded: amount(said.yielded),
    earned: amount(said.earned),
    spent: amount(said.spent),
    advice: said.advice.trim(),
    next_on: said.next_on,
  });
}

/** The form again from what was refused. */
export function restore(sent: Payload, around: FarmerAround): FarmerSaid {
  const said = fresh(around);
  for (const name of ["on", "stage", "why", "seen", "yielded", "earned", "spent", "advice", "next_on"] as const) {
    if (sent[name] !== undefined && sent[name] !== null) said[name] = String(sent[name]);
  }
  said.season = (sent["season"] as number | undefined) ?? null;
  said.followed = sent["followed"] === "first" ? "" : String(sent["followed"] ?? "");
  if (typeof sent["planted"] === "number") {
    const wa = sent["planted"];
    [said.rai, said.ngan, said.wa] = [Math.floor(wa / 400), Math.floor((wa % 400) / 100), wa % 100].map(String) as [string, string, string];
  }
  return said;
}

/** What was filled in, for the last screen. */
export function summed(said: FarmerSaid, { farmer, words }: FarmerAround, pictures: number): { group: Group; what: string; words: string }[] {
  const named = (list: Words["crops"], code: string) => list.find((one) => one.code === code)?.name ?? "";
  const lines: [Group, string, string][] = [
    ["when", t("ระยะ"), named(words.crops, said.stage)],
    ["followed", t("คำแนะนำครั้งก่อน"), named(words.followed, followedOf(said, farmer))],
    ["seen", t("พบอะไรในแปลง"), rules.clean(said.seen)],
    ["measured", t("ตัวเลขที่วัดได้"), [planted(said), ...[said.yielded, said.earned, said.spent].map(amount)].some((one) => one !== null) ? t("บันทึกแล้ว") : ""],
    ["pictures", t("ภาพถ่าย"), pictures ? t("{n} ภาพ", { n: pictures }) : ""],
    ["advice", t("คำแนะนำใหม่"), rules.clean(said.advice)],
    ["advice", t("นัดครั้งต่อไป"), said.next_on ? day(said.next_on) : ""],
  ];
  return lines.filter(([, , told]) => told).map(([group, what, words]) => ({ group, what, words }));
}
