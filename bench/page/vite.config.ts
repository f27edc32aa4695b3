import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { icons, licences, smallest } from "../../ui/page.config";

// The app's own components are built from where they lie; there must be one Svelte, not theirs and this page's.
export default defineConfig({
  plugins: [icons(), licences(), svelte(), smallest()],
  resolve: { dedupe: ["svelte"] },
  build: { target: "safari17.5", assetsInlineLimit: 0, outDir: "../../target/bench/page", emptyOutDir: true },
});
