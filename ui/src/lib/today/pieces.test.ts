import { expect, test } from "vitest";
import { pieces } from "./pieces";

test("a short board is all rows", () => {
  expect(pieces({ first: 0, end: 3 }, [1], 3)).toEqual([{ row: 0 }, { row: 1 }, { row: 2 }]);
  expect(pieces({ first: 0, end: 0 }, [0], 0)).toEqual([]);
});

test("rows that are not drawn leave their room", () => {
  expect(pieces({ first: 2, end: 4 }, [3], 10)).toEqual([{ room: 2, from: 0 }, { row: 2 }, { row: 3 }, { room: 6, from: 4 }]);
});

test("the row with the tab stop is there wherever the board is scrolled to", () => {
  expect(pieces({ first: 4, end: 5 }, [1], 6)).toEqual([{ room: 1, from: 0 }, { row: 1 }, { room: 2, from: 2 }, { row: 4 }, { room: 1, from: 5 }]);
  expect(pieces({ first: 0, end: 1 }, [5], 6)).toEqual([{ row: 0 }, { room: 4, from: 1 }, { row: 5 }]);
  expect(pieces({ first: 2, end: 3 }, [1], 3)).toEqual([{ room: 1, from: 0 }, { row: 1 }, { row: 2 }]);
});

test("several rows are kept, each once and in their order", () => {
  expect(pieces({ first: 4, end: 5 }, [7, 1, 4, 1], 9)).toEqual([
    { room: 1, from: 0 }, { row: 1 }, { room: 2, from: 2 }, { row: 4 }, { room: 2, from: 5 }, { row: 7 }, { room: 1, from: 8 },
  ]);
});

test("every row is drawn or has its room, once", () => {
  for (let total = 0; total < 7; total += 1)
    for (let first = 0; first <= total; first += 1)
      for (let end = first; end <= total; end += 1)
        for (let kept = -1; kept <= total; kept += 1) {
          const all = pieces({ first, end }, [kept, 0], total).flatMap((piece) => ("row" in piece ? [piece.row] : Array.from({ length: piece.room }, (_, at) => piece.from + at)));
          expect(all).toEqual(Array.from({ length: total }, (_, at) => at));
        }
});
