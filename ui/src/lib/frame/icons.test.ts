import Check from "@lucide/svelte/icons/check";
import CircleX from "@lucide/svelte/icons/circle-x";
import { render } from "@testing-library/svelte";
import { expect, test } from "vitest";

test("an icon is a picture of the size that is asked for, and says nothing", () => {
  const { container } = render(Check, { size: 15, strokeWidth: 2.4 });
  const svg = container.querySelector("svg");
  expect(svg?.getAttribute("width")).toBe("15");
  expect(svg?.getAttribute("height")).toBe("15");
  expect(svg?.getAttribute("stroke-width")).toBe("2.4");
  expect(svg?.getAttribute("aria-hidden")).toBe("true");
  expect(svg?.querySelector("path")?.getAttribute("d")).toBe("M20 6 9 17l-5-5");
});

test("an icon of several shapes has each of them", () => {
  const { container } = render(CircleX, { size: 16 });
  expect([...(container.querySelector("svg")?.children ?? [])].map((shape) => shape.tagName.toLowerCase())).toEqual(["circle", "path", "path"]);
});
