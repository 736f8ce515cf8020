import { beforeEach, expect, test, vi } from "vitest";
import { db } from "../db";
import * as drafts from "../drafts";
import * as outbox from "../outbox";
import { send } from "../sending";
import * as store from "../store";
import * as sync from "../sync";
import type { Verb } from "../types";
import * as vault from "../vault";
import { household, WORDS } from "./lists";
import { fresh } from "./phone";
import type { Server } from "./server";

let server: Server;

beforeEach(async () => {
  server = await fresh();
});

async function finished(verb: Verb = "visit.record", at = "h1", said = {}, photographs = 0, bytes = 100_000) {
  const draft = await drafts.begin(verb, at, said);
  for (let n = 0; n < photographs; n += 1) {
    const blob = new Blob([new Uint8Array(bytes).fill(n)], { type: "image/jpeg" });
    await drafts.attach(draft, blob, { verb: "visit.photograph", said: { kind: "house" } });
  }
  await outbox.finish(draft);
  return draft.id;
}

const states = async () => (await outbox.queue()).map(({ state }) => state);

test("it goes while the phone is locked: envelopes first, then photographs in pieces, then what has become of them", async () => {
  await finished("visit.record", "h1", {}, 1);
  await vault.lock();
  await send();
  const paths = server.asked.map(({ path }) => path.split("?")[0]!.replace(/[0-9a-f-]{36}/, "…"));
  expect(paths).toEqual(["/field/state/", "/field/submissions/", "/field/files/…/", "/field/files/…/", "/field/answers/"]);
  expect(server.asked.every(({ secret }) => secret === "s1")).toBe(true);
  expect(await states()).toEqual(["stored", "stored"]);
  expect(await db.letters.count()).toBe(0);
});

test("a photograph that was cut goes on where it was", async () => {
  await finished("visit.record", "h1", {}, 1, 200_000);
  let pieces = 0;
  server.weather = (path) => (path.startsWith("/field/files/") && ++pieces === 3 ? "before" : "fine");
  await expect(send()).rejects.toMatchObject({ kind: "offline" });
  expect(await states()).toEqual(["stored", "held"]);
  expect((await outbox.queue())[1]!.files[0]!.sent).toBe(128_000);
  server.weather = () => "fine";
  server.asked = [];
  await send();
  expect(server.asked.filter(({ path }) => path.includes("files")).map(({ path }) => path.split("from=")[1])).toEqual(["128000", "192000"]);
  expect(await states()).toEqual(["stored", "stored"]);
});

test("twenty at most, and 200 kB at most, go at once", async () => {
  for (let n = 0; n < 25; n += 1) await finished("need.record", `h${n}`);
  await finished("need.record", "h98", { text: "ก".repeat(40_000) });
  await finished("need.record", "h99", { text: "ข".repeat(40_000) });
  await send();
  const batches = server.asked.filter(({ path }) => path.includes("submissions"));
  expect(batches).toHaveLength(3);
  for (const { size } of batches) expect(size).toBeLessThan(210_000);
  expect(new Set(await states())).toEqual(new Set(["stored"]));
});

test("where the whole is too much the halves go, and one alone that is too much is refused visibly", async () => {
  for (let n = 0; n < 4; n += 1) await finished("need.record", `h${n}`);
  const large = await finished("need.record", "h9", { text: "ก".repeat(9_000) });
  const real = globalThis.fetch;
  globalThis.fetch = async (path, options) =>
    String(path).includes("submissions") && String(options?.body).length > 20_000
      ? new Response('{"because": "ใหญ่เกินไป"}', { status: 413, headers: { "Content-Type": "application/json" } })
      : real(path, options);
  await send();
  const queue = await outbox.queue();
  expect(queue.filter(({ state }) => state === "stored")).toHaveLength(4);
  expect(queue.find(({ id }) => id === large)).toMatchObject({ state: "refused", because: "ใหญ่เกินกว่าที่ระบบรับได้" });
});

test("one alone that is too much is known to the server, so that what comes after it goes when it is mended", async () => {
  const large = await finished("visit.record", "h1", { note: "ก".repeat(9_000) });
  await finished("need.record", "h1");
  const real = globalThis.fetch;
  globalThis.fetch = async (path, options) =>
    String(path).includes("submissions") && String(options?.body).length > 20_000
      ? new Response('{"because": "ใหญ่เกินไป"}', { status: 413, headers: { "Content-Type": "application/json" } })
      : real(path, options);
  await send();
  expect(server.taken.get(large)).toMatchObject({ state: "refused", said: {} });
  expect(await states()).toEqual(["refused", "held"]);
  const draft = await outbox.mend(large);
  await outbox.finish({ ...draft, said: { note: "สั้นลงแล้ว" } });
  await send();
  expect(await states()).toEqual(["stored", "stored"]);
});

test("where the server will not hear of it at all, it is refused here, and said", async () => {
  const one = await finished("need.record", "h1");
  const real = globalThis.fetch;
  globalThis.fetch = async (path, options) =>
    String(path).includes("submissions")
      ? new Response('{"because": "อ่านไม่ได้"}', { status: 422, headers: { "Content-Type": "application/json" } })
      : real(path, options);
  await send();
  expect(await outbox.queue()).toMatchObject([{ id: one, state: "refused", because: "อ่านไม่ได้" }]);
});

test("a page of a shop's wireless is no answer", async () => {
  await finished();
  server.weather = () => "portal";
  await expect(send()).rejects.toMatchObject({ kind: "offline" });
  expect(await states()).toEqual(["waiting"]);
});

test("refused, mended in its place, and what came after it is stored behind it", async () => {
  server.refuse = ({ verb, said }) => (verb === "visit.record" && !said.good ? "วันที่อยู่ในอนาคต" : "");
  const bad = await finished("visit.record", "h1", {}, 1);
  const need = await finished("need.record", "h1");
  await send();
  expect(await states()).toEqual(["refused", "held", "held"]);
  const draft = await outbox.mend(bad);
  expect(draft.files).toEqual([]); // the photograph is at the server already
  await outbox.finish({ ...draft, said: { good: true } });
  await send();
  expect(await states()).toEqual(["stored", "stored", "stored"]);
  expect(server.order[0]).toBe(draft.id);
  expect(server.order.at(-1)).toBe(need);
});

test("a visit that is taken back takes its photographs along, and the rest of the chain goes on", async () => {
  server.refuse = ({ verb, said }) =>
    verb === "visit.record" ? "ซ้ำ" : verb === "visit.photograph" && server.taken.get(String(said.visit))?.state !== "stored" ? "ไม่มีการเยี่ยมนี้" : "";
  const bad = await finished("visit.record", "h1", {}, 2, 500);
  const need = await finished("need.record", "h1");
  await send();
  await outbox.drop(bad, "ซ้ำ");
  for (let n = 0; n < 3; n += 1) await send();
  expect(server.taken.get(need)!.state).toBe("stored");
  expect((await outbox.queue()).filter(({ state }) => state !== "stored")).toEqual([]);
});

test("what the server has forgotten is sent again, with its files", async () => {
  const held = await finished("visit.record", "h1", {}, 1, 500);
  server.refuse = ({ verb }) => (verb === "visit.record" ? "ผิด" : "");
  await send();
  server.taken.clear();
  server.files.clear();
  server.refuse = () => "";
  await db.outbox.update(held, { state: "held" });
  await send();
  await send();
  expect(new Set(await states())).toEqual(new Set(["stored"]));
  expect(server.did.get(held)).toBe(1);
});

test("a stored one and its readable copy leave the phone after some days, not before", async () => {
  const id = await finished();
  await send();
  await send();
  expect(await db.copies.count()).toBe(1);
  await db.outbox.update(id, { stored_at: "2026-01-01T00:00:00.000Z" });
  await send();
  expect([await db.outbox.count(), await db.copies.count()]).toEqual([0, 0]);
});

test("the bundle comes by difference; what is no longer mine leaves, and what I did is laid over it until it is in it", async () => {
  server.bundle = { now: "", all: "1", same: false, ask: false, more: 0, more_farmers: 0, farmers: [], households: [household("h1"), household("h2")], gone: [], words: WORDS };
  await sync.run();
  expect((await store.households()).map(({ key }) => key)).toEqual(["h1", "h2"]);
  const visit = await finished("visit.record", "h1", { purpose: "progress", on: "2026-11-26" });
  expect((await store.household("h1"))!.visits).toMatchObject([{ number: 0, submission: visit, state: "done" }]);
  server.bundle = { now: "", all: "2", same: false, ask: false, more: 0, more_farmers: 0, farmers: [], households: [household("h1", { digest: "new" })], gone: ["h2"], words: null };
  await sync.run();
  expect((await store.households()).map(({ key }) => key)).toEqual(["h1"]);
  expect((await store.household("h1"))!.visits).toEqual([]); // what the server says now counts
  expect((await store.words()).me.name).toBe("สมใจ ใจดี");
  const asked = vi.spyOn(globalThis, "fetch");
  const bodies = () => asked.mock.calls.filter(([path]) => path === "/field/bundle/").map(([, how]) => JSON.parse(how!.body as string) as object);
  const [brief, full] = [{ all: "2", words: "w1" }, { all: "2", have: { h1: "new" }, words: "w1" }];
  server.bundle = { now: "", all: "2", same: true, ask: false, more: 0, more_farmers: 0, farmers: [], households: [], gone: [], words: null };
  await sync.run();
  expect(bodies()).toEqual([brief]); // nothing is new
  asked.mockClear();
  server.bundle = { ...server.bundle, same: false, ask: true };
  await sync.run();
  expect(bodies()).toEqual([brief, full]);
  asked.mockClear();
  await db.kept.delete("household/h1");
  await sync.run();
  expect(bodies()).toEqual([full]); // one was lost here
});

test("the button tells the truth", async () => {
  await finished("visit.record", "h1", {}, 1, 500);
  server.weather = () => "before";
  expect(await sync.run()).toMatchObject({ waiting: 2, trouble: "offline", is_running: false, at: null });
  server.weather = () => "fine";
  server.refuse = ({ verb }) => (verb === "visit.photograph" ? "ไม่ชัด" : "");
  const done = await sync.run();
  expect(done).toMatchObject({ waiting: 0, refused: 1, trouble: "" });
  expect(done.at).not.toBeNull();
  expect((await outbox.queue()).map(({ because }) => because)).toEqual(["", "ไม่ชัด"]);
});

test("the server may ask to wait", async () => {
  await finished();
  globalThis.fetch = async () => new Response('{"because": "มีผู้ส่งพร้อมกันมาก", "until": "2099-01-01T00:00:00Z"}', { status: 429, headers: { "Content-Type": "application/json" } });
  expect(await sync.run()).toMatchObject({ trouble: "server", because: "มีผู้ส่งพร้อมกันมาก", waiting: 1 });
});

test("farmers come and leave as households do, and a phone that lost one asks for it again", async () => {
  const farmer = { key: "f12", id: 12, digest: "d", area: "60090701", tambon: "600907", name: "นางบัวผัน", phone: "", crop: "กล้วย", product: "", plot: null, seasons: [] };
  const bundle = { now: "", all: "1", same: false, ask: false, more: 0, more_farmers: 2, households: [household("h1")], farmers: [farmer], gone: [], words: WORDS };
  server.bundle = bundle;
  await sync.run();
  expect([(await store.farmers()).map(({ key }) => key), (await store.households()).map(({ key }) => key)]).toEqual([["f12"], ["h1"]]);
  expect([(await store.index()).have, await store.more()]).toEqual([{ h1: "d-h1", f12: "d" }, { households: 0, farmers: 2 }]);
  expect(await store.isWhole(await store.index())).toBe(true);
  await db.kept.delete("farmer/f12");
  expect(await store.isWhole(await store.index())).toBe(false);
  server.bundle = { ...bundle, all: "2", households: [], farmers: [], gone: ["f12"], words: null };
  await sync.run();
  expect([await store.farmers(), (await store.households()).map(({ key }) => key)]).toEqual([[], ["h1"]]);
});
