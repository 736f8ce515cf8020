/* The service worker: keeps the application's own files so that it opens without a connection, and sends what waits when the browser wakes it.
   Answers about people are never kept here; they lie in boxes that only the open application reads. */

import { alone, send } from "./core/sending";

interface Waits extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Woken extends Waits {
  tag: string;
}
interface Asked extends Waits {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** What TypeScript's page library does not know of a worker. */
const scope = self as unknown as {
  location: Location;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", act: (event: Waits) => void): void;
  addEventListener(kind: "fetch", act: (event: Asked) => void): void;
  addEventListener(kind: "sync" | "periodicsync", act: (event: Woken) => void): void;
  addEventListener(kind: "message", act: (event: MessageEvent) => void): void;
};

const NOW = "nsc-field-now"; // of the version that is open
const NEXT = "nsc-field-next"; // of the one that waits until nobody is in the middle of something
const SHELL = "/field/";
const MANIFEST = "/field/manifest.webmanifest";
const HASHED = /-[\w-]{8}\.\w+$/; // a name that changes with what is inside

scope.addEventListener("install", (event) => event.waitUntil(fill()));
scope.addEventListener("activate", (event) => event.waitUntil(turn().then(() => scope.clients.claim())));
scope.addEventListener("message", (event) => event.data === "take over" && void scope.skipWaiting());
for (const kind of ["sync", "periodicsync"] as const) {
  // A rejection tells the browser to try again later.
  scope.addEventListener(kind, (event) => event.tag === "nsc-sync" && event.waitUntil(alone(() => send())));
}

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== scope.location.origin) return;
  if (pathname === SHELL && request.mode === "navigate") event.respondWith(kept(SHELL, request));
  else if (pathname === MANIFEST || !pathname.startsWith(SHELL)) event.respondWith(kept(request, request));
});

async function kept(key: RequestInfo, request: Request): Promise<Response> {
  // NEXT only for what NOW lacks: a change of versions that was cut short, or the very first one.
  return (await caches.match(key, { cacheName: NOW })) ?? (await caches.match(key, { cacheName: NEXT })) ?? fetch(request);
}

/** All files of the newest version, or none: what fails is tried again when the browser looks for a new version. */
async function fill() {
  const told = await fetch("/field/files.json", { cache: "no-cache" });
  if (!told.ok) throw new Error(`files.json: ${told.status}`);
  const { files } = (await told.json()) as { files: string[] };
  const now = await caches.open(NOW);
  await caches.delete(NEXT);
  const next = await caches.open(NEXT);
  await Promise.all(
    files.map(async (file) => {
      const known = HASHED.test(file) ? await now.match(file) : undefined; // not over a thin link twice
      const answer = known ?? (await fetch(file, { cache: "no-cache" }));
      if (!answer.ok || answer.redirected) throw new Error(`${file}: ${answer.status}`);
      await next.put(file, answer);
    }),
  );
}

/** The next version becomes the one that is open; at no moment is a file missing that was there. */
async function turn() {
  const [now, next] = await Promise.all([caches.open(NOW), caches.open(NEXT)]);
  const files = await next.keys();
  for (const file of files) await now.put(file, (await next.match(file))!);
  const there = new Set(files.map(({ url }) => url));
  for (const file of await now.keys()) if (there.size && !there.has(file.url)) await now.delete(file);
  await caches.delete(NEXT);
}
