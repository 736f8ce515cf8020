import { beforeEach, expect, test, vi } from "vitest";

const ORIGIN = "https://nsc.test";
const acts = new Map<string, (event: unknown) => unknown>();
const boxes = new Map<string, Map<string, Response>>();
let served: Record<string, string> = {}; // address → what the server has there
let asked: string[] = [];

const address = (of: unknown) => new URL(typeof of === "string" ? of : (of as Request).url, ORIGIN).href;

function box(name: string) {
  const of = boxes.get(name) ?? new Map<string, Response>();
  boxes.set(name, of);
  return {
    match: async (key: unknown) => of.get(address(key))?.clone(),
    put: async (key: unknown, answer: Response) => void of.set(address(key), answer),
    keys: async () => [...of.keys()].map((url) => ({ url })),
    delete: async (key: unknown) => of.delete(address(key)),
  };
}

vi.stubGlobal("self", {
  location: { origin: ORIGIN },
  clients: { claim: async () => {} },
  skipWaiting: vi.fn(),
  addEventListener: (kind: string, act: (event: unknown) => unknown) => acts.set(kind, act),
});
vi.stubGlobal("caches", {
  open: async (name: string) => box(name),
  match: async (key: unknown, { cacheName }: { cacheName: string }) => boxes.get(cacheName)?.get(address(key))?.clone(),
  delete: async (name: string) => boxes.delete(name),
});
vi.stubGlobal("fetch", async (of: unknown) => {
  const path = new URL(address(of)).pathname;
  asked.push(path);
  return path in served ? new Response(served[path]) : new Response("", { status: 404 });
});
await import("../../worker");

/** What the browser does: the event is over when all it waits for is. */
async function happens(kind: string, event: object = {}): Promise<unknown> {
  let done: Promise<unknown> = Promise.resolve();
  acts.get(kind)!({ ...event, waitUntil: (wait: Promise<unknown>) => (done = wait) });
  return done;
}

async function opened(path: string, { mode = "no-cors", method = "GET", origin = ORIGIN } = {}): Promise<string | null> {
  let answer: Promise<Response> | null = null;
  acts.get("fetch")!({ request: { url: origin + path, method, mode }, respondWith: (one: Promise<Response>) => (answer = one) });
  return answer && (await (answer as Promise<Response>)).text();
}

const version = (shell: string, script: string, more: Record<string, string> = {}) => {
  served = { "/field/": shell, [script]: `code of ${shell}`, "/field/manifest.webmanifest": "{}", ...more };
  served["/field/files.json"] = JSON.stringify({ version: shell, files: Object.keys(served) });
};

beforeEach(() => {
  boxes.clear();
  asked = [];
});

test("it opens without a connection: the page, its files, and nothing of anybody", async () => {
  version("v1", "/static/built/assets/main-AAAAAAAA.js");
  await happens("install");
  await happens("activate");
  served = {};
  expect(await opened("/field/", { mode: "navigate" })).toBe("v1");
  expect(await opened("/static/built/assets/main-AAAAAAAA.js")).toBe("code of v1");
  for (const path of ["/field/bundle/", "/field/state/", "/field/photographs/7/preview/", "/field/session/"]) expect(await opened(path)).toBeNull();
  expect(await opened("/field/", { method: "POST" })).toBeNull();
  expect(await opened("/static/x.js", { origin: "https://elsewhere.test" })).toBeNull();
  expect(await opened("/sign-in/")).toBe(""); // not ours to keep: asked of the network
});

test("a new version waits beside the old one, takes only what is new to it over the line, and leaves nothing of the old behind", async () => {
  version("v1", "/static/built/assets/main-AAAAAAAA.js", { "/static/built/assets/font-FFFFFFFF.woff2": "font" });
  await happens("install");
  await happens("activate");
  version("v2", "/static/built/assets/main-BBBBBBBB.js", { "/static/built/assets/font-FFFFFFFF.woff2": "font" });
  asked = [];
  await happens("install");
  expect(asked).not.toContain("/static/built/assets/font-FFFFFFFF.woff2");
  expect(await opened("/field/", { mode: "navigate" })).toBe("v1"); // until the person agrees
  acts.get("message")!({ data: "take over" });
  expect((self as unknown as { skipWaiting: unknown }).skipWaiting).toHaveBeenCalledOnce();
  await happens("activate");
  expect(await opened("/field/", { mode: "navigate" })).toBe("v2");
  expect([...boxes.keys()]).toEqual(["nsc-field-now"]);
  expect([...boxes.get("nsc-field-now")!.keys()].filter((url) => url.includes("AAAAAAAA"))).toEqual([]);
});

test("a version of which one file is missing is none", async () => {
  version("v1", "/static/built/assets/main-AAAAAAAA.js");
  await happens("install");
  await happens("activate");
  version("v2", "/static/built/assets/main-BBBBBBBB.js");
  delete served["/static/built/assets/main-BBBBBBBB.js"];
  await expect(happens("install")).rejects.toThrow("404");
  expect(await opened("/field/", { mode: "navigate" })).toBe("v1");
});

test("woken by the browser it sends; another tag is not its business", async () => {
  await expect(happens("sync", { tag: "nsc-sync" })).resolves.toBeNull(); // nobody is enrolled here
  await expect(happens("sync", { tag: "other" })).resolves.toBeUndefined();
});
