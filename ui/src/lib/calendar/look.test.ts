import { expect, it } from "vitest";
import type { Attendance, Presence, VisitState } from "../ipc/bindings";
import { visitName } from "../words/calendar";
import { lookOf } from "./look";
import { dayVisit } from "./test-days";

const DAY = "2026-11-18";

function came(state: VisitState, presence: Presence | null) {
  const visit = dayVisit("r1", DAY, 540, 600);
  const attendance: Attendance | null = presence === null ? null : { presence, at: visit.start, byHand: false, late: null, door: "", said: "" };
  return { ...visit, state, attendance };
}

it.each([
  ["expected", "here", "here", "here since 09:00"],
  ["underWay", "here", "here", "here since 09:00"],
  ["over", "here", "here", "here since 09:00"],
  ["underWay", null, "underWay", "under way"],
  ["underWay", "left", "underWay", "left 09:00"],
  ["over", "left", "over", "left 09:00"],
  ["over", null, "over", "over"],
  ["cancelling", "here", "cancelling", "being cancelled"],
] as const)("is drawn as here only where the visitor is: %s, %s", (state, presence, look, said) => {
  const visit = came(state, presence);
  expect(lookOf(visit).split(" ")[1]).toBe(look);
  expect(visitName(visit)).toContain(`, ${said}`);
});
