/* Letters to the server, which only the server opens: nsc/files/envelopes.py says how they are made, and a test holds both to it. */

type Bytes = Uint8Array<ArrayBuffer>;

const PURPOSE = "nsc letter 1";
const CURVE = { name: "ECDH", namedCurve: "P-256" };
export const POINT = 65;
export const NONCE = 12;

export const utf8 = (text: string) => new TextEncoder().encode(text) as Bytes;

export function base64(bytes: Uint8Array): string {
  let out = "";
  for (let at = 0; at < bytes.length; at += 0x8000) out += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(out);
}

export const unbase64 = (text: string) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)) as Bytes;

export function joined(...parts: Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** `to`: 65 bytes of the server's public key. `id`, `phone`: for what and from whom; both are authenticated beside it. */
export async function letter(plain: Bytes, to: Bytes, id: string, phone: string): Promise<Bytes> {
  const theirs = await crypto.subtle.importKey("raw", to, CURVE, false, []);
  const mine = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", mine.publicKey));
  const key = await agreed(mine.privateKey, theirs, point, "encrypt");
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: bound(id, phone) }, key, plain);
  return joined(point, nonce, new Uint8Array(sealed));
}

export const bound = (id: string, phone: string) => utf8(`${id}|${phone}`.toLowerCase());

/** The ephemeral point goes into the salt: a key is agreed for this letter alone. */
export async function agreed(mine: CryptoKey, theirs: CryptoKey, point: Bytes, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: point, info: utf8(PURPOSE) }, base, { name: "AES-GCM", length: 256 }, false, [use]);
}
