import { beforeEach, expect, test } from "vitest";
import * as drafts from "../drafts";
import * as vault from "../vault";
import { Server } from "./server";

const OLD = "314159";
const FRESH = "271828";

beforeEach(async () => {
  await vault.wipe();
  await Server.start();
  await vault.enrol({ pin: OLD });
});

test("another PIN opens what the old one locked, and the old one no more", async () => {
  const draft = await drafts.begin("visit.record", "h1", { note: "ฝนรั่ว" });
  await vault.changePin(OLD, FRESH);
  await vault.lock();
  await expect(vault.unlock({ pin: OLD })).rejects.toThrow("เหลืออีก 9 ครั้ง");
  await vault.unlock({ pin: FRESH });
  expect((await drafts.get(draft.id))?.said).toEqual({ note: "ฝนรั่ว" });
});

test("a wrong old PIN counts as at the lock, an easy new one is refused, and the old one goes on", async () => {
  await expect(vault.changePin("999998", FRESH)).rejects.toThrow("เหลืออีก 9 ครั้ง");
  expect((await vault.tries()).left).toBe(9);
  await expect(vault.changePin(OLD, "123456")).rejects.toThrow("เดาง่าย");
  await vault.lock();
  await vault.unlock({ pin: OLD });
});
