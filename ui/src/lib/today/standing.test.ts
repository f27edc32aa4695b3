import { expect, test } from "vitest";
import type { Visit } from "../ipc/bindings";
import { standingOf } from "./standing";

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
