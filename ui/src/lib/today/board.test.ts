import { expect, test } from "vitest";
import type { Visit, VisitState } from "../ipc/bindings";
import { board, counts, startAt } from "./board";

const NOW = { utc: "", date: "2026-10-22", offset: 642, time: "10:42" };

function visit(key: string, state: VisitState, offset: number, date = NOW.date): Visit {
  const at = { utc: "", date, offset, time: "" };
  return {
    key, kind: "reservation", personId: 1, name: key, initials: "A", line: "", start: at, end: at,
    doors: [], groups: [], state, readiness: "ready",
  };
}

/** Only a person can settle these. */
const NEEDING = new Set(["asked"]);
const DAY = [
  visit("late", "notBooked", 840),
  visit("noon", "expected", 720),
  visit("early", "over", 480),
  visit("asked", "unknown", 600),
  visit("sought", "unknown", 610),
  visit("now", "underWay", 642),
  visit("yesterday", "underWay", 900, "2026-10-21"),
  visit("going", "cancelling", 700),
];

test("what needs a person comes first, then the day in its order, and the now line stands between past and future", () => {
  const { rows, urgent, nowAt } = board(DAY, NOW, null, NEEDING);
  expect(rows.map((row) => row.key)).toEqual(["asked", "late", "yesterday", "early", "sought", "now", "going", "noon"]);
  expect(urgent).toBe(2);
  expect(rows[nowAt]?.key).toBe("going");
});

test("a count filters the list to what it counted", () => {
  expect(counts(DAY, NEEDING)).toEqual({ expected: 2, underWay: 2, over: 1, needsYou: 2 });
  for (const count of ["expected", "underWay", "over", "needsYou"] as const) {
    expect(board(DAY, NOW, count, NEEDING).rows).toHaveLength(counts(DAY, NEEDING)[count]);
  }
});

test("the line stands after the last row when nothing is to come", () => {
  expect(board([visit("a", "over", 60)], NOW, null, NEEDING).nowAt).toBe(1);
  expect(board([], NOW, null, NEEDING)).toEqual({ rows: [], urgent: 0, nowAt: 0 });
});

test("the board begins where the receptionist is needed", () => {
  expect(startAt(board(DAY, NOW, null, NEEDING))).toBe(0);
  const calm = board([visit("a", "over", 60), visit("b", "underWay", 600)], NOW, null, NEEDING);
  expect(calm.rows[startAt(calm)]?.key).toBe("b");
  expect(startAt(board([visit("a", "over", 60)], NOW, null, NEEDING))).toBe(0);
});
