/* The application's own files: kept by the service worker (worker.ts), renewed when nobody is in the middle of something. */

import { db } from "./db";
import { flush } from "./drafts";
import { isOpen } from "./vault";

const HOUR = 3_600_000;

let offer: ((agree: () => void) => void) | null = null;
let waits: ServiceWorker | null = null;

/** `offered` gets what to call when the person agrees to the new version; the page then loads anew, drafts stay. */
export function onUpdate(offered: (agree: () => void) => void) {
  offer = offered;
  if (waits) void found(waits);
}

/** Called once by the page. */
export async function start(): Promise<void> {
  if (!navigator.serviceWorker) return;
  const hadOne = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => hadOne && void flush().finally(() => location.reload()));
  const registration = await navigator.serviceWorker.register("/field/worker.js", { scope: "/field/", type: "module", updateViaCache: "none" });
  if (registration.waiting) void found(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const made = registration.installing;
    made?.addEventListener("statechange", () => made.state === "installed" && navigator.serviceWorker.controller && void found(made));
  });
  const look = () => void registration.update().catch((error: unknown) => console.info("no new version to be had now", error));
  look();
  setInterval(look, HOUR);
  window.addEventListener("online", look);
}

/** Locked and without drafts nothing can be disturbed: it is taken at once. */
async function found(worker: ServiceWorker) {
  waits = worker;
  const agree = () => worker.postMessage("take over");
  if (!isOpen() && (await db.drafts.count()) === 0) agree();
  else offer?.(agree);
}
