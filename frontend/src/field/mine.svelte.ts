/* What the screens show, read from the open vault once and again when something has changed. Forgotten when it locks. */

import * as drafts from "./core/drafts";
import * as outbox from "./core/outbox";
import * as store from "./core/store";
import { today } from "./core/text";
import type { Draft, Farmer, Household, Key, Queued, Words } from "./core/types";
import { called } from "./told";
import type { Here } from "./today";

class Mine {
  words = $state.raw<Words | null>(null);
  households = $state.raw<Household[]>([]);
  farmers = $state.raw<Farmer[]>([]);
  queued = $state.raw<Queued[]>([]);
  drafts = $state.raw<Draft[]>([]);
  seen = $state.raw<string | null>(null); // when the list was looked at before this opening
  here = $state.raw<Here | null>(null);
  today = $state(today());
  more = $state(0); // households that were too many for the phone
  moreFarmers = $state(0);
  isRead = $state(false);

  name = (key: Key): string => {
    const head = this.households.find((one) => one.key === key)?.people[0];
    return head ? called(head) : (this.farmers.find((one) => one.key === key)?.name ?? "");
  };

  /** Nobody's home is visited with this phone, but farmers are. */
  get isOfFarmers(): boolean {
    return this.farmers.length > 0 && this.households.length === 0;
  }
}

export const mine = new Mine();

export async function read() {
  const [words, households, farmers, queued, begun, more] = await Promise.all([store.words(), store.households(), store.farmers(), outbox.queue(), drafts.all(), store.more()]);
  Object.assign(mine, { words, households, farmers, queued, drafts: begun, more: more.households, moreFarmers: more.farmers, today: today(), isRead: true });
}

export function forget() {
  Object.assign(mine, { words: null, households: [], farmers: [], queued: [], drafts: [], seen: null, here: null, more: 0, moreFarmers: 0, isRead: false });
}

let isStale = false;

/** While open: what the office sends and what is done here is seen at once, but not while somebody types (`isBusy`): a draft changes at every
    key, and 1,500 households are not laid out anew for each. `refresh` then makes up for it. */
export function follow(isBusy: () => boolean, failed: (error: unknown) => void): () => void {
  let asked = 0;
  const soon = () => {
    isStale = true;
    clearTimeout(asked);
    asked = window.setTimeout(() => isBusy() || void refresh().catch(failed), 200);
  };
  const end = store.onChange(soon);
  return () => {
    clearTimeout(asked);
    end();
  };
}

export async function refresh() {
  if (!isStale || !mine.isRead) return;
  isStale = false;
  await read();
}
