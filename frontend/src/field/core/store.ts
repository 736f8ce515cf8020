/* What the server told of my households and farmers, as it lies in its boxes, with what I did since laid over it (merge.ts). Only on an open vault. */

import { db, fact, hear, note, writing } from "./db";
import * as drafts from "./drafts";
import { overlaid, visited_too } from "./merge";
import { askBlob } from "./net";
import { sayings } from "./outbox";
import { t } from "./text";
import { Trouble } from "./trouble";
import type { Bundle, Farmer, Household, Key, Words } from "./types";
import { dataKeyNow, onLock, phone, sealed, sealedBytes, unsealed, unsealedBytes } from "./vault";

/** What `have` of the next bundle is made of. Digests tell of what is inside: boxed too. */
interface Index {
  all: string;
  words: string;
  have: Record<Key, string>;
  more: number; // households that would be mine too and were too many
  more_farmers?: number;
}

let told: Promise<Household[]> | null = null; // readable: only while open
let toldOf: Promise<Farmer[]> | null = null;
let said: Promise<Words> | null = null;

function forget() {
  told = toldOf = said = null;
}
onLock(forget);
hear("bundle", forget);

export function words(): Promise<Words> {
  dataKeyNow();
  return (said ??= found<Words>("words").then((one) => one ?? Promise.reject(notYet())).catch(again));
}

/** As they are now: what waits here counts as done; what is only here has number 0 (merge.ts). */
export async function households(): Promise<Household[]> {
  dataKeyNow();
  told ??= every<Household>(HOMES).catch(again);
  const [base, mine, begun, lists] = await Promise.all([told, sayings(), drafts.all(), words()]);
  return overlaid(base, mine, begun, lists);
}

/** Likewise, of the farmers of my tambons. */
export async function farmers(): Promise<Farmer[]> {
  dataKeyNow();
  toldOf ??= every<Farmer>(FARMERS).catch(again);
  const [base, mine, { me }] = await Promise.all([toldOf, sayings(), words()]);
  return visited_too(base, mine, me.name);
}

export async function household(key: Key): Promise<Household | null> {
  const list = await households();
  const became = (await db.outbox.where("household").equals(key).first())?.became; // an old link to one that was made here
  return list.find((one) => one.key === key) ?? list.find((one) => one.key === became) ?? null;
}

export function onChange(act: () => void): () => void {
  const ends = (["bundle", "outbox", "drafts"] as const).map((news) => hear(news, act));
  return () => ends.forEach((end) => end());
}

/** When the list was last looked at, and that it is now. */
export const seen = () => fact<string>("seen");
export const saw = async () => void (await note("seen", new Date().toISOString()));

/** The blurred picture; kept after the first time. Null where there is none or no connection yet. */
export async function preview(photograph: number): Promise<Blob | null> {
  const id = `preview/${photograph}`;
  const row = await db.kept.get(id);
  if (row) return new Blob([await unsealedBytes(`kept/${id}`, row.box)], { type: "image/jpeg" });
  const secret = await readSecret();
  let blob: Blob | null;
  try {
    blob = await askBlob(`/field/photographs/${photograph}/preview/`, secret);
  } catch (error) {
    if (error instanceof Trouble && error.kind === "offline") return null;
    throw error;
  }
  if (blob) {
    const box = await sealedBytes(`kept/${id}`, new Uint8Array(await blob.arrayBuffer()));
    await writing(() => db.kept.put({ id, box }));
  }
  return blob;
}

// — asked by sync.ts ——————————————————————————————————————————————————————————————

export async function readSecret(): Promise<string> {
  const secret = await found<string>("read");
  if (!secret || !(await phone())) throw new Trouble(t("โทรศัพท์เครื่องนี้ยังไม่ได้ลงทะเบียน"));
  return secret;
}

/** Households that the phone was not given, for there were too many: the most urgent are here. */
export const more = async (): Promise<{ households: number; farmers: number }> => {
  const { more, more_farmers } = await index();
  return { households: more ?? 0, farmers: more_farmers ?? 0 };
};

export const index = async (): Promise<Index> => (await found<Index>("index")) ?? { all: "", words: "", have: {}, more: 0 };

/** Whether all that the index names is here: a phone that has lost one is given it again. */
export async function isWhole({ have }: Index): Promise<boolean> {
  const there = new Set((await Promise.all([HOMES, FARMERS].map((at) => db.kept.where("id").startsWith(at).primaryKeys()))).flat());
  return Object.keys(have).every((key) => there.has(place(key)));
}

/** `asked`: this phone's clock when the question went out; what the server had done by then is in the answer. All of it, or nothing. */
export async function took(bundle: Bundle, before: Index, asked: string): Promise<void> {
  const fresh = [...bundle.households, ...(bundle.farmers ?? [])]; // a server that was not updated yet tells of no farmers
  const boxes = await Promise.all(fresh.map(async (one) => ({ id: place(one.key), box: await sealed(`kept/${place(one.key)}`, one) })));
  const have = { ...before.have, ...Object.fromEntries(fresh.map(({ key, digest }) => [key, digest])) };
  for (const key of bundle.gone) delete have[key];
  const after: Index = { all: bundle.all, words: bundle.words?.digest ?? before.words, have, more: bundle.more, more_farmers: bundle.more_farmers ?? 0 };
  boxes.push({ id: "index", box: await sealed("kept/index", after) });
  if (bundle.words) boxes.push({ id: "words", box: await sealed("kept/words", bundle.words) });
  const photographs = new Set((await lookedUp(Object.keys(have), bundle)).flatMap((one) => one.photographs));
  await writing(() =>
    db.transaction("rw", [db.kept, db.facts], async () => {
      await db.kept.bulkPut(boxes);
      await db.kept.bulkDelete(bundle.gone.map(place));
      const previews = await db.kept.where("id").startsWith("preview/").primaryKeys();
      await db.kept.bulkDelete(previews.filter((id) => !photographs.has(Number(id.slice("preview/".length)))));
      await note("bundled_at", asked);
    }),
  );
}

/** The households after this bundle, for what hangs on them. */
async function lookedUp(keys: Key[], bundle: Bundle): Promise<Household[]> {
  const fresh = new Map(bundle.households.map((one) => [one.key, one]));
  const known = new Map((await every<Household>(HOMES)).map((one) => [one.key, one]));
  return keys.flatMap((key) => fresh.get(key) ?? known.get(key) ?? []);
}

async function found<T>(id: string): Promise<T | null> {
  const row = await db.kept.get(id);
  return row ? unsealed<T>(`kept/${id}`, row.box) : null;
}

const HOMES = "household/";
const FARMERS = "farmer/";
const place = (key: Key): string => `${key.startsWith("f") ? FARMERS : HOMES}${key}`; // only what the server told: no uuid

async function every<T>(at: string): Promise<T[]> {
  const rows = await db.kept.where("id").startsWith(at).toArray();
  return Promise.all(rows.map(({ id, box }) => unsealed<T>(`kept/${id}`, box)));
}

/** What failed is asked anew the next time. */
function again(error: unknown): never {
  forget();
  throw error;
}

const notYet = () => new Trouble(t("ยังไม่มีข้อมูลในโทรศัพท์ โปรดเชื่อมต่ออินเทอร์เน็ตแล้วกด “ส่งและรับข้อมูล” หนึ่งครั้ง"));
