/* What a browser has and Node has not, or not in every version. */

import "fake-indexeddb/auto";

Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Mozilla/5.0 (Linux; Android 13) Chrome/120.0" }, configurable: true });
