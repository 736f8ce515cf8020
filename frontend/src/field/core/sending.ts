/* The way to the server, which needs no open vault: envelopes, then files in pieces, then what has become of those that wait there.
   The page does it (sync.ts), and the service worker, where the browser wakes it. Cut anywhere, it goes on from there the next time. */

import { db, fact, note, tell, writing, type Envelope, type Sent } from "./db";
import { base64, letter, unbase64, utf8 } from "./letters";
import { ask } from "./net";
import { moment, t } from "./text";
import { Trouble } from "./trouble";
import type { Key } from "./types";
import { empty, phone, vanish, version, type Phone } from "./vault";

const MOST = 20; // submissions at once
const MOST_BYTES = 200_000;
const PIECE = 64_000;
const ASKED = 100; // ids at once
const KEPT = 3 * 86_400_000; // milliseconds that the readable copy of what is stored stays
export const FORM = 2; // of the payloads that this application writes: 2 since farmers are visited

export interface State {
  ended: boolean;
  because: string;
  seal: Phone["seal"];
  app: string;
  oldest_form: number;
}

interface Answer {
  id: string;
  state: "stored" | "waiting" | "refused" | "dropped";
  because: string;
  clashes: number;
  household: Key | null;
}

/** Everything that can go, goes. `step` is called whenever something has become of something. Null where there is no phone. */
export async function send(step: () => void = () => {}): Promise<State | null> {
  const me = await phone();
  if (!me) return null;
  await note("going", []);
  const told = await ask<State>(`/field/state/?${new URLSearchParams({ app: version(), sent_at: moment() })}`, { secret: me.send });
  if (told.ended && me.leaving !== "ended") await empty("ended");
  else if (told.seal.number !== me.seal.number || told.seal.public !== me.seal.public) await note("phone", { ...me, seal: told.seal });
  await envelopes(me, step);
  await files(me, step);
  await answers(me, step);
  await takeBackOrphans(me);
  await tidy();
  if ((await phone())?.leaving && !(await unsent())) await leave(me, told.ended);
  return told;
}

/** One at a time, over all tabs and the service worker. */
export async function alone<T>(act: () => Promise<T>): Promise<T> {
  return navigator.locks ? (navigator.locks.request("nsc-sync", act) as Promise<T>) : leased(act);
}

const LEASE = 5_000;

/** Where the browser has no locks: a row that says until when; who dies leaves it behind for some seconds. */
async function leased<T>(act: () => Promise<T>): Promise<T> {
  const mine = crypto.randomUUID();
  const take = () =>
    db.transaction("rw", db.facts, async () => {
      const held = await fact<{ by: string; until: number }>("lease");
      if (held && held.by !== mine && held.until > Date.now() && held.until <= Date.now() + LEASE) return false;
      await note("lease", { by: mine, until: Date.now() + LEASE });
      return true;
    });
  while (!(await take())) await new Promise((go) => setTimeout(go, 200));
  const renewing = setInterval(() => void take(), LEASE / 3);
  try {
    return await act();
  } finally {
    clearInterval(renewing);
    await db.facts.where("name").equals("lease").and(({ value }) => (value as { by: string }).by === mine).delete(); // prettier-ignore
  }
}

/** How many the server has not heard of, or lacks a file of. */
export async function unsent(): Promise<number> {
  const [waiting, files] = await Promise.all([db.outbox.where("state").equals("waiting").count(), pending()]);
  return waiting + files.length;
}

// — envelopes ———————————————————————————————————————————————————————————————————

async function envelopes(me: Phone, step: () => void) {
  const tried = new Set<string>();
  for (;;) {
    const waiting = (await db.outbox.where("state").equals("waiting").sortBy("place")).filter(({ id }) => !tried.has(id));
    const batch = portion(waiting);
    if (!batch.length) return;
    for (const { id } of batch) tried.add(id);
    await note("going", batch.map(({ id }) => id)); // prettier-ignore
    step();
    try {
      await deliver(me, batch);
    } finally {
      await note("going", []);
      step();
    }
  }
}

function portion(waiting: Envelope[]): Envelope[] {
  let bytes = 0;
  const end = waiting.findIndex(({ sealed }, at) => (bytes += sealed.length * 1.34 + 400) > MOST_BYTES && at > 0);
  return waiting.slice(0, Math.min(MOST, end < 0 ? MOST : end));
}

/** Where the server takes the whole of it for too much or for nonsense, its halves are asked. One alone is told of without its letter: the
    server keeps it as refused, with the reason, and knows what comes after it. */
async function deliver(me: Phone, batch: Envelope[]): Promise<void> {
  try {
    await settle(await hand(me, batch.map((one) => ({ ...wire(one), sealed: base64(one.sealed) })))); // prettier-ignore
  } catch (error) {
    if (!isTooMuch(error)) throw error;
    if (batch.length === 1) return tellOf(me, batch[0]!, error.because);
    const half = Math.ceil(batch.length / 2);
    await deliver(me, batch.slice(0, half));
    await deliver(me, batch.slice(half));
  }
}

const isTooMuch = (error: unknown): error is Trouble => error instanceof Trouble && (error.status === 413 || error.status === 422);

const wire = ({ id, verb, form, household, after, instead_of, done_at, key }: Envelope) => ({ id, verb, form, household, after, instead_of, done_at, key });

const hand = async (me: Phone, submissions: object[]) =>
  list(await ask("/field/submissions/", { secret: me.send, json: { sent_at: moment(), submissions } }));

/** `because`: what is seen where the server will not hear even of that. */
async function tellOf(me: Phone, one: Envelope, because: string): Promise<void> {
  try {
    await settle(await hand(me, [{ ...wire(one), sealed: null, size: one.sealed.length }]));
  } catch (error) {
    if (!isTooMuch(error)) throw error;
    await settle([{ id: one.id, state: "refused", because, clashes: 0, household: null }]);
  }
}

const list = (told: unknown): Answer[] => (Array.isArray(told) ? told : (told as { answers: Answer[] }).answers) as Answer[];

/** What the server said is written down in one transaction; what is stored once stays so, whatever comes late. */
async function settle(told: Answer[]) {
  const isNew = await writing(() =>
    db.transaction("rw", [db.outbox, db.files, db.letters, db.blobs], async () => {
      let isNew = false;
      for (const { id, state, because, clashes, household } of told) {
        const row = await db.outbox.get(id);
        if (!row || row.state === "stored") continue;
        const now = { waiting: "held", stored: "stored", refused: "refused", dropped: row.replaced ? "stored" : "refused" }[state] as Envelope["state"];
        if (row.state === now && row.because === because) continue;
        isNew = true;
        await db.outbox.update(id, { state: now, because: because ?? "", clashes: clashes ?? 0 });
        if (household && household !== row.household) await db.outbox.where("household").equals(row.household).modify({ became: household });
        if (now === "stored") await stored(id);
      }
      return isNew;
    }),
  );
  if (isNew) tell("outbox");
}

/** Its files need not stay, nor those that only what it replaced has named. */
async function stored(id: string) {
  await db.outbox.update(id, { stored_at: new Date().toISOString() });
  const replaced = await db.outbox.filter((row) => row.replaced === id).primaryKeys();
  for (const file of await db.files.where("submission").anyOf([id, ...replaced]).toArray()) {
    if (file.submission === id) await db.files.update(file.id, { sent: file.size });
    await db.letters.delete(file.id);
    await db.blobs.delete(file.id);
  }
}

// — files ———————————————————————————————————————————————————————————————————————

/** Those that the server has not the whole of, in the order of their submissions. */
async function pending(): Promise<Sent[]> {
  const there = new Set(await db.letters.toCollection().primaryKeys());
  const found = (await db.files.toArray()).filter((file) => file.sent < file.size && there.has(file.id));
  const rows = await db.outbox.bulkGet(found.map((file) => file.submission));
  const place = new Map(rows.map((row) => [row?.id, row?.place ?? 0]));
  return found.sort((a, b) => (place.get(a.submission) ?? 0) - (place.get(b.submission) ?? 0));
}

async function files(me: Phone, step: () => void) {
  for (const file of await pending()) {
    try {
      await upload(me, file, step);
    } catch (error) {
      // Refused as it is: what names it waits on, and says why; the others go.
      if (!(error instanceof Trouble) || ![403, 404, 413, 422].includes(error.status)) throw error;
      await db.outbox.update(file.submission, { because: error.because });
      tell("outbox");
    }
  }
}

async function upload(me: Phone, { id, size, sent }: Sent, step: () => void) {
  const letter = await db.letters.get(id);
  let turns = 0;
  for (let at = sent; letter && at < size; ) {
    const has = await piece(me, id, letter.box, at);
    // Where it has less than before, its disk was put back: go on from there, but not for ever.
    if (has <= at && ++turns > 5) throw new Trouble(t("ระบบรับไฟล์ไม่ต่อเนื่อง จะลองส่งใหม่ภายหลัง"), "server");
    at = has;
    await writing(() => db.files.update(id, { sent: at }));
    step();
  }
}

/** → bytes that the server has then. */
async function piece(me: Phone, id: string, letter: Uint8Array<ArrayBuffer>, at: number): Promise<number> {
  const headers = { "X-Total": String(letter.length), "Content-Type": "application/octet-stream" };
  try {
    const body = letter.slice(at, at + PIECE);
    return (await ask<{ have: number }>(`/field/files/${id}/?from=${at}`, { method: "PUT", secret: me.send, body, headers })).have;
  } catch (error) {
    if (error instanceof Trouble && error.status === 409 && typeof error.told.have === "number") return error.told.have;
    throw error;
  }
}

// — what became of them ——————————————————————————————————————————————————————————————

async function answers(me: Phone, step: () => void) {
  const held = (await db.outbox.where("state").equals("held").primaryKeys()) as string[];
  for (let at = 0; at < held.length; at += ASKED) {
    const ids = held.slice(at, at + ASKED);
    const told = list(await ask("/field/answers/", { secret: me.send, json: { ids } }));
    await settle(told);
    const known = new Set(told.map(({ id }) => id));
    await again(ids.filter((id) => !known.has(id)));
    step();
  }
}

/** The server has forgotten them (its disk was put back to an earlier day): they wait again, from the beginning. */
async function again(ids: string[]) {
  await db.transaction("rw", [db.outbox, db.files], async () => {
    for (const id of ids) {
      await db.outbox.update(id, { state: "waiting" });
      await db.files.where("submission").equals(id).modify({ sent: 0 });
    }
  });
}

/** Photographs of a visit that was taken back are refused by the server, one by one: nobody has to take each of them back by hand. */
async function takeBackOrphans(me: Phone) {
  const refused = (await db.outbox.where("state").equals("refused").toArray()).filter((row) => row.of && !row.replaced);
  const rows = await db.outbox.toArray();
  const orphans = refused.filter((row) => rows.some(({ drops }) => drops === row.of));
  for (const row of orphans) {
    const id = crypto.randomUUID();
    const sealed = await letter(utf8(JSON.stringify({ submission: row.id })), unbase64(me.seal.public), id, me.key);
    const fresh = { state: "waiting", because: "", clashes: 0, replaced: null, stored_at: null, after: null, instead_of: null, of: null } as const;
    const drop: Envelope = { ...row, ...fresh, id, verb: "submission.drop", form: FORM, drops: row.id, done_at: moment(), key: me.seal.number, sealed };
    await db.transaction("rw", db.outbox, async () => {
      if ((await db.outbox.get(row.id))?.replaced) return;
      await db.outbox.update(row.id, { replaced: id });
      await db.outbox.put(drop);
    });
  }
  if (orphans.length) await envelopes(me, () => {});
}

// — what need not stay —————————————————————————————————————————————————————————————

/** Only what the server has said is stored, some days ago; and what such a one has replaced. */
async function tidy() {
  const rows = await db.outbox.toArray();
  const state = new Map(rows.map((row) => [row.id, row]));
  const isOld = (row: Envelope | undefined): boolean => row?.state === "stored" && (row.stored_at ?? "") < new Date(Date.now() - KEPT).toISOString();
  const gone = rows.filter((row) => isOld(row) || (row.replaced && isOld(state.get(row.replaced)))).map(({ id }) => id);
  if (!gone.length) return;
  await db.transaction("rw", [db.outbox, db.copies, db.files, db.letters, db.blobs], async () => {
    const ids = (await db.files.where("submission").anyOf(gone).primaryKeys()) as string[];
    await db.outbox.bulkDelete(gone);
    await db.copies.bulkDelete(gone);
    await Promise.all([db.files.bulkDelete(ids), db.letters.bulkDelete(ids), db.blobs.bulkDelete(ids)]);
  });
}

/** All that was sealed is there: now the rest of us goes too, and the server hears of it. */
async function leave(me: Phone, isEnded: boolean) {
  await ask("/field/wiped/", { secret: me.send, json: isEnded ? {} : { because: "pin" } });
  await vanish();
}
