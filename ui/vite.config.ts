import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";
import { icons, licences, smallest } from "./page.config.ts";

// `npm run dev` shows the page in a plain browser on the fake backend; the app itself loads `dist`.
export default defineConfig({
  plugins: [icons(), licences(), svelte(), svelteTesting(), smallest()],
  server: { host: "127.0.0.1", port: 5173, strictPort: true },
  build: { target: "safari17.5", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  // A busy machine is slow, not wrong: what waits, waits for a condition.
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"], testTimeout: 30_000 },
});
