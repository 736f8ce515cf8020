import { beforeEach, expect, test } from "vitest";
import { db } from "../db";
import * as drafts from "../drafts";
import * as outbox from "../outbox";
import * as vault from "../vault";
import { fresh, PIN } from "./phone";
import type { Server } from "./server";

let server: Server;

beforeEach(async () => {
  server = await fresh();
});

const picture = (size = 1000) => new Blob([crypto.getRandomValues(new Uint8Array(size))], { type: "image/jpeg" });

test("a draft survives the lock, and a finished one is sealed, queued and no draft any more", async () => {
  const draft = await drafts.begin("visit.record", "h1", { note: "ฝนรั่ว" });
  await vault.lock();
  await vault.unlock({ pin: PIN });
  const again = await drafts.begin("visit.record", "h1", { note: "ใหม่" });
  expect(again).toMatchObject({ id: draft.id, said: { note: "ฝนรั่ว" } });
  await outbox.finish(again);
  expect(await drafts.all()).toEqual([]);
  expect(await outbox.queue()).toMatchObject([{ id: draft.id, state: "waiting", household: "h1" }]);
  const row = (await db.outbox.get(draft.id))!;
  expect(new TextDecoder().decode(await server.open(row.sealed, draft.id))).toBe('{"note":"ฝนรั่ว"}');
});

test("photographs follow their visit in its chain, the signature goes with the visit itself", async () => {
  const draft = await drafts.begin("visit.record", "h1", {});
  const signature = await drafts.attach(draft, picture(), { verb: "", said: {} });
  await drafts.attach(draft, picture(), { verb: "visit.photograph", said: { kind: "house" } });
  draft.said.signature = signature.id;
  await outbox.finish(draft);
  const rows = await db.outbox.orderBy("place").toArray();
  expect(rows.map(({ verb, after }) => [verb, after])).toEqual([["visit.record", null], ["visit.photograph", draft.id]]);
  const queue = await outbox.queue();
  expect(queue[0]!.files.map(({ id }) => id)).toEqual([signature.id]);
  expect(queue[1]!.files).toHaveLength(1);
});

test("two taps and two tabs queue it once", async () => {
  const draft = await drafts.begin("visit.record", "h1", {});
  await drafts.attach(draft, picture(), { verb: "visit.photograph", said: {} });
  await Promise.all([outbox.finish(draft), outbox.finish(draft)]);
  await outbox.finish(draft);
  expect(await outbox.queue()).toHaveLength(2);
  expect(await db.files.count()).toBe(1);
});

test("a keystroke that comes after the finish does not bring the draft back", async () => {
  const draft = await drafts.begin("visit.record", "h1", {});
  await outbox.finish(draft);
  await drafts.keep({ ...draft, said: { note: "สาย" } });
  expect(await drafts.all()).toEqual([]);
});

test("the next submission of a household comes after the last, of another after nothing", async () => {
  const first = await drafts.begin("visit.record", "h1", {});
  await outbox.finish(first);
  const second = await drafts.begin("need.record", "h1", {});
  await outbox.finish(second);
  const other = await drafts.begin("need.record", "h2", {});
  await outbox.finish(other);
  expect((await db.outbox.get(second.id))!.after).toBe(first.id);
  expect((await db.outbox.get(other.id))!.after).toBeNull();
});

test("a refused one is mended in its own place, and only once", async () => {
  const first = await drafts.begin("visit.record", "h1", { note: "ผิด" });
  const signature = await drafts.attach(first, picture(), { verb: "", said: {} });
  await drafts.attach(first, picture(), { verb: "visit.photograph", said: {} });
  await outbox.finish(first);
  await expect(outbox.mend(first.id)).rejects.toThrow("เฉพาะรายการที่ระบบไม่รับ");
  await db.outbox.update(first.id, { state: "refused", because: "วันที่ผิด" });
  const draft = await outbox.mend(first.id);
  expect((await outbox.mend(first.id)).id).toBe(draft.id);
  expect(draft).toMatchObject({ instead_of: first.id, said: { note: "ผิด" }, files: [{ id: signature.id }] });
  const sealed = await db.letters.get(signature.id);
  await outbox.finish({ ...draft, said: { note: "ถูก" } });
  const row = (await db.outbox.get(draft.id))!;
  expect(row).toMatchObject({ after: null, instead_of: first.id });
  expect(await db.files.get(signature.id)).toMatchObject({ submission: draft.id });
  expect(await db.letters.get(signature.id)).toEqual(sealed); // sealed once: half of it may be at the server
  expect((await outbox.queue()).map(({ id }) => id)).not.toContain(first.id);
});

test("a refused one that is taken back stands in its place too", async () => {
  const first = await drafts.begin("visit.record", "h1", {});
  await outbox.finish(first);
  const second = await drafts.begin("need.record", "h1", {});
  await outbox.finish(second);
  await db.outbox.update(first.id, { state: "refused" });
  await Promise.all([outbox.drop(first.id, "ซ้ำ"), outbox.drop(first.id, "ซ้ำ")]);
  const drop = (await db.outbox.toArray()).filter((row) => row.verb === "submission.drop");
  expect(drop).toMatchObject([{ after: null, drops: first.id }]);
});

test("where the phone is full nothing is half done, and it says so", async () => {
  const draft = await drafts.begin("visit.record", "h1", {});
  await drafts.attach(draft, picture(), { verb: "visit.photograph", said: {} });
  const full = () => {
    throw new DOMException("no room", "QuotaExceededError");
  };
  db.files.hook("creating", full);
  await expect(outbox.finish(draft)).rejects.toMatchObject({ kind: "full" });
  db.files.hook("creating").unsubscribe(full);
  expect(await outbox.queue()).toEqual([]);
  expect(await drafts.get(draft.id)).toMatchObject({ id: draft.id });
  await outbox.finish(draft);
  expect(await outbox.queue()).toHaveLength(2);
});
