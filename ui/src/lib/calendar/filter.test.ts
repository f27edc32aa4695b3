import { beforeEach, expect, test } from "vitest";
import { desk } from "../desk.svelte";
import { left } from "../frame/leaving";
import type { Visit } from "../ipc/bindings";
import { filter } from "./filter.svelte";
import { dayVisit, moment, visit } from "./test-days";

const DAY = "2026-11-18";
const at = (key: string, ...ids: number[]): Visit => ({ ...dayVisit(key, DAY, 600, 660), doors: ids.map((id) => ({ id, name: `Door ${String(id)}`, readiness: "ready" })) });
const VISITS = [
  at("r1", 1, 3),
  { ...at("r2", 2), personId: 2 },
  { ...at("r3", 4), state: "over" as const, attendance: { presence: "left" as const, at: null, byHand: true, late: null, door: "", said: "" } },
  visit("g1", moment(DAY, 480), moment(DAY, 1080), { personId: 2, doors: [], groups: [{ id: 1, name: "Contractors" }] }),
];
const shown = (): string[] => filter.of(VISITS).map(({ key }) => key);

beforeEach(() => {
  filter.clear();
  const door = (id: number, siteId: number | null) => ({ id, name: `Door ${String(id)}`, siteId, online: true, lockdown: false, failing: false });
  desk.places = { doors: [door(1, 1), door(2, 1), door(3, 2), door(4, null)], groups: [], sites: [{ id: 1, name: "North" }, { id: 2, name: "South" }], usualDoors: [] };
});

test("nothing asked for is everything", () => {
  expect(filter.on).toBe(false);
  expect(shown()).toEqual(["r1", "r2", "r3", "g1"]);
  expect(filter.holds("door", 9)).toBe(true);
});

test("a site has the visits of its doors, and its doors alone", () => {
  filter.where = { kind: "site", id: 1 };
  expect(shown()).toEqual(["r1", "r2"]);
  expect([filter.holds("door", 1), filter.holds("door", 3), filter.holds("group", 1)]).toEqual([true, false, false]);
});

test("a door and a group of one number are two things", () => {
  filter.where = { kind: "door", id: 1 };
  expect(shown()).toEqual(["r1"]);
  expect([filter.holds("door", 1), filter.holds("group", 1)]).toEqual([true, false]);
  filter.where = { kind: "group", id: 1 };
  expect(shown()).toEqual(["g1"]);
  expect([filter.holds("door", 1), filter.holds("group", 1)]).toEqual([false, true]);
});

test("the state is what is seen of it, and all that is asked for holds together", () => {
  filter.state = "left";
  expect(shown()).toEqual(["r3"]);
  filter.state = "expected";
  filter.person = { id: 2, name: "Somebody", initials: "S", line: "", bar: null };
  expect(shown()).toEqual(["r2", "g1"]);
  filter.where = { kind: "group", id: 1 };
  expect([filter.count, ...shown()]).toEqual([3, "g1"]);
});

test("whoever signs out leaves nobody's name in it", () => {
  filter.person = { id: 2, name: "Somebody", initials: "S", line: "", bar: null };
  left();
  expect([filter.on, filter.person]).toEqual([false, null]);
});
