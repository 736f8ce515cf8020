/* A form in hand: what is said on it, its files and the screen that is open, kept at every keystroke (core/drafts.ts) from the first one on.
   An opened and untouched form leaves nothing behind. */

import * as drafts from "../core/drafts";
import * as outbox from "../core/outbox";
import type { Attached, Draft, Key, Payload, Verb } from "../core/types";
import { because } from "../trouble";

export const blank = (verb: Verb, household: Key): Draft => {
  const now = new Date().toISOString();
  return { id: crypto.randomUUID(), verb, household, begun: now, changed: now, step: 0, said: {}, files: [], instead_of: null };
};

/** The unfinished one of the household, where there is one that `fits`: what mends a refused one is opened from the list of what was sent. */
export async function unfinished(verbs: Verb[], household: Key | null, fits: (said: Payload) => boolean = () => true): Promise<Draft | null> {
  const found = (await drafts.all()).filter((one) => verbs.includes(one.verb) && !one.instead_of && fits(one.said));
  return found.find((one) => household === null || one.household === household) ?? null;
}

export class Paper<S extends object> {
  said = $state() as S;
  files = $state<Attached[]>([]);
  step = $state(0);
  trouble = $state("");
  busy = $state(false);
  sent = $state(false);
  readonly draft: Draft;
  #isDropped = false;
  #notKept = "";
  #keeping: Promise<unknown> = Promise.resolve();
  #kept: string;
  #untouched: string | null; // as it was opened, where nothing of it is kept yet
  #chain: Promise<unknown> = Promise.resolve();

  constructor(draft: Draft, said: S) {
    this.draft = draft;
    this.said = said;
    this.files = [...draft.files];
    this.step = draft.step;
    this.#kept = this.#written();
    this.#untouched = Object.keys(draft.said).length ? null : this.#typed();
  }

  #typed = () => JSON.stringify([this.said, this.files]);
  #written = () => JSON.stringify([this.said, this.files, this.step]);
  #now = (): Draft => ({ ...this.draft, said: $state.snapshot(this.said) as Payload, files: $state.snapshot(this.files) as Attached[], step: this.step });

  /** To be called in an effect: it reads all that is said. */
  keep() {
    const written = this.#written();
    if (written === this.#kept || this.sent || this.#isDropped || this.#typed() === this.#untouched) return;
    this.#kept = written;
    this.#untouched = null;
    this.#keeping = drafts.keep(this.#now()).then(
      () => {
        if (this.trouble === this.#notKept) this.trouble = ""; // there is room again; what else went wrong stays said
      },
      (error: unknown) => (this.trouble = this.#notKept = because(error)),
    );
  }

  /** What fails is said on the form; nothing typed goes away by it. */
  tried<T>(work: Promise<T>): Promise<T | null> {
    return work.then(
      (done) => {
        this.trouble = "";
        return done;
      },
      (error: unknown) => {
        this.trouble = because(error);
        return null;
      },
    );
  }

  /** One after the other: two pictures at once must not forget each other. */
  #inTurn<T>(act: () => Promise<T>): Promise<T | null> {
    const next = this.#chain.then(act);
    this.#chain = next.catch(() => undefined);
    return this.tried(next);
  }

  attach(blob: Blob, attached: Pick<Attached, "verb" | "said">): Promise<Attached | null> {
    return this.#inTurn(async () => {
      const draft = this.#now();
      const made = await drafts.attach(draft, blob, attached);
      this.files = [...this.files, made];
      return made;
    });
  }

  detach(id: string): Promise<unknown> {
    return this.#inTurn(async () => {
      await drafts.detach(this.#now(), id);
      this.files = this.files.filter((one) => one.id !== id);
    });
  }

  /** The one file that `field` names, in the place of the one before; null takes it away. In turn from the moment it is asked for, so that
      who signs and sends at once has signed. */
  name(field: keyof S, picture: Promise<Blob | null>): Promise<unknown> {
    return this.#inTurn(async () => {
      const drawn = await picture;
      const before = this.said[field] as string;
      const made = drawn && (await drafts.attach(this.#now(), drawn, { verb: "", said: {} }));
      if (made) this.files = [...this.files, made];
      this.said[field] = (made?.id ?? "") as S[keyof S];
      if (!before) return;
      await drafts.detach(this.#now(), before);
      this.files = this.files.filter((one) => one.id !== before);
    });
  }

  /** When every file that was asked for is there. */
  settled = (): Promise<unknown> => this.#chain;

  /** Sealed and queued: `payload` in the place of what was typed, and `first` what must arrive before it. Two taps queue once. */
  async finish(payload: Payload, { verb = this.draft.verb, first = null }: { verb?: Verb; first?: Draft | null } = {}): Promise<boolean> {
    if (this.busy || this.sent) return this.sent;
    this.busy = true;
    const done = await this.tried(
      this.#chain.then(async () => {
        if (first) await outbox.finish(first);
        await outbox.finish({ ...this.#now(), verb, said: payload });
        return true;
      }),
    );
    this.sent = done === true;
    this.busy = false;
    return this.sent;
  }

  async drop(): Promise<void> {
    this.#isDropped = true; // nothing of it is kept any more
    await this.#keeping; // what is on its way to the flash would come back after it
    await this.tried(this.#chain.then(() => drafts.drop(this.draft.id)));
  }
}
