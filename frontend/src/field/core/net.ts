/* One question to the server: with a time that fits a slow line, no cookie, and an answer that is the server's own and nobody else's. */

import { Trouble } from "./trouble";
import { t } from "./text";

const SLOWEST = 15_000; // bytes a second upwards: half of 300 kbit/s and its losses
const PATIENCE = 25_000; // milliseconds in which nothing at all comes

interface Question {
  method?: string;
  secret?: string; // else the session's cookie is sent
  body?: Uint8Array<ArrayBuffer>;
  json?: unknown;
  headers?: Record<string, string>;
}

const offline = () => new Trouble(t("ติดต่อระบบไม่ได้ในขณะนี้ สิ่งที่ทำไว้ยังอยู่ในโทรศัพท์ครบ และจะส่งเองเมื่อมีสัญญาณ"), "offline");

/** The JSON of a 2xx. Throws Trouble: "offline" where nothing or something foreign answered, else with the status and the server's words. */
export async function ask<T>(path: string, question: Question = {}): Promise<T> {
  const answer = await asked(path, question);
  const told = read(answer.text, answer.type);
  if (answer.ok && (answer.type.includes("json") || answer.status === 204)) return told as T;
  if (answer.ok) throw offline(); // a page of somebody else's
  throw failed(answer.status, told);
}

/** The same for a picture; null where there is none. */
export async function askBlob(path: string, secret: string): Promise<Blob | null> {
  const answer = await asked(path, { secret });
  if (answer.status === 404) return null;
  if (!answer.ok || !answer.type.startsWith("image/")) throw answer.ok ? offline() : failed(answer.status, read(answer.text, answer.type));
  return new Blob([answer.bytes as BlobPart], { type: answer.type });
}

async function asked(path: string, { method, secret, body, json, headers = {} }: Question) {
  const content = body ?? (json === undefined ? undefined : JSON.stringify(json));
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), ms);
  };
  const size = content === undefined ? 0 : content.length;
  wait(PATIENCE + (size / SLOWEST) * 1000);
  try {
    const response = await fetch(path, {
      method: method ?? (content === undefined ? "GET" : "POST"),
      body: content,
      headers: {
        Accept: "application/json",
        ...(json === undefined ? {} : { "Content-Type": "application/json" }),
        ...(secret ? { Authorization: `Bearer ${secret}` } : {}),
        ...headers,
      },
      credentials: secret ? "omit" : "same-origin",
      cache: "no-store",
      redirect: "error", // the sign-in page of a shop's wireless is no answer
      signal: stop.signal,
    });
    const bytes = await whole(response, () => wait(PATIENCE));
    const type = response.headers.get("Content-Type") ?? "";
    return { status: response.status, ok: response.ok, type, bytes, text: new TextDecoder().decode(bytes) };
  } catch (error) {
    // fetch says TypeError of every broken line; AbortError is our own timer.
    if (error instanceof TypeError || (error as Error).name === "AbortError") throw offline();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** All of it, however long that takes, as long as something comes. */
async function whole(response: Response, heard: () => void): Promise<Uint8Array> {
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const parts: Uint8Array[] = [];
  for (const reader = response.body.getReader(); ; ) {
    heard();
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
    parts.push(value);
  }
}

function read(text: string, type: string): Record<string, unknown> {
  if (!type.includes("json")) return {};
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) throw offline(); // cut short
    throw error;
  }
}

function failed(status: number, told: Record<string, unknown>): Trouble {
  const because = typeof told.because === "string" ? told.because : "";
  if (status === 410 && told.ended) return new Trouble(because, "ended", status, told);
  if (!because && status < 500 && status !== 429 && status !== 409) return offline(); // not our server: its "no" always says why
  return new Trouble(because || t("ระบบขัดข้องชั่วคราว สิ่งที่ทำไว้ยังอยู่ในโทรศัพท์ครบ และจะลองส่งใหม่เอง"), status === 401 ? "unknown" : "server", status, told);
}
