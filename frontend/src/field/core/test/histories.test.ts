/* Made-up histories: visits, needs and photographs, mending and taking back, over a line that loses, repeats and lies, on a phone whose battery
   dies anywhere. At the end everything is at the server once, or was refused visibly; at no moment was anything gone that the server had not stored. */

import { expect, test } from "vitest";
import { db } from "../db";
import * as drafts from "../drafts";
import * as outbox from "../outbox";
import { alone, send } from "../sending";
import type { Verb } from "../types";
import { fresh } from "./phone";
import type { Server } from "./server";

const HISTORIES = Number(import.meta.env.VITE_HISTORIES ?? 150);
const STEPS = 14;
let server: Server;

/** mulberry32: small, seeded, good enough for dice. */
function dice(seed: number) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let x = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { next, below, of: <T>(list: readonly T[]) => list[below(list.length)]! };
}

class History {
  roll: ReturnType<typeof dice>;
  finished = new Set<string>(); // ids of which the phone said that they are finished
  said = new Map<string, string[]>(); // household → ids in order, as they were finished
  log: string[] = [];

  constructor(seed: number) {
    this.roll = dice(seed);
  }

  /** Whatever `act` was doing ends somewhere in the middle; then the phone starts again. */
  async killing(act: () => Promise<unknown>) {
    const going = act().catch(() => "cut");
    for (let n = this.roll.below(12); n > 0; n -= 1) await new Promise((go) => setTimeout(go, 0));
    await this.restart();
    await going;
    await this.restart();
  }

  async restart() {
    db.close();
    await db.open();
    await db.facts.delete("lease"); // some seconds pass
  }

  async step() {
    const what = this.roll.of(["finish", "finish", "finish", "sync", "sync", "sync", "mend", "drop", "late", "kill finish", "kill sync"] as const);
    this.log.push(what);
    if (what === "finish") await this.finish(await this.draft());
    else if (what === "kill finish") {
      const draft = await this.draft();
      await this.killing(() => outbox.finish(draft));
      const [left, done] = [await drafts.get(draft.id), await db.outbox.get(draft.id)];
      expect(Boolean(left) !== Boolean(done), "a draft or a finished one, never both and never neither").toBe(true);
      await this.finish(left ?? draft);
    } else if (what === "sync") await this.sync();
    else if (what === "kill sync") await this.killing(() => alone(() => send()));
    else if (what === "late") await Promise.all(server.late.splice(0).map((again) => again()));
    else await this.answer(what);
  }

  async draft() {
    const verb = this.roll.of(["visit.record", "need.record"] as const satisfies Verb[]);
    const draft = await drafts.begin(verb, this.roll.of(["h1", "h2", "made-here"]), { good: this.roll.next() < 0.8 });
    for (let n = verb === "visit.record" ? this.roll.below(3) : 0; n > 0; n -= 1) {
      const bytes = new Uint8Array(this.roll.of([300, 300, 300, 5_000, 5_000, 66_000])).fill(n);
      await drafts.attach(draft, new Blob([bytes], { type: "image/jpeg" }), { verb: "visit.photograph", said: { kind: "house" } });
    }
    return draft;
  }

  async finish(draft: Awaited<ReturnType<History["draft"]>>) {
    await Promise.all(this.roll.next() < 0.3 ? [outbox.finish(draft), outbox.finish(draft)] : [outbox.finish(draft)]);
    for (const row of await db.outbox.orderBy("place").toArray()) this.finished.add(row.id);
    if (!draft.instead_of) this.said.set(draft.household, [...(this.said.get(draft.household) ?? []), draft.id]);
  }

  async sync() {
    server.weather = () => {
      const luck = this.roll.next();
      return luck < 0.12 ? "before" : luck < 0.24 ? "after" : luck < 0.3 ? "twice" : luck < 0.34 ? "busy" : luck < 0.37 ? "portal" : "fine";
    };
    try {
      await alone(() => send());
    } catch (error) {
      expect(error).toMatchObject({ name: "Trouble" });
    } finally {
      server.weather = () => "fine";
    }
  }

  /** Of those that are refused: one is mended or taken back. */
  async answer(how: "mend" | "drop") {
    const refused = (await outbox.queue()).filter(({ state, verb }) => state === "refused" && verb !== "submission.drop");
    if (!refused.length) return;
    const { id } = this.roll.of(refused);
    if (how === "drop") await outbox.drop(id, "ซ้ำ");
    else {
      const draft = await outbox.mend(id);
      await this.finish({ ...draft, said: { ...draft.said, good: true } });
    }
    for (const key of await db.outbox.toCollection().primaryKeys()) this.finished.add(String(key));
  }

  /** What the phone said is finished is on it, or stored. */
  async nothingIsLost() {
    const here = new Set(await db.outbox.toCollection().primaryKeys());
    for (const id of this.finished) expect(here.has(id) || server.taken.get(id)?.state === "stored", `${id} is lost`).toBe(true);
  }

  async end() {
    for (let n = 0; n < 60; n += 1) {
      await alone(() => send());
      const open = (await outbox.queue()).filter(({ state }) => state !== "stored");
      if (!open.length) break;
      await this.answer(n % 3 ? "mend" : "drop");
    }
    await Promise.all(server.late.splice(0).map((again) => again()));
    for (const [id, times] of server.did) expect(times, id).toBe(1);
    const queue = await outbox.queue();
    expect(queue.filter(({ state }) => state !== "stored")).toEqual([]);
    for (const { id } of queue) expect(server.taken.get(id)!.state).toBe("stored");
    for (const id of this.finished) {
      const one = server.taken.get(id);
      expect(one, `${id} never came`).toBeDefined();
      if (one!.state !== "stored") expect(server.isDone(id), `${id} is neither stored nor answered`).toBe(true);
    }
    for (const ids of this.said.values()) {
      const stored = ids.map((id) => server.order.indexOf(id)).filter((at) => at >= 0);
      expect(stored, "in the order in which it was done").toEqual([...stored].sort((a, b) => a - b));
    }
    expect(await db.letters.count()).toBe(0);
    expect(await db.drafts.count()).toBe(0);
  }
}

async function begin(seed: number) {
  server = await fresh();
  server.refuse = ({ verb, said }) => {
    if (verb === "submission.drop") return "";
    if (verb !== "visit.photograph") return said.good ? "" : "ผิด";
    return server.isDone(String(said.visit)) && !isDropped(String(said.visit)) ? "" : "ไม่มีการเยี่ยมนี้";
  };
  return new History(seed);
}

const isDropped = (id: string): boolean =>
  [...server.taken.values()].some((one) => (one.verb === "submission.drop" && one.said.submission === id) || (one.instead_of === id && isDropped(one.id)));

test(`${HISTORIES} histories`, { timeout: 600_000 }, async () => {
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const history = await begin(seed);
    try {
      for (let n = 0; n < STEPS; n += 1) {
        await history.step();
        await history.nothingIsLost();
      }
      await history.end();
    } catch (error) {
      throw new Error(`history ${seed}: ${history.log.join(", ")}`, { cause: error });
    }
  }
});
