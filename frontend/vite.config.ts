import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  base: "./", // fonts are found beside the style sheet, wherever STATIC_URL points
  test: { testTimeout: 60_000, include: ["src/**/*.test.ts"], setupFiles: "src/field/core/test/setup.ts" },
  build: {
    outDir: "../nsc/web/static/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the content security policy allows no data: addresses
    // Windows 7 and 8 in district offices end at Chrome 109.
    target: ["chrome109", "firefox115", "safari16"],
    rollupOptions: { input: ["src/app.ts", "src/map.ts", "src/field/main.ts", "src/field/worker.ts"] },
  },
});
