/* One phone for a whole file of tests: enrolled once, as making the key of a PIN takes half a second; between two tests it is emptied by hand. */

import { db } from "../db";
import * as vault from "../vault";
import { Server } from "./server";

export const PIN = "314159";
let server: Server | undefined;

export async function fresh(): Promise<Server> {
  if (!server) {
    server = await Server.start();
    await vault.vanish();
    await vault.enrol({ pin: PIN });
  }
  if (!vault.isOpen()) await vault.unlock({ pin: PIN });
  await Promise.all([db.outbox, db.files, db.letters, db.copies, db.drafts, db.blobs].map((table) => table.clear()));
  await db.kept.where("id").notEqual("read").delete();
  await db.facts.where("name").noneOf(["lock", "phone", "key"]).delete();
  return server.again();
}
