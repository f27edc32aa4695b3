import { execFileSync } from "node:child_process";
import { minify } from "terser";
import type { Plugin } from "vite";

/** A shape of an icon: its element, and that element's attributes. */
type Shape = [name: string, attributes: Record<string, string | number>];

/** What every icon has; size and stroke are given where it is used. */
const FRAME = 'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"';

/**
 * Draws Lucide's icons as the pictures that they are. Its own components build each of them out of data while the page runs, and carry
 * what could be asked of them besides a size and a stroke: it is a tenth of the page's code and of its start.
 */
export function icons(): Plugin {
  return {
    name: "icons",
    enforce: "pre",
    transform(source, id) {
      if (!/@lucide\/svelte\/dist\/icons\/[^/]+\.svelte$/.test(id)) return null;
      const data = /const iconData = (\{.*\});/.exec(source)?.[1];
      if (data === undefined) throw new Error(`${id} is written in another way than icons are`);
      const { node } = JSON.parse(data) as { node: Shape[] };
      const shapes = node.map(([name, attributes]) => {
        const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
        return `<${name}${written.join("")} />`;
      });
      return [
        "<script>let { size = 24, strokeWidth = 2 } = $props();</script>",
        `<svg width={size} height={size} stroke-width={strokeWidth} ${FRAME}>${shapes.join("")}</svg>`,
      ].join("\n");
    },
  };
}

const LICENCES = "virtual:licences";

/** What others wrote of the program that the page is built for, and under which licences: a text of half a megabyte, and so none of the start's. */
export function licences(): Plugin {
  let isBuilt = false;
  return {
    name: "licences",
    configResolved({ command }) {
      isBuilt = command === "build";
    },
    resolveId: (name) => (name === LICENCES ? `\0${LICENCES}` : null),
    load(id) {
      if (id !== `\0${LICENCES}`) return null;
      const script = new URL("../scripts/licences.mjs", import.meta.url).pathname;
      const text = isBuilt ? execFileSync("node", [script], { encoding: "utf8", maxBuffer: 1 << 25 }) : "Listed where the page is built for the app.";
      return `export default ${JSON.stringify(text)};`;
    },
  };
}

/** Goes once more over what Vite has made small already: together they leave a fiftieth less than either. */
export function smallest(): Plugin {
  return {
    name: "smallest",
    apply: "build",
    enforce: "post",
    async generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        // Reading a state is never without effect, even where nothing is done with it: it is how an effect asks to be run again.
        const { code } = await minify(chunk.code, { ecma: 2020, module: true, compress: { passes: 3, pure_getters: false } });
        if (code === undefined) throw new Error(`nothing is left of ${chunk.fileName}`);
        chunk.code = code;
      }
    },
  };
}
