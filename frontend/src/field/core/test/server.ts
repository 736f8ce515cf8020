/* A server in memory that keeps docs/field.md, behind a line that breaks. It opens the letters, as the real one does. */

import { agreed, base64, bound, joined, NONCE, POINT } from "../letters";
import type { Bundle } from "../types";

type Bytes = Uint8Array<ArrayBuffer>;

export interface Taken {
  id: string;
  verb: string;
  household: string;
  after: string | null;
  instead_of: string | null;
  said: Record<string, unknown>;
  state: "stored" | "waiting" | "refused";
  because: string;
}

/** What may happen to one request: the line says before (never arrives), after (the answer is lost), or twice (arrives again, later). */
export type Weather = (path: string, size: number) => "fine" | "before" | "after" | "twice" | "busy" | "portal";

export class Server {
  taken = new Map<string, Taken>();
  order: string[] = []; // ids in the order in which they were stored
  did = new Map<string, number>(); // how often each was done
  files = new Map<string, { total: number; bytes: Bytes; whole: boolean }>();
  bundle: Bundle = { now: "", all: "a", same: false, ask: false, more: 0, more_farmers: 0, farmers: [], households: [], gone: [], words: null };
  asked: { path: string; size: number; secret: string }[] = [];
  ended = false;
  wiped = false;
  key = "";
  secrets = 0;
  tries = 10;
  signedIn = true;
  refuse: (one: Taken) => string = () => "";
  weather: Weather = () => "fine";
  late: (() => Promise<unknown>)[] = []; // requests that come again

  private constructor(
    readonly pair: CryptoKeyPair,
    readonly point: Bytes,
  ) {}

  /** As on the first day, with the same phone. */
  again(): Server {
    const { pair, point, key, secrets } = this;
    Object.assign(this, new Server(pair, point), { key, secrets });
    globalThis.fetch = (path, options) => this.fetch(String(path), options ?? {});
    return this;
  }

  static async start(): Promise<Server> {
    const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const server = new Server(pair, new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
    globalThis.fetch = (path, options) => server.fetch(String(path), options ?? {});
    return server;
  }

  async fetch(path: string, options: RequestInit): Promise<Response> {
    const size = options.body ? (options.body as string | Bytes).length : 0;
    const secret = new Headers(options.headers).get("Authorization")?.replace("Bearer ", "") ?? "";
    this.asked.push({ path, size, secret });
    const happens = this.weather(path, size);
    if (happens === "before") throw new TypeError("Failed to fetch");
    if (happens === "busy") return json(503, { because: "busy" });
    if (happens === "portal") return new Response("<html>Welcome to our café</html>", { headers: { "Content-Type": "text/html" } });
    if (happens === "twice") this.late.push(() => this.answer(path, options, secret));
    const answer = await this.answer(path, options, secret);
    if (happens === "after") throw new TypeError("Failed to fetch");
    return answer;
  }

  private async answer(path: string, options: RequestInit, secret: string): Promise<Response> {
    const sent = typeof options.body === "string" ? (JSON.parse(options.body) as Record<string, unknown>) : {};
    const { pathname, searchParams } = new URL(path, "https://nsc.test");
    if (pathname === "/field/session/") return json(200, { signed_in: this.signedIn, proven: this.signedIn, name: "สมใจ", csrf: "token" });
    if (pathname === "/field/phones/") {
      this.key = String(sent.key);
      this.secrets += 1;
      const seal = { number: 1, public: base64(this.point) };
      return json(200, { phone: 12, send: `s${this.secrets}`, read: `r${this.secrets}`, seal, me: { id: 7, name: "สมใจ" }, idle_minutes: 10, tries: this.tries });
    }
    const kind = pathname === "/field/bundle/" || pathname.startsWith("/field/photographs/") ? "r" : "s";
    if (secret !== `${kind}${this.secrets}`) return json(401, { because: "ระบบไม่รู้จักโทรศัพท์เครื่องนี้" });
    if (pathname === "/field/state/") {
      return json(200, { now: "", ended: this.ended, because: "", seal: { number: 1, public: base64(this.point) }, app: "1", oldest_form: 1 });
    }
    if (pathname === "/field/submissions/") return json(200, await this.receive(sent.submissions as Record<string, never>[]));
    if (pathname === "/field/answers/") return json(200, (sent.ids as string[]).flatMap((id) => this.told(id) ?? []));
    if (pathname.startsWith("/field/files/")) return this.file(pathname.split("/")[3]!, Number(searchParams.get("from")), options);
    if (pathname === "/field/wiped/") {
      this.wiped = true;
      return json(200, {});
    }
    if (this.ended) return json(410, { because: "ยกเลิกแล้ว", ended: true });
    if (pathname === "/field/bundle/") return json(200, this.bundle);
    return json(404, { because: "ไม่พบ" });
  }

  private async receive(list: Record<string, never>[]) {
    for (const one of list) {
      if (!this.taken.has(one.id!)) await this.keep(one);
    }
    this.advance();
    return list.map((one) => this.told(one.id!));
  }

  private async keep(one: Record<string, never>) {
    const { id, verb, household, after, instead_of, sealed } = one as unknown as Taken & { sealed: string | null };
    if (sealed === null) {
      this.taken.set(id, { id, verb, household, after, instead_of, said: {}, state: "refused", because: "ใหญ่เกินกว่าที่ระบบรับได้" });
      return;
    }
    const plain = await this.open(Uint8Array.from(atob(sealed), (sign) => sign.charCodeAt(0)), id);
    const said = JSON.parse(new TextDecoder().decode(plain)) as Record<string, unknown>;
    this.taken.set(id, { id, verb, household, after, instead_of, said, state: "waiting", because: "" });
  }

  /** All whose turn has come. */
  advance() {
    for (let moved = true; moved; ) {
      moved = false;
      for (const one of this.taken.values()) {
        if (one.state !== "waiting" || !this.isDone(one.after) || !this.hasFiles(one)) continue;
        const because = this.refuse(one);
        one.state = because ? "refused" : "stored";
        one.because = because;
        if (!because) {
          this.order.push(one.id);
          this.did.set(one.id, (this.did.get(one.id) ?? 0) + 1);
        }
        moved = true;
      }
    }
  }

  /** Stored, or mended or taken back by something that is. */
  isDone(id: string | null): boolean {
    if (!id) return true;
    if (this.taken.get(id)?.state === "stored") return true;
    return [...this.taken.values()].some((one) => (one.instead_of === id || (one.verb === "submission.drop" && one.said.submission === id)) && this.isDone(one.id));
  }

  private hasFiles(one: Taken) {
    return [one.said.file, one.said.signature, one.said.receipt].every((id) => typeof id !== "string" || this.files.get(id)?.whole);
  }

  private told(id: string) {
    const one = this.taken.get(id);
    return one && { id, state: one.state, because: one.because, clashes: 0, household: null };
  }

  private async file(id: string, from: number, { method, body, headers }: RequestInit): Promise<Response> {
    const total = Number(new Headers(headers).get("X-Total"));
    const file = this.files.get(id) ?? { total, bytes: new Uint8Array(), whole: false };
    if (method === "PUT") {
      if (from !== file.bytes.length) return json(409, { have: file.bytes.length });
      const piece = body as Bytes;
      file.bytes = joined(file.bytes, piece);
      file.total = total;
      file.whole = file.bytes.length === total;
      if (file.whole) await this.open(file.bytes, id); // throws where pieces were doubled or mixed
      this.files.set(id, file);
      this.advance();
    }
    return json(200, { have: file.bytes.length, whole: file.whole });
  }

  async open(letter: Bytes, id: string): Promise<Bytes> {
    const point = letter.slice(0, POINT);
    const theirs = await crypto.subtle.importKey("raw", point, { name: "ECDH", namedCurve: "P-256" }, false, []);
    const key = await agreed(this.pair.privateKey, theirs, point, "decrypt");
    const way = { name: "AES-GCM", iv: letter.slice(POINT, POINT + NONCE), additionalData: bound(id, this.key) };
    return new Uint8Array(await crypto.subtle.decrypt(way, key, letter.slice(POINT + NONCE)));
  }
}

const json = (status: number, told: unknown) => new Response(JSON.stringify(told), { status, headers: { "Content-Type": "application/json" } });
