/* What the screens show, read from the open vault once and again when something has changed. Forgotten when it locks. */

import * as drafts from "./core/drafts";
import * as outbox from "./core/outbox";
import * as store from "./core/store";
import * as sync from "./core/sync";
import { today } from "./core/text";
import type { Draft, Household, Key, Queued, Words } from "./core/types";
import type { Here } from "./today";

class Mine {
  words = $state.raw<Words | null>(null);
  households = $state.raw<Household[]>([]);
  queued = $state.raw<Queued[]>([]);
  drafts = $state.raw<Draft[]>([]);
  seen = $state.raw<string | null>(null); // when the list was looked at before this opening
  here = $state.raw<Here | null>(null);
  today = $state(today());
  isRead = $state(false);

  name = (key: Key): string => {
    const head = this.households.find((one) => one.key === key)?.people[0];
    return head ? `${head.title}${head.first} ${head.last}` : "";
  };
}

export const mine = new Mine();

export async function read() {
  const [words, households, queued, begun] = await Promise.all([store.words(), store.households(), outbox.queue(), drafts.all()]);
  Object.assign(mine, { words, households, queued, drafts: begun, today: today(), isRead: true });
}

/** A draft was begun, dropped or finished on another screen. */
export async function readDrafts() {
  mine.drafts = await drafts.all();
}

export function forget() {
  Object.assign(mine, { words: null, households: [], queued: [], drafts: [], seen: null, here: null, isRead: false });
}

/** While open: what the office sends and what is done here is seen at once. Failing is said by `failed`. */
export function follow(failed: (error: unknown) => void): () => void {
  let last = sync.state().at;
  let asked = 0;
  const soon = () => {
    clearTimeout(asked);
    asked = window.setTimeout(() => mine.isRead && void read().catch(failed), 200); // pieces of a photograph tell often
  };
  const ends = [
    outbox.onChange(soon),
    sync.onChange(() => {
      if (sync.state().at === last) return;
      last = sync.state().at;
      soon();
    }),
  ];
  return () => {
    clearTimeout(asked);
    for (const end of ends) end();
  };
}
