import { afterEach, beforeEach, expect, test } from "vitest";
import type { Moment, NoteCode, ProblemCode, Visit } from "../ipc/bindings";
import { preferences } from "../settings/preferences.svelte";
import { notification } from "./alerts";
import { itemWhen, move, noteText, problemText } from "./booking";
import { longVisitLine, more, slotName } from "./calendar";
import { range } from "./dates";
import { standingText } from "./frame";
import { timeOn } from "./paper";
import { fieldValue, lastHere } from "./person";
import { sayWhen } from "./quick";
import { lackingOnPaper } from "./stood";
import { hours } from "./today";
import { letInText, stamp, visitTimes } from "./visit";

const DAY = "2026-11-19";

function at(time: string, date = DAY): Moment {
  return { utc: "", date, offset: Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)), time };
}

const visit = (start: Moment, end: Moment): Visit => ({ name: "Ana Kos", start, end, kind: "reservation", doors: [{ name: "Front Door" }] }) as Visit;
const note = (code: NoteCode, subject: string): string => noteText({ code, subject });
const problem = (code: ProblemCode, subject: string): string => problemText({ field: "from", code, subject });
const evening = visit(at("13:00"), at("00:00", "2026-11-20"));
const stay = visit(at("08:00", "2026-11-18"), at("18:00", "2026-11-20"));

beforeEach(() => {
  preferences.set({ clock: "12h" });
});
afterEach(() => {
  preferences.set({ clock: "system" });
});

test.each([
  ["a range", () => range(at("09:00"), at("11:30")), "9:00 am – 11:30 am"],
  ["a range to the day's end", () => range(evening.start, evening.end), "1:00 pm – midnight"],
  ["a range over days", () => range(stay.start, stay.end), "Wed 18 Nov 8:00 am – Fri 20 Nov 6:00 pm"],
  ["an hour that comes twice", () => range(at("01:30 BST"), at("01:30 GMT")), "1:30 am BST – 1:30 am GMT"],
  ["a midnight at the start", () => range(at("00:00"), at("12:00")), "12:00 am – 12:00 pm"],
  ["an item of a plan", () => itemWhen(evening), "Thu 19 Nov, 1:00 pm – midnight"],
  ["a visit in its drawer", () => visitTimes(evening), "1:00 pm – midnight"],
  ["the last day of a stay", () => hours(visit(at("08:00", "2026-11-18"), at("00:00", "2026-11-20")), DAY), "until midnight"],
  ["the first day of a stay", () => hours(stay, "2026-11-18"), "8:00 am until Fri 20 Nov 6:00 pm"],
  ["a stay in its lane", () => longVisitLine(stay), "Front Door, until Fri 20 Nov 6:00 pm"],
  ["when DoorFlow was last read, on paper", () => lackingOnPaper({ kind: "offline", seconds: 90 * 60 }, { ...at("14:40"), utc: "2026-11-19T14:40:00Z" }, "Europe/London", false)[0], "DoorFlow was last read at 1:10 pm; what changed since is not on this paper."],
  ["on paper", () => timeOn(at("00:00", "2026-11-20"), DAY), "midnight"],
  ["a moment of another day", () => stamp(at("10:42"), "2026-11-20"), "Thu 19 Nov, 10:42 am"],
  ["since when somebody is here", () => standingText("here", at("09:34")), "Here since 9:34 am"],
  ["when somebody was last here", () => lastHere({ at: at("13:05"), door: "Lift", byHand: false } as Parameters<typeof lastHere>[0], DAY), "Last here today at 1:05 pm, Lift."],
  ["until when somebody is valid", () => fieldValue("valid_to", "2026-11-19 18:00"), "2026-11-19 6:00 pm"],
  ["a note of somebody, who may write what they like", () => fieldValue("notes", "ring 18:00"), "ring 18:00"],
  ["letting in", () => letInText("admitted", "Ana Kos", "Front Door", "14:05"), "Front Door opened for Ana Kos at 2:05 pm."],
  ["other times", () => move.moved({ date: DAY, lastDate: "", from: "13:00", to: "24:00" }), "Thursday 19 November 2026, 1:00 pm to midnight"],
  ["a free time", () => slotName(DAY, "12:00", "12:30"), "Thursday 19 November 2026, 12:00 pm to 12:30 pm, free to book"],
  ["visits that have no room", () => more(2, "14:00", "15:00"), "+2 more visits, 2:00 pm to 3:00 pm"],
  ["a line that was typed", () => sayWhen({ date: DAY, lastDate: "", from: "09:00", to: "17:00" }, DAY, false), "Today, Thu 19 Nov, 9:00 am – 5:00 pm"],
  ["a clash", () => note("overlaps", "2026-11-19 16:59–18:00"), "This person has a visit at that time already: Thu 19 Nov 2026 4:59 pm – 6:00 pm."],
  ["a crowd", () => note("crowded", "31 30 2026-11-19 14:00"), "With this, 31 guests are expected at once at Thu 19 Nov 2026 2:00 pm; the limit in Settings is 30."],
  ["a time that is skipped", () => problem("timeSkipped", "2026-03-29 01:30"), "The clocks go forward over Sun 29 Mar 2026 1:30 am: that time does not happen. Choose an earlier or later one."],
  ["a notification of an arrival", () => notification({ doors: [], needing: [], arrivals: [{ ...evening, attendance: { presence: "here", door: "Front Door", at: at("13:04") } } as Visit] })?.body, "Front Door, 1:04 pm"],
  ["a notification of a door", () => notification({ doors: [{ name: "Lift", visits: [evening] } as never], needing: [], arrivals: [] })?.body, "Ana Kos is expected there at 1:00 pm."],
])("%s is said by the clock of 12 hours", (_, said, expected) => {
  expect(said()?.replaceAll("\u00a0", " ")).toBe(expected);
});
