import { expect, it } from "vitest";
import { stations } from "./stations";

it.each([
  ["queued", ["done", "notYet", "notYet"]],
  ["inFlight", ["done", "doing", "notYet"]],
  ["accepted", ["done", "done", "doing"]],
  ["syncing", ["done", "done", "doing"]],
  ["ready", ["done", "done", "done"]],
  ["rejected", ["done", "notYet", "notYet"]],
  ["unknown", ["done", "notYet", "notYet"]],
  ["notBooked", ["done", "notYet", "notYet"]],
  ["needsYou", ["done", "notYet", "notYet"]],
] as const)("a step that is %s has come so far", (state, way) => {
  expect(stations(state).map((station) => station.state)).toEqual(way);
});
