/* What the phone keeps. Plain: only what the way to the server needs while the phone is locked, and nothing of it is about a person.
   `kept`, `drafts`, `blobs` and `copies` are boxes: locked with the data key (vault.ts), which no disk ever sees. */

import Dexie, { type Table } from "dexie";
import { Trouble } from "./trouble";
import { t } from "./text";
import type { Key, Queued, Verb } from "./types";

/** An envelope that waits: a letter to the server with what the server must know of it before it is opened. */
export interface Envelope {
  id: string;
  place: number; // in what order things happened here; what mends or drops one takes its place
  verb: Verb;
  form: number;
  household: Key;
  after: string | null;
  instead_of: string | null;
  drops: string | null; // the refused one that this takes back
  of: string | null; // the visit whose photograph or voice note this is
  done_at: string;
  key: number;
  sealed: Uint8Array<ArrayBuffer>;
  state: Exclude<Queued["state"], "sending">;
  because: string;
  clashes: number;
  became: Key | null; // what the server calls a household that was made here
  replaced: string | null; // by which later one, mended or taken back
  stored_at: string | null;
}

/** How far a sealed file is. Its bytes lie in `letters` until the server did what names it. */
export interface Sent {
  id: string;
  submission: string;
  size: number;
  sent: number;
}

interface Boxed {
  id: string;
  box: Uint8Array<ArrayBuffer>;
}

export const NAME = "nsc-field";

class Field extends Dexie {
  facts!: Table<{ name: string; value: unknown }, string>;
  kept!: Table<Boxed, string>;
  drafts!: Table<Boxed, string>;
  blobs!: Table<Boxed & { type: string; draft: string }, string>;
  copies!: Table<Boxed, string>;
  outbox!: Table<Envelope, string>;
  files!: Table<Sent, string>;
  letters!: Table<Boxed, string>;

  constructor() {
    // "strict": a write counts when it is on the flash, not when the browser means to put it there. Batteries die.
    super(NAME, { chromeTransactionDurability: "strict" });
    this.version(1).stores({
      facts: "name",
      kept: "id",
      drafts: "id",
      blobs: "id, draft",
      copies: "id",
      outbox: "id, place, household, state",
      files: "id, submission",
      letters: "id",
    });
  }
}

export const db = new Field();

export const fact = async <T>(name: string): Promise<T | null> => ((await db.facts.get(name))?.value as T | undefined) ?? null;
export const note = (name: string, value: unknown) => db.facts.put({ name, value });

/** Any write: where the phone is full it says so, and nothing is half done. */
export async function writing<T>(write: () => PromiseLike<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw isFull(error) ? new Trouble(t("พื้นที่ในโทรศัพท์เต็ม สิ่งที่เพิ่งทำจึงยังไม่ถูกบันทึก โปรดลบรูปหรือแอปที่ไม่ใช้ แล้วทำอีกครั้ง"), "full") : error;
  }
}

function isFull(error: unknown): boolean {
  const { name, inner } = (error ?? {}) as { name?: string; inner?: unknown };
  return name === "QuotaExceededError" || (inner !== undefined && inner !== error && isFull(inner));
}

/* Tabs and the service worker tell each other what has changed. */

export type News = "outbox" | "synced" | "bundle" | "drafts" | "emptied";

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(NAME);
const ears = new Map<News, Set<() => void>>();

export function hear(news: News, act: () => void): () => void {
  const of = ears.get(news) ?? new Set();
  ears.set(news, of.add(act));
  return () => void of.delete(act);
}

const spread = (news: News) => ears.get(news)?.forEach((act) => act());

export function tell(news: News) {
  spread(news);
  channel?.postMessage(news);
}

if (channel) {
  channel.onmessage = (event: MessageEvent<News>) => spread(event.data);
  (channel as unknown as { unref?: () => void }).unref?.(); // Node, in the tests
}
