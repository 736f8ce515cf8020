/* The lock of the phone. All that is read or typed is in boxes (AES-256-GCM) under a random data key that is in memory only while open.
   On disk that key is wrapped by one made of the phone's passkey (its PRF answer) or of a PIN. A PIN of six digits is a short word: the
   counting below stops who holds the phone, not who copies its flash and has machines to count with. The passkey has no such limit. */

import { db, fact, hear, note, tell, writing } from "./db";
import { joined, NONCE, utf8 } from "./letters";
import { ask } from "./net";
import { t } from "./text";
import { Trouble } from "./trouble";

type Bytes = Uint8Array<ArrayBuffer>;
export type How = { pin: string } | { passkey: true };

/** What the phone knows of itself, plain. */
export interface Phone {
  key: string; // uuid, made here
  number: number;
  send: string;
  seal: { number: number; public: string };
  idle_minutes: number;
  tries: number;
  leaving: "" | "tries" | "ended"; // emptied; goes on only until what was sealed before is sent
}

interface Lock {
  kind: "pin" | "passkey";
  salt: Bytes;
  nonce: Bytes;
  wrapped: Bytes;
  credential: Bytes | null;
}

const ROUNDS = 600_000; // of PBKDF2-SHA-256: OWASP, 2023
const FREE = 3; // wrong PINs that cost no waiting
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 15 * 60_000;
const WRAP = utf8("nsc vault 1");

let dataKey: CryptoKey | null = null;
let idleFor = 10 * 60_000;

// — asked by the screens ———————————————————————————————————————————————————————————

export async function state(): Promise<"new" | "locked" | "open"> {
  if (dataKey) return "open";
  return (await fact<Lock>("lock")) ? "locked" : "new";
}

/** How it is opened; null where it is new. */
export const kind = async (): Promise<"pin" | "passkey" | null> => (await fact<Lock>("lock"))?.kind ?? null;

export const phone = () => fact<Phone>("phone");

/** Wrong PINs that are left before the phone empties itself, and until when none is taken (milliseconds since 1970, 0: now). */
export async function tries(): Promise<{ left: number; until: number }> {
  const { wrong, until } = await counted();
  return { left: ((await phone())?.tries ?? 10) - wrong, until: until - Date.now() > LONGEST_WAIT ? 0 : until };
}

export async function canPasskey(): Promise<boolean> {
  if (typeof PublicKeyCredential === "undefined" || !window.isSecureContext || /^[\d.]+$|:/.test(location.hostname)) return false;
  const able = PublicKeyCredential as typeof PublicKeyCredential & { getClientCapabilities?: () => Promise<Record<string, boolean>> };
  if ((await able.getClientCapabilities?.())?.["extension:prf"] === false) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
}

/** This phone, for who is signed in with the second factor. The browser must have been touched just now where a passkey is to be made. */
export async function enrol(how: How): Promise<void> {
  if ((await state()) !== "new") throw new Trouble(t("โทรศัพท์เครื่องนี้ลงทะเบียนแล้ว หากต้องการเริ่มใหม่ ให้ล้างข้อมูลของแอปก่อน"));
  if ("pin" in how) fit(how.pin);
  const made = "pin" in how ? null : await newPasskey();
  const told = await introduced();
  const open = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const outer = "pin" in how ? await ofPin(how.pin, salt) : await ofSecret(made!.secret, salt);
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey("raw", open, outer, { name: "AES-GCM", iv: nonce, additionalData: WRAP }));
  const lock: Lock = { kind: made ? "passkey" : "pin", salt, nonce, wrapped, credential: made?.credential ?? null };
  const key = await unwrapped(lock, outer);
  const read = await sealedWith(key, "kept/read", told.read);
  await writing(() =>
    db.transaction("rw", [db.facts, db.kept, db.drafts, db.blobs, db.copies], async () => {
      await Promise.all([db.kept.clear(), db.drafts.clear(), db.blobs.clear(), db.copies.clear(), db.facts.delete("tries")]);
      await note("lock", lock);
      await note("phone", told.phone);
      await db.kept.put({ id: "read", box: read });
    }),
  );
  await navigator.storage?.persist?.();
  await opened(key, told.phone.idle_minutes);
}

export async function unlock(how: How): Promise<void> {
  const lock = await fact<Lock>("lock");
  const me = await phone();
  if (!lock || !me) throw new Trouble(t("โทรศัพท์เครื่องนี้ยังไม่ได้ลงทะเบียน"));
  if ("pin" in how !== (lock.kind === "pin")) throw new Trouble(t("เปิดด้วยวิธีนี้ไม่ได้ เพราะลงทะเบียนไว้ด้วยอีกวิธีหนึ่ง"));
  const key = "pin" in how ? await tried(how.pin, lock, me) : await byPasskey(lock);
  await opened(key, me.idle_minutes);
}

const openings = new Set<() => void>();
const closing = new Set<() => Promise<void>>();
const closed = new Set<() => void>();

export const onOpen = (act: () => void) => void openings.add(act);

/** Before the key goes: who has something in hand yet writes it down. */
export const beforeLock = (act: () => Promise<void>) => void closing.add(act);

/** The phone has emptied itself, here or in the service worker. */
export const onEmpty = (act: () => void) => hear("emptied", act);

export function onLock(act: () => void): () => void {
  closed.add(act);
  return () => void closed.delete(act);
}

export async function lock(): Promise<void> {
  if (!dataKey) return;
  const written = await Promise.allSettled([...closing].map((act) => act()));
  close();
  const lost = written.find((one) => one.status === "rejected");
  if (lost) throw (lost as PromiseRejectedResult).reason;
}

/** Another PIN; what it opens stays as it is. A wrong old one counts as it does at the lock. */
export async function changePin(old: string, fresh: string): Promise<void> {
  fit(fresh);
  const lock = await fact<Lock>("lock");
  const me = await phone();
  if (lock?.kind !== "pin" || !me) throw new Trouble(t("โทรศัพท์เครื่องนี้ไม่ได้ล็อกด้วย PIN"));
  await tried(old, lock, me);
  const way = { name: "AES-GCM", iv: lock.nonce, additionalData: WRAP };
  const open = await crypto.subtle.unwrapKey("raw", lock.wrapped, await ofPin(old, lock.salt), way, { name: "AES-GCM" }, true, ["encrypt", "decrypt"]);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey("raw", open, await ofPin(fresh, salt), { ...way, iv: nonce }));
  await writing(() => note("lock", { ...lock, salt, nonce, wrapped } satisfies Lock));
}

/** The two secrets anew, where the server no longer knows the old ones; what is kept stays. Open, and signed in. */
export async function renew(): Promise<void> {
  const key = dataKeyNow();
  const told = await introduced();
  const read = await sealedWith(key, "kept/read", told.read);
  await writing(() =>
    db.transaction("rw", [db.facts, db.kept], async () => {
      await note("phone", told.phone);
      await db.kept.put({ id: "read", box: read });
    }),
  );
}

/** Everything, at once, also what was not sent: the screens ask first. The server ends the phone, where it can be told now. */
export async function wipe(): Promise<void> {
  const me = await phone();
  if (me) {
    try {
      await ask("/field/wiped/", { secret: me.send, json: { because: "cleared" } });
    } catch (error) {
      if (!(error instanceof Trouble)) throw error; // out of reach: the office still lists the phone, which no longer holds anything
    }
  }
  await vanish();
}

/** Nothing is left of us in this browser. */
export async function vanish(): Promise<void> {
  close();
  await Promise.all(db.tables.map((table) => table.clear()));
  tell("emptied");
  await db.delete({ disableAutoOpen: false });
  for (const name of await (globalThis.caches?.keys() ?? [])) if (name.startsWith("nsc-field-")) await caches.delete(name);
  const registration = await navigator.serviceWorker?.getRegistration("/field/");
  await registration?.unregister();
}

/** All that can be read or was being typed, for good. What was sealed before stays until the server has it (sync.ts ends it then). */
export async function empty(why: "tries" | "ended"): Promise<void> {
  close();
  await db.transaction("rw", [db.facts, db.kept, db.drafts, db.blobs, db.copies], async () => {
    const me = await phone();
    if (me) await note("phone", { ...me, leaving: me.leaving || why } satisfies Phone);
    await Promise.all([db.kept.clear(), db.drafts.clear(), db.blobs.clear(), db.copies.clear()]);
    await db.facts.bulkDelete(["lock", "tries", "seen", "bundled_at"]);
  });
  tell("emptied");
}

// — asked by the other modules of the core ———————————————————————————————————————————————

export function dataKeyNow(): CryptoKey {
  if (!dataKey) throw new Trouble(t("แอปล็อกอยู่ โปรดปลดล็อกก่อน"), "locked");
  return dataKey;
}

export const isOpen = () => dataKey !== null;

/** `where`: table and id of the record; a box put in another place does not open. */
export const sealed = (where: string, value: unknown) => sealedWith(dataKeyNow(), where, value);
export const sealedBytes = (where: string, bytes: Bytes) => boxed(dataKeyNow(), where, bytes);
export const unsealed = async <T>(where: string, box: Bytes): Promise<T> => JSON.parse(new TextDecoder().decode(await unsealedBytes(where, box))) as T;

export async function unsealedBytes(where: string, box: Bytes): Promise<Bytes> {
  const way = { name: "AES-GCM", iv: box.subarray(0, NONCE), additionalData: utf8(where) };
  return new Uint8Array(await crypto.subtle.decrypt(way, dataKeyNow(), box.subarray(NONCE)));
}

const sealedWith = (key: CryptoKey, where: string, value: unknown) => boxed(key, where, utf8(JSON.stringify(value)));

async function boxed(key: CryptoKey, where: string, bytes: Bytes): Promise<Bytes> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  return joined(nonce, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: utf8(where) }, key, bytes)));
}

// — enrolling ——————————————————————————————————————————————————————————————————

/** Digits that everybody tries first are no lock. */
function fit(pin: string) {
  if (!/^\d{6,}$/.test(pin)) throw new Trouble(t("PIN ต้องเป็นตัวเลขอย่างน้อย 6 หลัก"));
  const steps = new Set([...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at])));
  if (steps.size === 1 && Math.abs([...steps][0]!) <= 1) throw new Trouble(t("PIN นี้เดาง่ายเกินไป โปรดอย่าใช้เลขเรียงกันหรือเลขซ้ำกันทั้งหมด"));
}

interface Session {
  signed_in: boolean;
  proven: boolean;
  may: boolean;
  name: string;
  csrf: string;
  to: string; // the page that is to be visited first, or ""
}

/** Who is signed in at this browser, and what is missing before the phone can be enrolled. */
export const session = () => ask<Session>("/field/session/");

/** The phone's own key is kept before it is told: asked again after a broken line it is the same phone, not one more. */
async function introduced(): Promise<{ phone: Phone; read: string }> {
  const { signed_in, proven, csrf } = await session();
  if (!signed_in || !proven) throw new Trouble(t("โปรดลงชื่อเข้าใช้พร้อมรหัสยืนยันขั้นที่สองก่อนลงทะเบียนโทรศัพท์"));
  const key = (await phone())?.key ?? (await fact<string>("key")) ?? crypto.randomUUID();
  await note("key", key);
  const told = await ask<Omit<Phone, "key" | "number" | "leaving"> & { phone: number; read: string }>("/field/phones/", {
    json: { key, name: calledItself(), app: version() },
    headers: { "X-CSRFToken": csrf },
  });
  const { send, seal, idle_minutes, tries } = told;
  return { phone: { key, number: told.phone, send, seal, idle_minutes, tries, leaving: "" }, read: told.read };
}

/** Of the application, as the page says it (nsc/field/shell.py). */
export const version = () => (typeof document === "undefined" ? "" : (document.documentElement.dataset.app ?? ""));

/** "Android 13 · Chrome 120": enough to tell two phones of one person apart. */
function calledItself(): string {
  const agent = navigator.userAgent;
  const system = /Android [\d.]+|iPhone OS [\d_]+|Windows NT [\d.]+|Mac OS X|Linux/.exec(agent)?.[0] ?? "";
  const browser = /(?:SamsungBrowser|EdgA?|OPR|Firefox|Chrome|Version)\/\d+/.exec(agent)?.[0].replace("Version", "Safari").replace("/", " ") ?? "";
  return [system.replaceAll("_", "."), browser].filter(Boolean).join(" · ");
}

// — the PIN ———————————————————————————————————————————————————————————————————

interface Counted {
  wrong: number;
  until: number;
}

const counted = async (): Promise<Counted> => (await fact<Counted>("tries")) ?? { wrong: 0, until: 0 };
const waiting = (wrong: number) => (wrong < FREE ? 0 : Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (wrong - FREE)));

/** Counted as wrong before it is judged: who pulls the battery in between has used the try. */
async function tried(pin: string, lock: Lock, me: Phone): Promise<CryptoKey> {
  const wrong = await db.transaction("rw", db.facts, async () => {
    const { wrong, until } = await counted();
    const left = until - Date.now();
    if (left > 0 && left <= LONGEST_WAIT) throw new Trouble(t("ใส่ PIN ผิดหลายครั้ง โปรดรออีก {seconds} วินาที", { seconds: Math.ceil(left / 1000) }));
    await note("tries", { wrong: wrong + 1, until: Date.now() + waiting(wrong + 1) } satisfies Counted);
    return wrong + 1;
  });
  if (wrong <= me.tries) {
    try {
      const key = await unwrapped(lock, await ofPin(pin, lock.salt));
      await db.facts.delete("tries");
      return key;
    } catch (error) {
      if ((error as Error).name !== "OperationError") throw error; // anything but a wrong key
    }
  }
  if (wrong >= me.tries) {
    await empty("tries");
    throw new Trouble(t("ใส่ PIN ผิดครบจำนวนแล้ว ข้อมูลที่อ่านได้และร่างที่ยังไม่เสร็จถูกลบออกจากโทรศัพท์ งานที่กดเสร็จแล้วถูกปิดผนึกไว้และจะยังส่งถึงสำนักงาน โปรดลงทะเบียนโทรศัพท์ใหม่"));
  }
  throw new Trouble(t("PIN ไม่ถูกต้อง เหลืออีก {left} ครั้ง ก่อนที่ข้อมูลในโทรศัพท์จะถูกลบ", { left: me.tries - wrong }));
}

async function ofPin(pin: string, salt: Bytes): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, base, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

// — the passkey ————————————————————————————————————————————————————————————————

const PRF_INPUT = utf8("nsc field vault 1"); // one lock a phone: the credential itself is new each time

type Answered = { prf?: { enabled?: boolean; results?: { first?: BufferSource } } };

async function newPasskey(): Promise<{ credential: Bytes; secret: BufferSource }> {
  const options = {
    rp: { name: "Nakhonsawan Change" },
    user: { id: crypto.getRandomValues(new Uint8Array(16)), name: t("แอปภาคสนาม"), displayName: t("แอปภาคสนาม") },
    challenge: crypto.getRandomValues(new Uint8Array(32)), // nobody checks it: it opens this phone, not the office
    pubKeyCredParams: [-7, -257].map((alg) => ({ type: "public-key" as const, alg })),
    // "required": on Android only passkeys that are kept by the phone's password manager answer PRF.
    authenticatorSelection: { authenticatorAttachment: "platform", residentKey: "required", userVerification: "required" },
    extensions: { prf: { eval: { first: PRF_INPUT } } },
  };
  const made = (await asking(() => navigator.credentials.create({ publicKey: options as PublicKeyCredentialCreationOptions }))) as PublicKeyCredential;
  const { prf } = made.getClientExtensionResults() as Answered;
  if (!prf?.enabled) throw new Trouble(t("โทรศัพท์นี้ใช้ลายนิ้วมือหรือใบหน้าล็อกข้อมูลของแอปไม่ได้ โปรดตั้ง PIN แทน"));
  const credential = new Uint8Array(made.rawId);
  return { credential, secret: prf.results?.first ?? (await answered(credential)) };
}

async function byPasskey(lock: Lock): Promise<CryptoKey> {
  try {
    return await unwrapped(lock, await ofSecret(await answered(lock.credential!), lock.salt));
  } catch (error) {
    if ((error as Error).name !== "OperationError") throw error;
    throw new Trouble(t("กุญแจที่โทรศัพท์ให้มาเปิดข้อมูลนี้ไม่ได้ โปรดเลือกกุญแจของแอปภาคสนามแล้วลองอีกครั้ง"));
  }
}

async function answered(credential: Bytes): Promise<BufferSource> {
  const options = {
    challenge: crypto.getRandomValues(new Uint8Array(32)),
    allowCredentials: [{ type: "public-key", id: credential }],
    userVerification: "required",
    extensions: { prf: { eval: { first: PRF_INPUT } } },
  };
  const got = (await asking(() => navigator.credentials.get({ publicKey: options as PublicKeyCredentialRequestOptions }))) as PublicKeyCredential;
  const first = (got.getClientExtensionResults() as Answered).prf?.results?.first;
  if (!first) throw new Trouble(t("โทรศัพท์ไม่ได้ให้กุญแจที่ใช้เปิดข้อมูล โปรดลองอีกครั้ง"));
  return first;
}

async function asking(act: () => Promise<Credential | null>): Promise<Credential> {
  try {
    const made = await act();
    if (made) return made;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // NotAllowedError and its like: the person or the phone said no
  }
  throw new Trouble(t("ยังไม่ได้ยืนยันด้วยลายนิ้วมือ ใบหน้า หรือรหัสหน้าจอ โปรดลองอีกครั้ง"));
}

async function ofSecret(secret: BufferSource, salt: Bytes): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: WRAP }, base, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

/** Never bytes in the hands of the page: from the wrapping at once into a key that cannot be taken out. */
const unwrapped = (lock: Lock, outer: CryptoKey) =>
  crypto.subtle.unwrapKey("raw", lock.wrapped, outer, { name: "AES-GCM", iv: lock.nonce, additionalData: WRAP }, { name: "AES-GCM" }, false, ["encrypt", "decrypt"]);

// — open and closed ————————————————————————————————————————————————————————————————

/* Both clocks: the wall clock can be put back, and the other may stand still while the phone sleeps. */
let touched = { wall: 0, steady: 0 };
let watch: ReturnType<typeof setInterval> | undefined;

export function touch() {
  touched = { wall: Date.now(), steady: performance.now() };
}

async function opened(key: CryptoKey, minutes: number) {
  dataKey = key;
  idleFor = minutes * 60_000;
  touch();
  clearInterval(watch);
  watch = setInterval(lookIdle, 15_000);
  (watch as unknown as { unref?: () => void }).unref?.();
  for (const act of openings) act();
}

function close() {
  clearInterval(watch);
  if (!dataKey) return;
  dataKey = null;
  for (const act of closed) act();
}

export function lookIdle() {
  const wall = Date.now() - touched.wall;
  const steady = performance.now() - touched.steady;
  if (dataKey && Math.max(wall, steady) >= idleFor) void lock();
}

hear("emptied", close);

if (typeof document !== "undefined") {
  for (const event of ["pointerdown", "keydown", "input"]) {
    // Looked at first: the touch that wakes a phone after an hour must not count as having been there.
    document.addEventListener(event, () => (lookIdle(), touch()), { capture: true, passive: true });
  }
  for (const event of ["visibilitychange", "resume", "freeze"]) document.addEventListener(event, lookIdle);
  for (const event of ["pageshow", "pagehide", "focus"]) window.addEventListener(event, lookIdle);
}
