/* A newer version waits beside the one in use; it takes over only when it is asked to, and never while somebody is typing. */

import * as drafts from "./core/drafts";

class App {
  isWaiting = $state(false);
  #worker: ServiceWorker | null = null;

  /** Called once by the page. */
  async watch(address: string, scope: string) {
    if (!("serviceWorker" in navigator)) return;
    const registration = await navigator.serviceWorker.register(address, { scope, updateViaCache: "none" });
    const look = () => {
      this.#worker = registration.waiting;
      this.isWaiting = registration.waiting !== null && navigator.serviceWorker.controller !== null;
    };
    look();
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
    addEventListener("online", () => void registration.update().catch(() => undefined)); // no way to it is no news
  }

  /** What is being typed is on the flash first; then the new version takes over and everything is drawn anew. */
  async update() {
    await drafts.flush();
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    this.#worker?.postMessage("take over");
  }
}

export const app = new App();
