import { expect, test } from "vitest";
import type { Visit } from "../ipc/bindings";
import { hasBadge, isMarkable, standingOf } from "./standing";

const at = { utc: "", date: "2026-10-22", offset: 600, time: "10:00" };
const VISIT: Visit = {
  key: "r1", kind: "reservation", personId: 1, name: "Ayo Oni", initials: "AO", line: "", host: "", start: at, end: at,
  doors: [], groups: [], state: "expected", readiness: "ready", attendance: null,
};

test("a visit stands as its visitor does, then as its doors do", () => {
  expect(standingOf(VISIT, true)).toBe("expected");
  expect(standingOf({ ...VISIT, readiness: "offline" }, true)).toBe("waiting");
  expect(standingOf({ ...VISIT, readiness: "notKnown" }, true)).toBe("expected");
  expect(standingOf({ ...VISIT, state: "underWay" }, true)).toBe("expected");
  expect(standingOf({ ...VISIT, state: "underWay" }, false)).toBe("underWay");
  expect(standingOf({ ...VISIT, state: "over", readiness: "offline" }, true)).toBe("over");
  const attendance = { presence: "here" as const, at, byHand: false, late: 0, door: "", said: "" };
  expect(standingOf({ ...VISIT, readiness: "offline", attendance }, true)).toBe("here");
  expect(standingOf({ ...VISIT, state: "cancelling", attendance }, true)).toBe("cancelling");
});

test("a visitor is checked in from a day before the visit on, and has a badge before", () => {
  const start = { ...at, utc: "2026-10-23T10:00:00Z" };
  const now = (utc: string) => ({ ...at, utc });
  expect(isMarkable({ ...VISIT, start }, now("2026-10-22T10:00:00Z"))).toBe(true);
  expect(isMarkable({ ...VISIT, start }, now("2026-10-22T09:59:00Z"))).toBe(false);
  expect(isMarkable({ ...VISIT, start, state: "over" }, now("2026-11-22T10:00:00Z"))).toBe(true);
  expect(isMarkable({ ...VISIT, start, state: "pending" }, now("2026-10-22T10:00:00Z"))).toBe(false);
  expect(isMarkable({ ...VISIT, start }, undefined), "the desk knows better than a page without a clock").toBe(true);
  expect(hasBadge({ ...VISIT, start })).toBe(true);
});
