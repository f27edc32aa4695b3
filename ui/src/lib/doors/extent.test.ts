import { expect, it } from "vitest";
import { inSteps, rowsIn, scrolledInto, topsOf } from "./extent";

it("finds the rows in a range among rows of different heights", () => {
  const tops = topsOf([28, 32, 84, 32]);
  expect(tops).toEqual([0, 28, 60, 144, 176]);
  expect(rowsIn(tops, { from: 0, to: 28 })).toEqual({ first: 0, end: 1 });
  expect(rowsIn(tops, { from: 27, to: 61 })).toEqual({ first: 0, end: 3 });
  expect(rowsIn(tops, { from: 60, to: 144 })).toEqual({ first: 2, end: 3 });
  expect(rowsIn(tops, { from: -50, to: 9999 })).toEqual({ first: 0, end: 4 });
  expect(rowsIn(tops, { from: 500, to: 600 })).toEqual({ first: 4, end: 4 });
  expect(rowsIn(topsOf([]), { from: 0, to: 600 })).toEqual({ first: 0, end: 0 });
});

it("changes once a step", () => {
  expect(inSteps({ from: 0, to: 600 }, 200)).toEqual({ from: -200, to: 800 });
  expect(inSteps({ from: 199, to: 600 }, 200)).toEqual({ from: -200, to: 800 });
  expect(inSteps({ from: 200, to: 601 }, 200)).toEqual({ from: 0, to: 1000 });
});

it("scrolls no further than it must", () => {
  expect(scrolledInto({ from: 100, to: 150 }, 0, 200)).toBe(0);
  expect(scrolledInto({ from: 100, to: 150 }, 120, 200)).toBe(100);
  expect(scrolledInto({ from: 300, to: 350 }, 100, 200)).toBe(150);
  expect(scrolledInto({ from: 300, to: 900 }, 350, 200)).toBe(300);
});
