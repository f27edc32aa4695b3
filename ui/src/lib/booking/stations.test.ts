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
] as const)("a booking that is %s has come so far", (state, way) => {
  expect(stations("book", state).map((station) => station.state)).toEqual(way);
});

it.each([
  ["queued", ["done", "notYet"]],
  ["inFlight", ["done", "doing"]],
  ["accepted", ["done", "done"]],
  ["ready", ["done", "done"]],
  ["unknown", ["done", "notYet"]],
] as const)("an old visit whose deleting is %s is called deleted only once DoorFlow has done it", (state, way) => {
  expect(stations("replace", state)).toEqual([
    { name: "saved", state: way[0] },
    { name: "deleted", state: way[1] },
  ]);
});
