import { expect, test } from "vitest";
import type { Moment, Places, QuickReading } from "../ipc/bindings";
import { quickRows } from "./quick";

const NOW: Moment = { utc: "2026-12-03T10:02:00Z", date: "2026-12-03", offset: 602, time: "10:02" };
const PLACES: Places = {
  doors: [
    { id: 1, name: "Front Door", siteId: null, online: true, lockdown: false, failing: false },
    { id: 2, name: "3rd Floor", siteId: null, online: true, lockdown: false, failing: false },
  ],
  groups: [{ id: 9, name: "Visitors", notes: "" }],
  sites: [],
  usualDoors: [2],
};
const LIN = { id: 5, name: "Linh Nguyễn", initials: "LN", line: "", nameSpans: [], lineSpans: [], bar: null };
const ANA = { ...LIN, id: 6, name: "Ana Kos", initials: "AK" };

function rows(text: string, reading: Partial<QuickReading>, mayAdd = true) {
  const whole: QuickReading = {
    parts: [],
    hits: [],
    total: 0,
    others: [],
    newcomer: "",
    date: "",
    lastDate: "",
    from: "",
    to: "",
    pin: false,
    cut: false,
    problems: [],
    notes: [],
    ...reading,
  };
  return quickRows({ text, readings: [whole], isName: false }, NOW, PLACES, mayAdd);
}

test("the line has the weekday and the month by name, and what was left out is filled in as in the drawer", () => {
  const [row] = rows("x", { hits: [LIN], date: "2026-12-04", from: "09:00", to: "17:00", place: { kind: "doors", channelIds: [1, 2] } });
  expect(row?.title).toBe("Book Linh Nguyễn");
  expect(row?.line).toBe("Tomorrow, Fri 4 Dec, 09:00–17:00 · Front Door, 3rd Floor");
  expect(row?.draft).toEqual({ personId: 5, date: "2026-12-04", from: "09:00", to: "17:00", lastDate: "", place: { kind: "doors", channelIds: [1, 2] } });
  const [unsaid] = rows("x", { hits: [LIN], date: "2026-12-03" });
  expect(unsaid?.line).toBe("Today, Thu 3 Dec, 10:05–11:05 · 3rd Floor");
  expect(unsaid?.draft.place).toBeUndefined();
  const [far] = rows("x", { hits: [LIN], date: "2027-05-12", from: "09:00" });
  expect(far?.line).toContain("Wed 12 May 2027, 09:00–10:00");
});

test("several days are said as what they are: hours of each day by doors, one stretch by groups", () => {
  const when = { hits: [LIN], date: "2026-12-07", lastDate: "2026-12-11", from: "09:00", to: "17:00" };
  expect(rows("x", when)[0]?.line).toBe("Mon 7 Dec – Fri 11 Dec, 09:00–17:00 each day · 3rd Floor");
  expect(rows("x", { ...when, place: { kind: "groups", groupIds: [9] } })[0]?.line).toBe("Mon 7 Dec 09:00 – Fri 11 Dec 17:00 · Visitors");
  const repeat = { pattern: { kind: "weekly", every: 2, days: [1, 3] }, ends: { kind: "after", count: 5 }, leftOut: [] } as const;
  const again = rows("x", { hits: [LIN], date: "2026-12-07", from: "09:00", to: "10:00", repeat: { ...repeat, pattern: { ...repeat.pattern, days: [1, 3] }, leftOut: [] } });
  expect(again[0]?.line).toBe("Mon 7 Dec, 09:00–10:00 · every 2 weeks on Mon and Wed, 5 times · 3rd Floor");
});

test("each who may be meant is a row, who comes besides is in it, and somebody new is one", () => {
  expect(rows("x", { hits: [LIN, ANA], date: "2026-12-04" }).map((row) => row.draft.personId)).toEqual([5, 6]);
  const [both] = rows("x", { hits: [LIN], others: [ANA], date: "2026-12-04" });
  expect([both?.title, both?.draft.others]).toEqual(["Book Linh Nguyễn and Ana Kos", [6]]);
  const [fresh] = rows("x", { newcomer: "Zebedee Quux", pin: true, date: "2026-12-04" });
  expect([fresh?.title, fresh?.newcomer]).toEqual(["New visitor Zebedee Quux", { name: "Zebedee Quux", pin: true }]);
  const alike = rows("x", { hits: [LIN, ANA, { ...LIN, id: 7 }, { ...LIN, id: 8 }], newcomer: "Lin Nguyan" });
  expect(alike.map((row) => row.newcomer?.name ?? row.draft.personId)).toEqual([5, 6, 7, "Lin Nguyan"]);
  expect(rows("x", { newcomer: "Zebedee Quux" }, false)).toEqual([]);
  expect(rows("x", { date: "2026-12-04" })[0]?.nobody).toBe(true);
});

test("what was not understood is marked and said, as is what to know of the times", () => {
  const [row] = rows("lin tomorrow soonish", {
    hits: [LIN],
    date: "2026-12-04",
    parts: [
      { start: 0, len: 3, kind: "who" },
      { start: 4, len: 8, kind: "when" },
      { start: 13, len: 7, kind: "unknown" },
    ],
    notes: [{ code: "startsAtFirst", subject: "2026-10-25 01:30" }],
    pin: true,
  });
  expect(row?.pieces.map(({ text, kind }) => [text, kind])).toEqual([
    ["lin", "who"],
    [" ", null],
    ["tomorrow", "when"],
    [" ", null],
    ["soonish", "unknown"],
  ]);
  expect(row?.told[0]).toBe("Not understood: “soonish”.");
  expect(row?.told[1]).toContain("happens twice");
  expect(row?.told[2]).toContain("new visitors only");
});
