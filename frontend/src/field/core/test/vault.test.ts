import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db, fact, note } from "../db";
import * as drafts from "../drafts";
import * as outbox from "../outbox";
import { send } from "../sending";
import * as vault from "../vault";
import { Server } from "./server";

const PIN = "314159";
const WRONG = "271828";
let server: Server;

beforeEach(async () => {
  await vault.vanish();
  server = await Server.start();
});
afterEach(() => void vi.useRealTimers());

const bytesOnDisk = async () => {
  const all = await Promise.all(db.tables.map((table) => table.toArray()));
  const text = (value: unknown): string =>
    value instanceof Uint8Array ? new TextDecoder("latin1").decode(value) : value && typeof value === "object" ? Object.entries(value).flat().map(text).join("\n") : String(value);
  return text(all);
};

/** As long as it takes until the next PIN is heard. */
const patience = async () => note("tries", { ...(await fact<object>("tries")), until: 0 });

test("who is not signed in with the second factor enrols nothing", async () => {
  server.signedIn = false;
  await expect(vault.enrol({ pin: PIN })).rejects.toThrow("รหัสยืนยันขั้นที่สอง");
  expect(await vault.state()).toBe("new");
});

test.each(["12345", "123456", "654321", "000000", "abcdef"])("%s is no PIN", async (pin) => {
  await expect(vault.enrol({ pin })).rejects.toThrow("PIN");
  expect(server.asked).toEqual([]);
});

test("asked again after a lost answer it is the same phone", async () => {
  server.weather = (path) => (path === "/field/phones/" ? "after" : "fine");
  await expect(vault.enrol({ pin: PIN })).rejects.toMatchObject({ kind: "offline" });
  const first = server.key;
  server.weather = () => "fine";
  await vault.enrol({ pin: PIN });
  expect(server.key).toBe(first);
});

test("nothing of what is typed, of the read secret or of the PIN lies open on the disk", async () => {
  await vault.enrol({ pin: PIN });
  const draft = await drafts.begin("visit.record", "h1", { note: "secret-note" });
  await drafts.attach(draft, new Blob(["secret-picture"], { type: "image/jpeg" }), { verb: "visit.photograph", said: { caption: "secret-caption" } });
  const before = await bytesOnDisk();
  await outbox.finish(draft);
  const after = await bytesOnDisk();
  for (const bytes of [before, after]) for (const word of ["secret", "r1", PIN]) expect(bytes).not.toContain(word);
  expect(after).toContain("s1"); // the send secret does, and that the search finds things
});

test("a locked vault reads nothing, and the right PIN opens it again", async () => {
  await vault.enrol({ pin: PIN });
  const draft = await drafts.begin("visit.record", "h1", {});
  await vault.lock();
  await expect(drafts.get(draft.id)).rejects.toMatchObject({ kind: "locked" });
  expect(await vault.state()).toBe("locked");
  await vault.unlock({ pin: PIN });
  expect((await drafts.get(draft.id))!.id).toBe(draft.id);
});

test("what is being typed is written before the lock falls", async () => {
  await vault.enrol({ pin: PIN });
  const draft = await drafts.begin("visit.record", "h1", {});
  void drafts.keep({ ...draft, said: { note: "ก" } });
  void drafts.keep({ ...draft, said: { note: "กข" } });
  await vault.lock();
  await vault.unlock({ pin: PIN });
  expect((await drafts.get(draft.id))!.said).toEqual({ note: "กข" });
});

test("a box that was put in another place does not open", async () => {
  await vault.enrol({ pin: PIN });
  const a = await drafts.begin("visit.record", "h1", {});
  const b = await drafts.begin("visit.record", "h2", {});
  await db.drafts.put({ id: a.id, box: (await db.drafts.get(b.id))!.box });
  await expect(drafts.get(a.id)).rejects.toThrow();
});

test("wrong PINs cost waiting, then everything that can be read; what was sealed still goes, and then the phone is empty", async () => {
  server.tries = 5;
  await vault.enrol({ pin: PIN });
  const done = await drafts.begin("visit.record", "h1", {});
  await outbox.finish(done);
  await drafts.begin("need.record", "h2", { text: "ร่าง" });
  await vault.lock();
  for (const left of [4, 3, 2]) {
    await expect(vault.unlock({ pin: WRONG })).rejects.toThrow(`เหลืออีก ${left} ครั้ง`);
    expect(await vault.tries()).toMatchObject({ left });
  }
  await expect(vault.unlock({ pin: PIN })).rejects.toThrow("โปรดรออีก"); // not even the right one
  await patience();
  await expect(vault.unlock({ pin: WRONG })).rejects.toThrow("เหลืออีก 1 ครั้ง");
  await patience();
  await expect(vault.unlock({ pin: WRONG })).rejects.toThrow("ถูกปิดผนึก");
  expect(await vault.state()).toBe("new");
  expect(await vault.phone()).toMatchObject({ leaving: "tries" });
  for (const table of [db.kept, db.drafts, db.blobs, db.copies]) expect(await table.count()).toBe(0);
  expect(await db.outbox.count()).toBe(1);
  await send();
  expect(server.order).toEqual([done.id]);
  expect(server.wiped).toBe(true);
  expect(await vault.phone()).toBeNull();
});

test("a try is counted before it is judged, and the right PIN takes the count away", async () => {
  await vault.enrol({ pin: PIN });
  await vault.lock();
  const judged = vi.spyOn(crypto.subtle, "unwrapKey").mockRejectedValueOnce(new Error("the battery died"));
  await expect(vault.unlock({ pin: WRONG })).rejects.toThrow("battery");
  judged.mockRestore();
  expect(await vault.tries()).toMatchObject({ left: 9 });
  await vault.unlock({ pin: PIN });
  expect(await vault.tries()).toMatchObject({ left: 10 });
});

test("it locks itself after ten idle minutes by either clock, and tells", async () => {
  await vault.enrol({ pin: PIN });
  const told = vi.fn();
  const end = vault.onLock(told);
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  vault.touch();
  vi.setSystemTime(Date.now() + 9 * 60_000);
  vault.lookIdle();
  expect(vault.isOpen()).toBe(true);
  vi.advanceTimersByTime(10 * 60_000); // the steady clock goes on
  vi.setSystemTime(0); // while somebody puts the other one back
  vault.lookIdle();
  await vi.waitFor(() => expect(told).toHaveBeenCalledOnce());
  expect(await vault.state()).toBe("locked");
  end();
});

test("a phone that was ended sends what waits, empties itself and says so", async () => {
  await vault.enrol({ pin: PIN });
  const done = await drafts.begin("visit.record", "h1", {});
  await outbox.finish(done);
  await drafts.begin("need.record", "h2", { text: "ร่าง" });
  server.ended = true;
  server.weather = (path) => (path === "/field/submissions/" ? "before" : "fine");
  await expect(send()).rejects.toMatchObject({ kind: "offline" });
  expect(await vault.state()).toBe("new"); // at once unreadable
  expect(server.wiped).toBe(false);
  server.weather = () => "fine";
  await send();
  expect(server.order).toEqual([done.id]);
  expect(server.wiped).toBe(true);
  expect(await db.outbox.count()).toBe(0);
});

test("secrets are renewed without losing a draft", async () => {
  await vault.enrol({ pin: PIN });
  const draft = await drafts.begin("visit.record", "h1", {});
  server.secrets = 7; // a server that was put back to an earlier day
  await expect(send()).rejects.toMatchObject({ kind: "unknown" });
  await vault.renew();
  await send();
  expect((await drafts.get(draft.id))!.id).toBe(draft.id);
});
