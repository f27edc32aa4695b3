import { expect, test } from "vitest";
import type { Door, Visit, VisitState } from "../ipc/bindings";
import { doorsAway } from "./away";

const NOW = { utc: "", date: "2026-10-22", offset: 600, time: "10:00" };
const door = (id: number, online: boolean): Door => ({ id, name: `Door ${String(id)}`, siteId: null, online, lockdown: false, failing: false });

function visit(key: string, offset: number, doors: number[], state: VisitState = "expected", date = NOW.date): Visit {
  const at = { utc: "", date, offset, time: "" };
  return {
    key, kind: "reservation", personId: 1, name: key, initials: "", line: "", host: "", start: at, end: at,
    doors: doors.map((id) => ({ id, name: "", readiness: "ready" })), groups: [], state, readiness: "ready", attendance: null,
  };
}

test("a door that is offline is told with whoever needs it within the hour", () => {
  const soon = visit("soon", 660, [1, 2]);
  const begun = visit("begun", 900, [1], "underWay", "2026-10-21");
  const here: Visit = { ...visit("here", 590, [1], "underWay"), attendance: { presence: "here", at: NOW, byHand: false, late: 0, door: "", said: "" } };
  const day = [soon, begun, here, visit("later", 661, [1]), visit("over", 480, [1], "over"), visit("elsewhere", 610, [2])];
  const told = doorsAway(day, [door(1, false), door(2, true), door(3, false)], NOW);
  expect(told.map((away) => [away.door.id, away.visits.map(({ key }) => key)])).toEqual([[1, ["soon", "begun"]]]);
  expect(doorsAway(day, [door(1, true)], NOW)).toEqual([]);
});
