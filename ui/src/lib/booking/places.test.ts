import { describe, expect, it } from "vitest";
import type { Door, Places } from "../ipc/bindings";
import { bySite, matching, shortList } from "./places";

function door(id: number, name: string, siteId: number | null): Door {
  return { id, name, siteId, online: true, lockdown: false, failing: false };
}

const DOORS = [door(1, "Front Door", 1), door(2, "Lift 2", 1), door(3, "Café", 2), door(4, "Yard", null)];
const PLACES: Places = {
  doors: DOORS,
  groups: [],
  sites: [
    { id: 1, name: "Northgate" },
    { id: 2, name: "Quay" },
  ],
  usualDoors: [2],
};

describe("shortList", () => {
  const all = Array.from({ length: 12 }, (_, at) => ({ id: at + 1 }));
  it("shows the wanted ones and fills up from the top", () => {
    expect(shortList(all, [11, 3]).map((each) => each.id)).toEqual([1, 2, 3, 4, 5, 11]);
  });
  it("shows all wanted ones even when they are many", () => {
    expect(shortList(all, [2, 4, 6, 7, 8, 9, 10, 12])).toHaveLength(8);
  });
  it("folds nothing away for the sake of one", () => {
    expect(shortList(all.slice(0, 7), [])).toHaveLength(7);
    expect(shortList(all.slice(0, 8), [])).toHaveLength(6);
  });
});

describe("matching", () => {
  it("leaves accents and capitals aside and wants every word", () => {
    expect(matching(DOORS, "cafe").map((each) => each.id)).toEqual([3]);
    expect(matching(DOORS, "or fr").map((each) => each.id)).toEqual([1]);
    expect(matching(DOORS, "")).toHaveLength(4);
  });
  it("finds by what else is said of an entry", () => {
    expect(matching(DOORS, "quay", (each) => (each.siteId === 2 ? "Quay" : "")).map((each) => each.id)).toEqual([3]);
  });
});

describe("bySite", () => {
  it("keeps sites in order, usual doors first within each, and doors of no site last", () => {
    const sites = bySite(DOORS, PLACES);
    expect(sites.map((each) => each.site?.name ?? null)).toEqual(["Northgate", "Quay", null]);
    expect(sites[0]?.doors.map((each) => each.id)).toEqual([2, 1]);
  });
});
