import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse, type AST } from "svelte/compiler";
import { minify } from "terser";
import { parseAst, type Plugin } from "vite";

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

/** A node of either tree: of a component's template, or of a script. */
interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && typeof (value as Node).type === "string";

/** Each node of a tree, the outer before the inner. */
function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const each of value as unknown[]) yield* nodesOf(each);
  else if (isNode(value)) {
    yield value;
    for (const each of Object.values(value)) if (typeof each === "object") yield* nodesOf(each);
  }
}

/** What stands in a file of words as a plain text: by `name`, or `name.key` where it is in an object. */
function textsOf(source: string): Map<string, string> {
  const texts = new Map<string, string>();
  const take = (name: string, value: Node): void => {
    if (value.type === "TSAsExpression" || value.type === "TSSatisfiesExpression") take(name, value.expression as Node);
    else if (value.type === "Literal" && typeof value.value === "string") texts.set(name, value.value);
    else if (value.type === "ObjectExpression") {
      for (const { type, computed, key, value: inner } of value.properties as Node[]) {
        if (type === "Property" && computed === false) take(`${name}.${String((key as Node).name ?? (key as Node).value)}`, inner as Node);
      }
    }
  };
  for (const { type, declaration } of parseAst(source, { lang: "ts" }).body as unknown as Node[]) {
    if (type !== "ExportNamedDeclaration" || !isNode(declaration) || declaration.kind !== "const") continue;
    for (const { id, init } of declaration.declarations as Node[]) take(String((id as Node).name), init as Node);
  }
  return texts;
}

/** `words.close`, or a name alone, as it is written; empty for any other expression. */
function writtenName(expression: Node): string {
  if (expression.type === "Identifier") return String(expression.name);
  if (expression.type !== "MemberExpression" || expression.computed === true) return "";
  const object = writtenName(expression.object as Node);
  return object === "" ? "" : `${object}.${String((expression.property as Node).name)}`;
}

/** What a template itself gives a name to: there it may be something else than what was imported. */
function namedIn(fragment: AST.Fragment): Set<string> {
  const names = new Set<string>();
  for (const node of nodesOf(fragment)) {
    const given = /Block$/.test(node.type) ? [node.context, node.parameters, node.value, node.error] : [];
    if (node.type === "ConstTag") given.push(...((node.declaration as Node).declarations as Node[]).map(({ id }) => id));
    for (const each of nodesOf(given)) if (each.type === "Identifier") names.add(String(each.name));
    if (typeof node.index === "string") names.add(node.index);
  }
  return names;
}

/**
 * Writes the words that never change into the templates that show them. As they stand in their files they are values to Svelte, which
 * makes an empty node of each, and code that fills it in when it is shown.
 */
export function words(): Plugin {
  return {
    name: "words",
    enforce: "pre",
    transform(source, id) {
      if (!id.endsWith(".svelte") || id.includes("node_modules")) return null;
      const { instance, fragment } = parse(source, { modern: true });
      const texts = new Map<string, string>();
      for (const { type, source: from, specifiers } of (instance?.content.body ?? []) as unknown as Node[]) {
        const path = type === "ImportDeclaration" ? String((from as Node).value) : "";
        if (!/\/words\/\w+$/.test(path)) continue;
        const file = join(dirname(id), `${path}.ts`);
        this.addWatchFile(file);
        const all = textsOf(readFileSync(file, "utf8"));
        for (const { imported, local } of specifiers as { imported: Node; local: Node }[]) {
          for (const [name, text] of all) {
            const [first = "", ...rest] = name.split(".");
            if (first === imported.name) texts.set([local.name, ...rest].join("."), text);
          }
        }
      }
      const elsewhere = namedIn(fragment);
      const textFor = (tag: Node): string | undefined => {
        const name = writtenName(tag.expression as Node);
        const text = elsewhere.has(name.split(".")[0] ?? "") ? undefined : texts.get(name);
        // Space that a template would not keep.
        return text === undefined || text === "" || text !== text.trim() || /\s\s|[^\S ]/.test(text) ? undefined : text;
      };
      const escaped = (text: string): string => text.replace(/[&<>{}"]/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
      const found: [start: number, end: number, written: string][] = [];
      for (const node of nodesOf(fragment)) {
        if (node.type === "Fragment") {
          for (const tag of node.nodes as Node[]) {
            const text = tag.type === "ExpressionTag" ? textFor(tag) : undefined;
            if (text !== undefined) found.push([tag.start, tag.end, escaped(text)]);
          }
        } else if (node.type === "Attribute" && isNode(node.value) && node.value.type === "ExpressionTag") {
          const text = textFor(node.value);
          if (text !== undefined) found.push([node.value.start, node.value.end, `"${escaped(text)}"`]);
        }
      }
      found.sort(([one], [other]) => other - one);
      return found.reduce((code, [start, end, written]) => code.slice(0, start) + written + code.slice(end), source);
    },
  };
}

/** What a component calls at each element while it takes over what a server has drawn, and which does nothing otherwise. */
const TAKING_OVER = /^\s*\$\.(?:reset\(\w+\)|next\(\d*\)|remove_input_defaults\(\w+\)|remove_textarea_child\(\w+\));$/gm;

/** No server draws the page, so what Svelte has for taking a drawn page over is left out. Stands after Svelte's own plugin. */
export function clientOnly(): Plugin {
  return {
    name: "client-only",
    apply: "build",
    transform(source, id) {
      if (id.endsWith(".svelte")) return source.replace(TAKING_OVER, "");
      if (!id.endsWith("/svelte/src/internal/client/dom/hydration.js")) return null;
      const code = source.replace("export let hydrating = false;", "export const hydrating = false;").replace("hydrating = value;", "");
      if (code.length !== source.length + "const".length - "let".length - "hydrating = value;".length) throw new Error("Svelte takes a page over in another way");
      return code;
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
