import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// The app's own components are built from where they lie; there must be one Svelte, not theirs and this page's.
export default defineConfig({
  plugins: [svelte()],
  resolve: { dedupe: ["svelte"] },
  build: { target: "safari17.5", assetsInlineLimit: 0, outDir: "../../target/bench/page", emptyOutDir: true },
});
