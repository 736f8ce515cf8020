/* What somebody is in the middle of saying: on the flash a moment after each keystroke, in a box, gone only when it is finished or dropped. */

import { db, tell, writing } from "./db";
import { t } from "./text";
import { Trouble } from "./trouble";
import type { Attached, Draft, Key, Payload, Verb } from "./types";
import { beforeLock, onLock, sealed, sealedBytes, unsealed, unsealedBytes } from "./vault";

const PAUSE = 250; // milliseconds between two writes of one draft

interface Keeping {
  newest: Draft | null; // not yet on the flash
  writing: Promise<void> | null;
}

const inHand = new Map<string, Keeping>();

/** The unfinished one of the same verb and household, where there is one. */
export async function begin(verb: Verb, household: Key, said: Payload): Promise<Draft> {
  const known = (await all()).find((one) => one.verb === verb && one.household === household && !one.instead_of);
  if (known) return known;
  const now = new Date().toISOString();
  const draft: Draft = { id: crypto.randomUUID(), verb, household, begun: now, changed: now, step: 0, said, files: [], instead_of: null };
  await put(draft);
  return draft;
}

/** The newest first. */
export async function all(): Promise<Draft[]> {
  const rows = await db.drafts.toArray();
  const found = await Promise.all(rows.map(({ id, box }) => inHand.get(id)?.newest ?? unsealed<Draft>(`drafts/${id}`, box)));
  return found.sort((a, b) => b.changed.localeCompare(a.changed));
}

export async function get(id: string): Promise<Draft | null> {
  const row = await db.drafts.get(id);
  return row ? (inHand.get(id)?.newest ?? (await unsealed<Draft>(`drafts/${id}`, row.box))) : null;
}

/** To be called at every keystroke. The first is written at once, those that follow together; done when this one is on the flash. */
export function keep(draft: Draft): Promise<void> {
  const held = inHand.get(draft.id) ?? { newest: null, writing: null };
  held.newest = copied({ ...draft, changed: new Date().toISOString() });
  inHand.set(draft.id, held);
  return (held.writing ??= written(draft.id, held));
}

async function written(id: string, held: Keeping): Promise<void> {
  try {
    while (held.newest) {
      const now = held.newest;
      await put(now);
      if (held.newest === now) held.newest = null;
      else await new Promise((go) => setTimeout(go, hurried ? 0 : PAUSE));
    }
    inHand.delete(id);
  } finally {
    held.writing = null; // where it failed, the newest stays in hand: the next keystroke and `flush` try again
  }
}

let hurried = false;

/** What is in hand goes to the flash now. */
export async function flush(): Promise<void> {
  hurried = true;
  try {
    await Promise.all([...inHand].map(([id, held]) => (held.writing ??= written(id, held))));
  } finally {
    hurried = false;
  }
}

export async function drop(id: string): Promise<void> {
  forget(id);
  await db.transaction("rw", [db.drafts, db.blobs], async () => {
    await db.drafts.delete(id);
    await db.blobs.where("draft").equals(id).delete();
  });
  tell("drafts");
}

/** A file of the draft; `draft` itself says so afterwards too. The bytes and the draft that names them are one transaction. */
export async function attach(draft: Draft, blob: Blob, attached: Pick<Attached, "verb" | "said">): Promise<Attached> {
  const made: Attached = { id: crypto.randomUUID(), verb: attached.verb, type: blob.type, size: blob.size, said: attached.said };
  const box = await sealedBytes(`blobs/${made.id}`, new Uint8Array(await blob.arrayBuffer()));
  draft.files = [...draft.files, made];
  try {
    await put(draft, () => db.blobs.put({ id: made.id, box, type: made.type, draft: draft.id }));
  } catch (error) {
    draft.files = draft.files.filter((one) => one.id !== made.id);
    throw error;
  }
  return made;
}

export async function blob(id: string): Promise<Blob | null> {
  const row = await db.blobs.get(id);
  return row ? new Blob([await unsealedBytes(`blobs/${id}`, row.box)], { type: row.type }) : null;
}

export async function detach(draft: Draft, id: string): Promise<void> {
  draft.files = draft.files.filter((one) => one.id !== id);
  await put(draft, () => db.blobs.delete(id));
}

/** It is finished or dropped: what is still in hand is not written any more. */
export function forget(id: string) {
  const held = inHand.get(id);
  if (held) held.newest = null;
  inHand.delete(id);
}

/** One that was finished meanwhile, here or in another tab, does not come back as a draft. */
async function put(draft: Draft, besides?: () => PromiseLike<unknown>): Promise<void> {
  const box = await sealed(`drafts/${draft.id}`, draft);
  const isFinished = await writing(() =>
    db.transaction("rw", [db.drafts, db.blobs, db.outbox], async () => {
      if (await db.outbox.get(draft.id)) return true;
      await db.drafts.put({ id: draft.id, box });
      await besides?.();
      return false;
    }),
  );
  if (isFinished && besides) throw new Trouble(t("รายการนี้กดเสร็จไปแล้ว จึงแก้ร่างไม่ได้อีก"));
  tell("drafts");
}

/** Screens may hand us living objects that go on changing. */
const copied = (draft: Draft) => JSON.parse(JSON.stringify(draft)) as Draft;

beforeLock(flush);
onLock(() => inHand.clear());
if (typeof document !== "undefined") {
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && void flush());
  window.addEventListener("pagehide", () => void flush());
}
