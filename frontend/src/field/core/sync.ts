/* One runner for the page: sends what waits, then asks what is new. By itself when there is a connection, and by the button; its state is the truth. */

import { db, fact, hear, note, tell } from "./db";
import { ask } from "./net";
import { index, isWhole, readSecret, took } from "./store";
import { alone, FORM, send, type State } from "./sending";
import { t } from "./text";
import { Trouble } from "./trouble";
import type { Bundle, Synced } from "./types";
import { empty, isOpen, onOpen, phone } from "./vault";

const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 10 * 60_000;
const NOW_AND_THEN = 15 * 60_000;
const STALE = 5 * 60_000; // looked at again after that, it asks
export const TAG = "nsc-sync";

const NOTHING: Synced = { at: null, is_running: false, waiting: 0, refused: 0, bytes: { total: 0, sent: 0 }, trouble: "", because: "" };
let now = NOTHING;
let running: Promise<Synced> | null = null;
let failures = 0;

export const state = () => now;
export const onChange = (act: () => void) => hear("synced", act);

/** Never fails: what went wrong is in `trouble` and `because`. Asked again while it runs, it is the same run. */
export function run(): Promise<Synced> {
  return (running ??= round().finally(() => (running = null)));
}

async function round(): Promise<Synced> {
  forgetPlan();
  now = { ...now, is_running: true };
  await count();
  let wait = 0;
  try {
    const told = await alone(async () => {
      const told = await send(() => void step());
      if (told && !told.ended && isOpen()) await fetchBundle();
      return told;
    });
    failures = 0;
    if (await phone()) await note("synced_at", new Date().toISOString());
    now = { ...now, ...verdict(told) };
  } catch (error) {
    wait = await failed(error);
  }
  now = { ...now, is_running: false };
  await count();
  plan(wait);
  return now;
}

function verdict(told: State | null): Pick<Synced, "trouble" | "because"> {
  if (told?.ended) return { trouble: "ended", because: told.because || t("โทรศัพท์เครื่องนี้ถูกยกเลิกและล้างข้อมูลแล้ว") };
  if (told && told.oldest_form > FORM) return { trouble: "outdated", because: t("แอปรุ่นนี้เก่าเกินไป โปรดเชื่อมต่ออินเทอร์เน็ต ปิดแอป แล้วเปิดใหม่เพื่อปรับรุ่น") };
  return { trouble: "", because: "" };
}

/** → how long the server asks to wait. */
async function failed(error: unknown): Promise<number> {
  if (error instanceof Trouble && error.kind === "locked") return 0; // it locked itself in between: what had to be sent was
  failures += 1;
  if (!(error instanceof Trouble)) {
    now = { ...now, trouble: "server", because: t("แอปขัดข้อง สิ่งที่ทำไว้ยังอยู่ในโทรศัพท์ครบ จะลองใหม่เอง") };
    console.error(error);
    return 0;
  }
  const { kind, because } = error;
  if (kind === "ended") await empty("ended"); // the next round sends what is left, then says it is empty
  now = { ...now, trouble: kind === "" || kind === "locked" ? "server" : kind, because };
  const wait = Date.parse(String(error.told.until ?? "")) - Date.now();
  return wait > 0 ? Math.min(wait, LONGEST_WAIT) : 0;
}

async function fetchBundle() {
  const before = await index();
  const asked = new Date().toISOString();
  const { all, have, words } = before;
  const secret = await readSecret();
  const of = (json: object) => ask<Bundle>("/field/bundle/", { secret, json });
  // Most times nothing is new, and one digest says so: all of them are 75 kB for a tambon.
  const brief = all && (await isWhole(before)) ? await of({ all, words }) : null;
  const bundle = brief && !brief.ask ? brief : await of({ all, have, words });
  await took(bundle, before, asked);
  if (!bundle.same) tell("bundle");
}

let counted = 0;

/** Between two pieces of a photograph the screens need not hear twice in a blink. */
async function step() {
  if (Date.now() - counted < 300) return;
  counted = Date.now();
  await count();
}

/** What is true now, from the database. */
async function count() {
  const [rows, files, at] = await Promise.all([db.outbox.toArray(), db.files.toArray(), fact<string>("synced_at")]);
  const live = rows.filter((row) => !row.replaced);
  const open = new Set(live.filter((row) => row.state !== "stored").map(({ id }) => id));
  const of = files.filter((file) => open.has(file.submission));
  const letters = live.filter((row) => open.has(row.id));
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
  now = {
    ...now,
    at,
    waiting: live.filter((row) => row.state === "waiting" || row.state === "held").length,
    refused: live.filter((row) => row.state === "refused").length,
    bytes: {
      total: sum(of.map(({ size }) => size)) + sum(letters.map(({ sealed }) => sealed.length)),
      sent: sum(of.map(({ sent }) => sent)) + sum(letters.filter((row) => row.state !== "waiting").map(({ sealed }) => sealed.length)),
    },
  };
  tell("synced");
}

// — by itself —————————————————————————————————————————————————————————————————

let isStarted = false;

/** Called once by the page. */
export function start() {
  if (isStarted) return;
  isStarted = true;
  window.addEventListener("online", () => void run());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && isStale() && void run());
  onOpen(() => void run());
  hear("emptied", () => later(0));
  hear("outbox", () => void changed());
  void run();
}

async function changed() {
  if (await db.outbox.where("state").equals("waiting").count()) {
    void wakeLater();
    if (!running && !failures) later(300);
  }
  await count();
}

const isStale = () => now.waiting > 0 || Date.now() - Date.parse(now.at ?? "1970-01-01") > STALE;

function plan(wait: number) {
  const backoff = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(failures - 1, 10)) * (0.5 + Math.random() / 2);
  if (isStarted) later(Math.max(wait, failures ? backoff : NOW_AND_THEN));
}

let due = Infinity;
let timer: ReturnType<typeof setTimeout> | undefined;

function forgetPlan() {
  clearTimeout(timer);
  due = Infinity;
}

/** The sooner of this and what is planned already. */
function later(ms: number) {
  if (Date.now() + ms >= due) return;
  forgetPlan();
  due = Date.now() + ms;
  timer = setTimeout(() => void run().then(changed), ms); // what was finished while it ran goes at once
}

/** The browser wakes the service worker when there is a connection again, also where this page is gone by then. */
async function wakeLater() {
  const registration = (await navigator.serviceWorker?.getRegistration("/field/")) as
    | (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> }; periodicSync?: { register(tag: string, how: { minInterval: number }): Promise<void> } })
    | undefined;
  for (const asked of [registration?.sync?.register(TAG), registration?.periodicSync?.register(TAG, { minInterval: 12 * 3_600_000 })]) {
    try {
      await asked;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // not allowed here: then the page itself does it when it is opened
    }
  }
}

/** What the browser gives us, and whether it may take it back by itself when the phone is full. */
export async function storage(): Promise<{ persistent: boolean; used: number; free: number }> {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return { persistent: (await navigator.storage?.persisted?.()) ?? false, used: usage, free: Math.max(0, quota - usage) };
}
