/* What is finished: sealed to the server at once and queued, in one transaction with its files and with the end of the draft. */

import { db, fact, hear, tell, writing, type Envelope, type Sent } from "./db";
import * as drafts from "./drafts";
import { letter, unbase64, utf8 } from "./letters";
import { FORM } from "./sending";
import { moment, t } from "./text";
import { Trouble } from "./trouble";
import type { Attached, Draft, Key, Payload, Queued, Verb } from "./types";
import { phone, sealed, unsealed, unsealedBytes, type Phone } from "./vault";

/** The readable copy of what was finished, in its box: to show it, and to mend it where it is refused. */
export interface Saying {
  id: string;
  verb: Verb;
  household: Key;
  done_at: string;
  said: Payload;
  files: Attached[];
}

/** Two taps, two tabs, or a crash in between: whoever is second finds it done. */
export async function finish(draft: Draft): Promise<void> {
  const me = await enrolled();
  if (await db.outbox.get(draft.id)) return drafts.forget(draft.id);
  const done_at = moment();
  const named = draft.files.filter((file) => !file.verb);
  const own = draft.files.filter((file) => file.verb);
  const main = await saying(me, { id: draft.id, verb: draft.verb, household: draft.household, done_at, said: draft.said, files: named }, draft.instead_of);
  const others = await Promise.all(
    own.map((file) => {
      const said = { visit: draft.id, file: file.id, ...file.said };
      return saying(me, { id: crypto.randomUUID(), verb: file.verb as Verb, household: draft.household, done_at, said, files: [{ ...file, verb: "" }] }, null);
    }),
  );
  const files = await Promise.all([main, ...others].flatMap((one) => one.saying.files.map((file) => sealedFile(me, file, one.saying.id))));

  await writing(() =>
    db.transaction("rw", [db.outbox, db.files, db.letters, db.copies, db.drafts], async () => {
      await db.drafts.delete(draft.id);
      if (await db.outbox.get(draft.id)) return;
      for (const one of [main, ...others]) await queued(one);
      for (const { box, ...file } of files) {
        // A mended one names files that went before: what the server has of them was sealed then, and stays.
        const sent = await db.files.get(file.id);
        await db.files.put(sent ? { ...sent, submission: file.submission } : file);
        if (!sent) await db.letters.put({ id: file.id, box });
      }
    }),
  );
  drafts.forget(draft.id);
  tell("drafts");
  tell("outbox");
}

/** In the order in which things happened; what was mended or taken back is not shown beside its successor. */
export async function queue(): Promise<Queued[]> {
  const [rows, files, going] = await Promise.all([db.outbox.orderBy("place").toArray(), db.files.toArray(), fact<string[]>("going")]);
  return rows
    .filter((row) => !row.replaced)
    .map(({ id, verb, household, done_at, state, because, clashes, became }) => ({
      id, verb, household: became ?? household, done_at, because, clashes,
      state: state === "waiting" && going?.includes(id) ? ("sending" as const) : state,
      files: files.filter((file) => file.submission === id).map(({ id, size, sent }) => ({ id, size, sent })),
    })); // prettier-ignore
}

/** A refused one as a draft again; its photographs and voice notes went by themselves and need no second sending. */
export async function mend(id: string): Promise<Draft> {
  const begun = (await drafts.all()).find((one) => one.instead_of === id);
  if (begun) return begun;
  const row = await refused(id);
  const copy = await db.copies.get(id);
  if (!copy) throw new Trouble(t("ไม่มีสำเนาของรายการนี้ในโทรศัพท์แล้ว โปรดบอกสำนักงาน ซึ่งเก็บสิ่งที่ส่งไปไว้"));
  const { said, files } = await unsealed<Saying>(`copies/${id}`, copy.box);
  const now = new Date().toISOString();
  const draft: Draft = { id: crypto.randomUUID(), verb: row.verb, household: row.household, begun: now, changed: now, step: 0, said, files, instead_of: id };
  await drafts.keep(draft);
  return draft;
}

/** A refused one is taken back, with the photographs and voice notes that were of it: the server is told, as it waits for that. */
export async function drop(id: string, because: string): Promise<void> {
  const me = await enrolled();
  const row = await refused(id);
  const done_at = moment();
  const made = await saying(me, { id: crypto.randomUUID(), verb: "submission.drop", household: row.household, done_at, said: { submission: id, because }, files: [] }, null, id);
  await writing(() =>
    db.transaction("rw", [db.outbox, db.copies], async () => {
      if (!(await db.outbox.get(id))?.replaced) await queued(made); // two taps
    }),
  );
  tell("outbox");
}

export const onChange = (act: () => void) => hear("outbox", act);

/** What was finished here and is not yet in what the server told: for merge.ts. */
export async function sayings(): Promise<(Saying & { became: Key | null })[]> {
  const bundled = (await fact<string>("bundled_at")) ?? "";
  const rows = await db.outbox.orderBy("place").toArray();
  const live = rows.filter((row) => !row.replaced && row.state !== "refused" && (row.state !== "stored" || row.stored_at! > bundled));
  const boxes = await db.copies.bulkGet(live.map(({ id }) => id));
  const there = boxes.filter((one) => one !== undefined);
  const said = await Promise.all(there.map(({ id, box }) => unsealed<Saying>(`copies/${id}`, box)));
  const became = new Map(live.map((row) => [row.id, row.became]));
  return said.map((one) => ({ ...one, became: became.get(one.id) ?? null }));
}

// — making envelopes ————————————————————————————————————————————————————————————————

interface Made {
  saying: Saying;
  envelope: Omit<Envelope, "place" | "after">;
  copy: Uint8Array<ArrayBuffer>;
}

async function enrolled(): Promise<Phone> {
  const me = await phone();
  if (!me || me.leaving) throw new Trouble(t("โทรศัพท์เครื่องนี้ยังไม่ได้ลงทะเบียน"));
  return me;
}

async function refused(id: string): Promise<Envelope> {
  const row = await db.outbox.get(id);
  if (row?.state !== "refused" || row.replaced) throw new Trouble(t("แก้ไขหรือยกเลิกได้เฉพาะรายการที่ระบบไม่รับเท่านั้น"));
  return row;
}

/** All that needs cryptography, before the transaction: waiting for it inside would end the transaction. */
async function saying(me: Phone, one: Saying, instead_of: string | null, drops: string | null = null): Promise<Made> {
  const plain = JSON.parse(JSON.stringify(one)) as Saying;
  const [copy, bytes] = await Promise.all([
    sealed(`copies/${one.id}`, plain),
    letter(utf8(JSON.stringify(plain.said)), unbase64(me.seal.public), one.id, me.key),
  ]);
  const { id, verb, household, done_at } = plain;
  const fresh = { state: "waiting", because: "", clashes: 0, became: null, replaced: null, stored_at: null } as const;
  const of = (plain.said.visit as string | undefined) ?? null;
  return { saying: plain, copy, envelope: { id, verb, household, done_at, form: FORM, instead_of, drops, of, key: me.seal.number, sealed: bytes, ...fresh } };
}

async function sealedFile(me: Phone, file: Attached, submission: string): Promise<Sent & { box: Uint8Array<ArrayBuffer> }> {
  const row = await db.blobs.get(file.id);
  if (!row) {
    throw new Trouble(t("ไม่พบไฟล์ที่แนบไว้ในโทรศัพท์ โปรดถ่ายหรือแนบใหม่"));
  }
  const box = await letter(await unsealedBytes(`blobs/${file.id}`, row.box), unbase64(me.seal.public), file.id, me.key);
  return { id: file.id, submission, size: box.length, sent: 0, box };
}

/** In a transaction. The chain of a household: a new one comes after the last, one that mends or takes back stands where that one stood. */
async function queued({ saying: { id, household }, envelope, copy }: Made): Promise<void> {
  const gone = envelope.instead_of ?? envelope.drops;
  const before = gone ? await db.outbox.get(gone) : undefined;
  if (before) await db.outbox.update(before.id, { replaced: id });
  const rows = await db.outbox.orderBy("place").toArray();
  const chain = rows.filter((row) => !row.replaced && !row.drops && (row.household === household || row.became === household));
  const place = before?.place ?? (rows.at(-1)?.place ?? 0) + 1;
  const after = envelope.drops ? null : before ? before.after : (chain.at(-1)?.id ?? null); // a drop stands beside the chain
  await db.outbox.put({ ...envelope, place, after });
  await db.copies.put({ id, box: copy });
}
