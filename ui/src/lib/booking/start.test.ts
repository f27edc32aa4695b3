import { describe, expect, it } from "vitest";
import type { Moment, Places, Visit, SeriesVisit, VisitDetails } from "../ipc/bindings";
import { NOTHING } from "./about";
import { againDraft, ownTimes, startingPlace, startingWhen } from "./start";
import { minutesOf } from "./timeText";

function moment(date: string, time: string, offset = minutesOf(time)): Moment {
  return { utc: `${date}T${time.slice(0, 5)}:00Z`, date, offset, time };
}

const NOW = moment("2026-11-18", "10:42");

const PLACES: Places = {
  doors: [
    { id: 1, name: "Front Door", siteId: 1, online: true, lockdown: false, failing: false },
    { id: 2, name: "Lift 2", siteId: 1, online: true, lockdown: false, failing: false },
  ],
  groups: [],
  sites: [{ id: 1, name: "Northgate House" }],
  usualDoors: [2, 9],
};

describe("startingWhen", () => {
  it("starts at the next five minutes of today for an hour", () => {
    expect(startingWhen({}, NOW)).toEqual({ date: "2026-11-18", from: "10:45", to: "11:45" });
  });
  it("keeps a full five minutes", () => {
    expect(startingWhen({}, moment("2026-11-18", "10:40")).from).toBe("10:40");
  });
  it("ends by midnight", () => {
    expect(startingWhen({}, moment("2026-11-18", "23:31"))).toEqual({ date: "2026-11-18", from: "23:35", to: "24:00" });
  });
  it("moves to tomorrow morning when the day is over", () => {
    expect(startingWhen({}, moment("2026-11-18", "23:58"))).toEqual({ date: "2026-11-19", from: "09:00", to: "10:00" });
  });
  it("starts another day in the morning", () => {
    expect(startingWhen({ date: "2026-11-20" }, NOW)).toEqual({ date: "2026-11-20", from: "09:00", to: "10:00" });
  });
  it("keeps what is known", () => {
    expect(startingWhen({ date: "2026-11-20", from: "13:00", to: "15:00" }, NOW)).toEqual({ date: "2026-11-20", from: "13:00", to: "15:00" });
    expect(startingWhen({ from: "13:00" }, NOW)).toEqual({ date: "2026-11-18", from: "13:00", to: "14:00" });
  });
  it("reads the clock of a repeated hour", () => {
    expect(startingWhen({}, moment("2026-10-25", "01:31 GMT")).from).toBe("01:35");
  });
});

describe("startingPlace", () => {
  it("takes the usual doors that DoorFlow still lists", () => {
    expect(startingPlace({}, PLACES)).toEqual({ kind: "doors", channelIds: [2] });
  });
  it("takes the first door where none is usual, and none where there is none", () => {
    expect(startingPlace({}, { ...PLACES, usualDoors: [9] })).toEqual({ kind: "doors", channelIds: [1] });
    expect(startingPlace({}, { doors: [], groups: [], sites: [], usualDoors: [] })).toEqual({ kind: "doors", channelIds: [] });
  });
  it("keeps what is known", () => {
    expect(startingPlace({ place: { kind: "groups", groupIds: [4] } }, PLACES)).toEqual({ kind: "groups", groupIds: [4] });
  });
});

describe("againDraft", () => {
  const visit: Visit = {
    key: "r1",
    kind: "reservation",
    personId: 7,
    name: "Linh Nguyễn",
    initials: "LN",
    line: "",
    host: "",
    start: moment("2026-11-17", "09:00"),
    end: moment("2026-11-17", "17:00"),
    doors: [{ id: 1, name: "Front Door", readiness: "ready" }],
    groups: [],
    state: "over",
    readiness: "ready", attendance: null,
  };

  const now = moment("2026-11-18", "10:00");
  const details = (change: Partial<Visit> = {}, more: Partial<VisitDetails> = {}): VisitDetails => ({
    visit: { ...visit, ...change }, doorflowId: 1, created: null, read: null, cancellable: true, arrivals: [], series: null, about: NOTHING, ...more,
  });
  const again = (change: Partial<Visit> = {}, at = now) => againDraft(details(change), at);

  it("offers nobody in place of a visitor whom DoorFlow never had", () => {
    expect(again({ personId: -4, state: "notBooked" }).personId).toBeNull();
  });

  it("offers a visit of the past tomorrow, with what was noted of it", () => {
    const about = { hostId: 3, host: "Ana Kos", purpose: "Audit", note: "" };
    expect(againDraft(details({}, { about }), now)).toEqual({
      personId: 7,
      date: "2026-11-19",
      lastDate: "",
      from: "09:00",
      to: "17:00",
      place: { kind: "doors", channelIds: [1] },
      about,
    });
  });
  it("offers it today where its time of day is still ahead", () => {
    expect(again({}, moment("2026-11-18", "08:59")).date).toBe("2026-11-18");
    expect(again({}, moment("2026-11-18", "09:00")).date).toBe("2026-11-19");
    expect(again({}, moment("2026-11-17", "08:00")).date, "not on top of itself").toBe("2026-11-18");
  });
  it("passes over a weekend, but for what was on one", () => {
    expect(again({}, moment("2026-11-20", "10:00")).date, "after Friday").toBe("2026-11-23");
    expect(again({}, moment("2026-11-21", "08:00")).date, "on a Saturday").toBe("2026-11-23");
    const sunday = { start: moment("2026-11-15", "09:00"), end: moment("2026-11-15", "17:00") };
    expect(again(sunday, moment("2026-11-20", "10:00")).date).toBe("2026-11-21");
  });
  it("offers a visit to come on the day after it", () => {
    expect(again({ state: "expected", start: moment("2026-11-25", "09:00"), end: moment("2026-11-25", "17:00") }).date).toBe("2026-11-26");
  });
  it.each(["notBooked", "unknown"] as const)("offers a visit that is %s on its own day", (state) => {
    expect(again({ state }, moment("2026-11-17", "10:00")).date).toBe("2026-11-17");
  });
  it("has those along who came with them, and nobody of another day", () => {
    const of = (personId: number, { start, end } = visit): SeriesVisit => ({ key: `r${String(personId)}`, personId, who: "", start, end, state: "over" });
    const visits = [of(7), of(8), of(9), of(8), of(10, { ...visit, start: moment("2026-11-18", "09:00"), end: moment("2026-11-18", "17:00") }), of(-3)];
    expect(againDraft(details({}, { series: { visits, missing: [], from: "09:00", to: "10:00" } }), now).others).toEqual([8, 9]);
  });
  it("keeps a visit until midnight within its day", () => {
    const late = again({ start: moment("2026-11-17", "20:00"), end: moment("2026-11-18", "00:00") });
    expect([late.date, late.lastDate, late.to]).toEqual(["2026-11-18", "", "24:00"]);
  });
  it("ends a visit with its day also where the next one begins at 01:00", () => {
    const late = { start: moment("2026-04-23", "20:00"), end: moment("2026-04-24", "01:00", 0) };
    expect(ownTimes({ ...visit, ...late })).toEqual({ date: "2026-04-23", lastDate: "", from: "20:00", to: "24:00" });
  });
  it("keeps the length of a visit of several days", () => {
    const long = again({ kind: "groupReservation", doors: [], groups: [{ id: 3, name: "Contractors" }], end: moment("2026-11-20", "18:00") });
    expect(long).toMatchObject({ date: "2026-11-23", lastDate: "2026-11-26", to: "18:00", place: { kind: "groups", groupIds: [3] } });
  });
});
