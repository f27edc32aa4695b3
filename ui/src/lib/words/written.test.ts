// @vitest-environment node
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { words } from "../../../page.config.ts";

const root = mkdtempSync(join(tmpdir(), "words-"));
beforeAll(() => {
  mkdirSync(join(root, "words"));
  writeFileSync(
    join(root, "words/frame.ts"),
    [
      'export const title = "Keys";',
      "export const frame = {",
      '  close: "Close",',
      '  keys: { day: "D" } as const,',
      '  signs: \'Say "{a}" & <b>\',',
      '  open: " wide",',
      "  zone: (zone: string) => `Times in ${zone}`,",
      "} as const;",
    ].join("\n"),
  );
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** The template as Svelte gets it. */
function written(template: string, imports = "frame, title"): string {
  const { transform } = words();
  if (typeof transform !== "function") throw new Error("no plugin");
  const script = `<script lang="ts">\n  import { ${imports} } from "../words/frame";\n</script>\n\n`;
  const code = transform.call({ addWatchFile: () => undefined } as never, `${script}${template}`, join(root, "frame/Any.svelte"), {} as never) as string;
  return code.slice(script.length);
}

test("what is always the same is written into the template, as text and as attribute", () => {
  expect(written("<p>{frame.close} {1} {title}</p>")).toBe("<p>Close {1} Keys</p>");
  expect(written("<button aria-label={frame.close}></button>")).toBe('<button aria-label="Close"></button>');
  expect(written("<Kbd keys={frame.keys.day} />")).toBe('<Kbd keys="D" />');
  expect(written("<p>{said.close}</p>", "frame as said")).toBe("<p>Close</p>");
  expect(written("{#if x}{frame.close}{:else}{title}{/if}")).toBe("{#if x}Close{:else}Keys{/if}");
});

test("what is worked out stays as it is, and what a template would not keep", () => {
  for (const template of [
    "<p>{frame.zone(a)}</p>",
    "<p>{x ? frame.close : ''}</p>",
    "<p title='{frame.close}!'></p>",
    "<p>{frame[x]}</p>",
    "<p>{frame.nothing}</p>",
    "<p>{frame.open}</p>",
  ]) {
    expect(written(template)).toBe(template);
  }
});

test("what a template calls by the same name is its own", () => {
  for (const template of [
    "{#each list as frame (frame)}<p>{frame.close}</p>{/each}",
    "{#each list as each, frame (each)}<p>{frame.close}</p>{/each}",
    "{#snippet one(frame)}<p>{frame.close}</p>{/snippet}",
    "{#if x}{@const frame = x}{frame.close}{/if}",
  ]) {
    expect(written(template)).toBe(template);
  }
});

test("signs that mean something to a template stand for themselves", () => {
  expect(written("<p title={frame.signs}>{frame.signs}</p>")).toBe(
    '<p title="Say &#34;&#123;a&#125;&#34; &#38; &#60;b&#62;">Say &#34;&#123;a&#125;&#34; &#38; &#60;b&#62;</p>',
  );
});
