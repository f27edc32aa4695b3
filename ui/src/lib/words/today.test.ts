import { expect, test } from "vitest";
import type { Readiness, Visit } from "../ipc/bindings";
import { arrivalNote, arrived, doorsReady, hours, rowName } from "./today";

const at = (date: string, offset: number, time: string) => ({ utc: "", date, offset, time });
const VISIT: Visit = {
  key: "r1", kind: "reservation", personId: 1, name: "Ayo Oni", initials: "AO", line: "", host: "",
  start: at("2026-10-22", 600, "10:00"), end: at("2026-10-22", 720, "12:00"),
  doors: [
    { id: 1, name: "Front Door", readiness: "ready" },
    { id: 2, name: "Plant Room", readiness: "offline" },
  ],
  groups: [], state: "expected", readiness: "offline", attendance: null,
};

test("a visit of several days says what this day needs", () => {
  const days = { ...VISIT, start: at("2026-10-21", 600, "10:00"), end: at("2026-10-23", 1080, "18:00") };
  expect(hours(VISIT, "2026-10-22")).toBe("10:00–12:00");
  expect(hours(days, "2026-10-21")).toBe("10:00 until Fri 23 Oct 18:00");
  expect(hours(days, "2026-10-22")).toBe("until Fri 23 Oct 18:00");
  expect(hours(days, "2026-10-23")).toBe("until 18:00");
  const midnight = { ...days, end: at("2026-10-23", 0, "00:00") };
  expect(hours(midnight, "2026-10-22")).toBe("until 24:00");
  expect(hours({ ...midnight, start: VISIT.start }, "2026-10-22")).toBe("10:00–24:00");
});

test("the door that is in the way is named", () => {
  expect(doorsReady(VISIT)).toBe("Plant Room offline");
  const said = (readiness: Readiness) => doorsReady({ ...VISIT, readiness, doors: VISIT.doors.map((door) => ({ ...door, readiness })) });
  expect(said("ready")).toBe("all ready");
  expect(said("waiting")).toBe("waiting: Front Door, Plant Room");
  expect(doorsReady({ ...VISIT, state: "over" })).toBe("");
});

test("a row says who, when, where and how it stands", () => {
  expect(rowName(VISIT, "2026-10-22", true)).toBe(
    "Ayo Oni, 10:00 to 12:00, Front Door, Plant Room, doors: Plant Room offline, Waiting for a door",
  );
});

test("how a visitor came is said with the time, and why a door stayed shut", () => {
  const attendance = { presence: "here" as const, at: at("2026-10-22", 588, "09:48"), byHand: false, late: -12, door: "Front Door", said: "" };
  const here = { ...VISIT, attendance };
  expect(rowName(here, "2026-10-22", true)).toMatch(/Here since 09:48, 12 min early$/);
  expect(arrived(here)).toBe("Ayo Oni is here: Front Door.");
  expect(arrivalNote({ ...VISIT, attendance: { ...attendance, late: 7, byHand: true } })).toBe("7 min late, by hand");
  expect(arrivalNote({ ...VISIT, attendance: { ...attendance, late: 4 } })).toBe("");
  const away = { ...VISIT, attendance: { ...attendance, presence: "rejected" as const, late: null, said: "Ayo Oni rejected, out of hours" } };
  expect(arrivalNote(away)).toBe("Front Door: Ayo Oni rejected, out of hours");
  expect(arrived(away)).toBe("Ayo Oni was turned away at Front Door: Ayo Oni rejected, out of hours.");
});
