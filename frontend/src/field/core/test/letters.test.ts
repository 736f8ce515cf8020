import { expect, test } from "vitest";
import { agreed, bound, letter, NONCE, POINT, unbase64, utf8 } from "../letters";
import known from "./letters.json";

const CURVE = { name: "ECDH", namedCurve: "P-256" };

async function opened(sealed: Uint8Array<ArrayBuffer>, id = known.id, phone = known.phone): Promise<string> {
  const mine = await crypto.subtle.importKey("pkcs8", unbase64(known.private), CURVE, false, ["deriveBits"]);
  const point = sealed.slice(0, POINT);
  const key = await agreed(mine, await crypto.subtle.importKey("raw", point, CURVE, false, []), point, "decrypt");
  const way = { name: "AES-GCM", iv: sealed.slice(POINT, POINT + NONCE), additionalData: bound(id, phone) };
  return new TextDecoder().decode(await crypto.subtle.decrypt(way, key, sealed.slice(POINT + NONCE)));
}

// That the server opens `by_phone` is held by tests/files/test_envelopes.py.
test("a letter that the server made opens here, and so does one of our own", async () => {
  expect(await opened(unbase64(known.by_server))).toBe(known.plain);
  expect(await opened(unbase64(known.by_phone))).toBe(known.plain);
  expect(await opened(await letter(utf8(known.plain), unbase64(known.public), known.id, known.phone))).toBe(known.plain);
});

test("it opens only as what it is and from whom it is, capitals or not, and only whole", async () => {
  const sealed = await letter(utf8("คำ"), unbase64(known.public), known.id.toUpperCase(), known.phone);
  expect(await opened(sealed)).toBe("คำ");
  await expect(opened(sealed, known.phone, known.id)).rejects.toThrow();
  sealed[sealed.length - 1]! ^= 1;
  await expect(opened(sealed)).rejects.toThrow();
});

test("no two letters are alike", async () => {
  const two = await Promise.all([1, 2].map(() => letter(utf8("คำ"), unbase64(known.public), known.id, known.phone)));
  expect(two[0]!.slice(0, POINT)).not.toEqual(two[1]!.slice(0, POINT));
});
