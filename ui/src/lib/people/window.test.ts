import { expect, test } from "vitest";
import { drawn, pagesOf, scrolledTo } from "./window";

test("only what is in sight and a little more is drawn, however long the list", () => {
  expect(drawn(0, 480, 48, 100_000)).toEqual({ first: 0, end: 22 });
  expect(drawn(48_000, 480, 48, 100_000)).toEqual({ first: 988, end: 1022 });
  expect(drawn(48 * 99_990, 480, 48, 100_000)).toEqual({ first: 99_978, end: 100_000 });
});

test("a list that has become short while scrolled far down draws nothing outside itself", () => {
  expect(drawn(48_000, 480, 48, 3)).toEqual({ first: 3, end: 3 });
  expect(drawn(0, 480, 48, 0)).toEqual({ first: 0, end: 0 });
});

test("a row is brought into sight by the smallest move", () => {
  expect(scrolledTo(5, 0, 480, 48)).toBe(0);
  expect(scrolledTo(10, 0, 480, 48)).toBe(48);
  expect(scrolledTo(2, 480, 480, 48)).toBe(96);
});

test("pages are asked for by what is drawn", () => {
  expect(pagesOf({ first: 0, end: 22 }, 100)).toEqual([0]);
  expect(pagesOf({ first: 95, end: 205 }, 100)).toEqual([0, 1, 2]);
  expect(pagesOf({ first: 100, end: 200 }, 100)).toEqual([1]);
  expect(pagesOf({ first: 3, end: 3 }, 100)).toEqual([]);
});
