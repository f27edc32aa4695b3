import { describe, expect, it } from "vitest";
import { dayVisit, evenDay, moment, visit } from "../calendar/test-days";
import type { Door, Places, Visit } from "../ipc/bindings";
import { axisOf } from "./axis";
import { AIR, HEAD_ROW, LANE, MOST_LANES, isPlace, lanesOf, layRows, rowsOf, type Row } from "./rows";

const DAY = "2026-11-18";
const axis = axisOf([evenDay(DAY)]);
const door = (id: number, name: string, siteId: number | null): Door => ({ id, name, siteId, online: true, lockdown: false, failing: false });
const places: Places = {
  doors: [door(11, "Front Door", 1), door(12, "Plant Room", 1), door(13, "Éntrance", 2), door(14, "Shed", null), door(15, "Gate", 99)],
  groups: [],
  sites: [
    { id: 1, name: "Northgate House" },
    { id: 2, name: "Riverside" },
  ],
  usualDoors: [],
};

function on(key: string, doors: [id: number, name: string][], from = 540, to = 600): Visit {
  return { ...dayVisit(key, DAY, from, to), doors: doors.map(([id, name]) => ({ id, name, readiness: "ready" })) };
}
const shown = (rows: Row[]) =>
  rows.map((row) => (isPlace(row) ? `${row.key} ${row.name}: ${row.items.map((item) => item.key).join(" ")}` : `${row.kind} ${row.name} ${String(row.count)}`));

describe("the rows", () => {
  it("hold a visit under each of its doors, groups first, and no door of a group", () => {
    const both = on("r1", [[11, "Front Door"], [12, "Plant Room"]]);
    const gone = on("r2", [[77, "Old Wing"]]);
    const group = visit("g1", moment("2026-11-16", 0), moment("2026-11-20", 0), { doors: [], groups: [{ id: 31, name: "Contractors" }] });
    expect(shown(rowsOf(places, axis, [both, gone, group], ""))).toEqual([
      "groups  1",
      "group-31 Contractors: g1",
      "site Northgate House 2",
      "door-11 Front Door: r1",
      "door-12 Plant Room: r1",
      "site Riverside 1",
      "door-13 Éntrance: ",
      "noSite  2",
      "door-14 Shed: ",
      "door-15 Gate: ",
      "unlisted  1",
      "door-77 Old Wing: r2",
    ]);
  });

  it("are those whose door or site holds each word, accents or not", () => {
    const of = (text: string) => rowsOf(places, axis, [], text).filter(isPlace).map((row) => row.name);
    expect(of("entr")).toEqual(["Éntrance"]);
    expect(of("NORTH")).toEqual(["Front Door", "Plant Room"]);
    expect(of("plant north")).toEqual(["Plant Room"]);
    expect(of("nowhere")).toEqual([]);
  });

  it("leave out what is on other days", () => {
    const other = { ...on("r1", [[11, "Front Door"]]), start: moment("2026-11-19", 540), end: moment("2026-11-19", 600) };
    expect(rowsOf(places, axis, [other], "").filter(isPlace).every((row) => row.items.length === 0)).toBe(true);
  });
});

describe("the layout", () => {
  const at = (visits: Visit[]) => rowsOf(places, axis, visits, "front");

  it("makes a row as high as its lanes, up to a limit, and gathers the rest", () => {
    const heights = (count: number) => {
      const visits = Array.from({ length: count }, (_, index) => on(`r${String(index)}`, [[11, "Front Door"]]));
      const laid = layRows(at(visits), 60, new Map());
      const row = laid.find(({ row }) => row.key === "door-11");
      const gathered = row?.layout.clusters.reduce((sum, cluster) => sum + cluster.items.length, 0);
      return [laid[0]?.height, row?.height, row?.layout.seats.length, gathered];
    };
    expect(heights(0)).toEqual([HEAD_ROW, LANE + 2 * AIR, 0, 0]);
    expect(heights(2)).toEqual([HEAD_ROW, 2 * LANE + 2 * AIR, 2, 0]);
    expect(heights(MOST_LANES)).toEqual([HEAD_ROW, MOST_LANES * LANE + 2 * AIR, MOST_LANES, 0]);
    expect(heights(9)).toEqual([HEAD_ROW, MOST_LANES * LANE + 2 * AIR, MOST_LANES - 1, 9 - MOST_LANES + 1]);
  });

  it("leaves a visit in its lane when an earlier one comes", () => {
    const one = on("r1", [[11, "Front Door"]], 600, 700);
    const before = lanesOf(layRows(at([one]), 30, new Map()));
    const after = layRows(at([on("r0", [[11, "Front Door"]], 540, 660), one]), 30, before);
    const seats = after.find(({ row }) => row.key === "door-11")?.layout.seats.map((seat) => [seat.item.key, seat.lane]);
    expect(Object.fromEntries(seats ?? [])).toEqual({ r1: 0, r0: 1 });
  });
});
