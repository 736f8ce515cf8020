/** What the phone says of its connection. It may say "on" where nothing gets through: what was sent tells the truth (core/sync.ts). */
export const net = $state({ on: navigator.onLine });
addEventListener("online", () => (net.on = true));
addEventListener("offline", () => (net.on = false));
