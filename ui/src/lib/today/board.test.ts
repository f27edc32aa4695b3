import { expect, test } from "vitest";
import type { Presence, Visit, VisitState } from "../ipc/bindings";
import { board, countOf, counts, goOn, startAt } from "./board";

const NOW = { utc: "", date: "2026-10-22", offset: 642, time: "10:42" };

function visit(key: string, state: VisitState, offset: number, date = NOW.date): Visit {
  const at = { utc: "", date, offset, time: "" };
  return {
    key, kind: "reservation", personId: 1, name: key, initials: "A", line: "", host: "", start: at, end: at,
    doors: [], groups: [], state, readiness: "ready", attendance: null,
  };
}

function seen(one: Visit, presence: Presence): Visit {
  return { ...one, attendance: { presence, at: NOW, byHand: false, late: 0, door: "Front Door", said: "" } };
}

/** Only a person can settle these. */
const KNOWN = { needing: new Set(["asked"]), watched: true };
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
  const { rows, urgent, nowAt } = board(DAY, NOW, null, KNOWN);
  expect(rows.map((row) => row.key)).toEqual(["asked", "late", "yesterday", "early", "sought", "now", "going", "noon"]);
  expect(urgent).toBe(2);
  expect(rows[nowAt]?.key).toBe("going");
});

test("a count filters the list to what it counted", () => {
  expect(counts(DAY, KNOWN)).toEqual({ expected: 4, here: 0, left: 1, needsYou: 2 });
  for (const count of ["expected", "here", "left", "needsYou"] as const) {
    expect(board(DAY, NOW, count, KNOWN).rows).toHaveLength(counts(DAY, KNOWN)[count]);
  }
});

test("the line stands after the last row when nothing is to come", () => {
  expect(board([visit("a", "over", 60)], NOW, null, KNOWN).nowAt).toBe(1);
  expect(board([], NOW, null, KNOWN)).toEqual({ rows: [], urgent: 0, nowAt: 0 });
});

test("the board begins where the receptionist is needed", () => {
  expect(startAt(board(DAY, NOW, null, KNOWN))).toBe(0);
  const calm = board([visit("a", "over", 60), visit("b", "underWay", 600)], NOW, null, KNOWN);
  expect(calm.rows[startAt(calm)]?.key).toBe("b");
  expect(startAt(board([visit("a", "over", 60)], NOW, null, KNOWN))).toBe(0);
});

test("who came is here, who was turned away needs a person, and who never came is not expected any more", () => {
  const day = [
    seen(visit("here", "underWay", 600), "here"),
    seen(visit("early", "expected", 660), "here"),
    seen(visit("out", "underWay", 600), "left"),
    seen(visit("gone", "over", 500), "left"),
    seen(visit("never", "over", 480), "noShow"),
    seen(visit("away", "expected", 650), "rejected"),
    seen(visit("moved", "moving", 600), "here"),
    visit("late", "underWay", 630),
  ];
  expect(counts(day, KNOWN)).toEqual({ expected: 1, here: 2, left: 3, needsYou: 1 });
  expect(board(day, NOW, null, KNOWN).rows[0]?.key).toBe("away");
  // Without the door log nobody is known to be missing.
  expect(countOf(visit("late", "underWay", 630), { ...KNOWN, watched: false })).toBe("here");
});

test("where a visit has gone, what has come to stand in its place is gone on from", () => {
  const rows = (keys: string) => [...keys].map((key) => visit(key, "expected", 600));
  const from = (key: string | null, now: string) => goOn(key, rows("abcd"), rows(now));
  expect(from("b", "dbca"), "it is there still").toBe("b");
  expect(from("b", "acd")).toBe("c");
  expect(from("c", "xad"), "so have others").toBe("d");
  expect(from("b", "arcd"), "it has another number").toBe("r");
  expect(from("d", "abc")).toBe("c");
  expect(from("a", "bcd")).toBe("b");
  expect(from("a", "")).toBeNull();
  expect(from(null, "bcd"), "nobody has been there").toBeNull();
});
