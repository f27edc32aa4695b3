import { expect, test } from "vitest";
import type { NewTimes } from "../ipc/bindings";
import { byMinutes, onDay, shifted, type Way } from "./shift";

const times = (from: string, to: string, lastDate = ""): NewTimes => ({ date: "2026-11-30", lastDate, from, to });

test.each([
  ["09:00", "17:00", 15, "09:15", "17:15"],
  ["00:05", "01:00", -15, "00:00", "00:55"],
  ["22:00", "23:50", 15, "22:10", "24:00"],
  ["22:00", "24:00", 15, "22:00", "24:00"],
])("%s to %s goes by %i minutes within its day, as long as it was", (from, to, minutes, newFrom, newTo) => {
  expect(byMinutes(times(from, to), "all", minutes)).toEqual(times(newFrom, newTo));
});

test.each([
  ["09:00", "17:00", -15, "16:45"],
  ["09:00", "09:20", -15, "09:15"],
  ["09:00", "09:10", -15, "09:10"],
  ["09:00", "24:00", 15, "24:00"],
])("%s to %s ends %i minutes later, and is made no shorter than a step", (from, to, minutes, newTo) => {
  expect(byMinutes(times(from, to), "end", minutes)).toEqual(times(from, newTo));
});

test("another day takes both ends of a stay with it", () => {
  expect(onDay(times("09:00", "17:00", "2026-12-02"), 1)).toEqual({ ...times("09:00", "17:00", "2026-12-03"), date: "2026-12-01" });
});

test("only an arrow with Alt shifts", () => {
  const key = (name: string, held: KeyboardEventInit): NewTimes | null => shifted(new KeyboardEvent("keydown", { key: name, ...held }), times("09:00", "17:00"));
  expect(key("ArrowDown", {})).toBeNull();
  expect(key("ArrowDown", { altKey: true })?.from).toBe("09:15");
  expect(key("ArrowUp", { altKey: true, shiftKey: true })?.to).toBe("16:45");
  expect(key("ArrowLeft", { altKey: true })?.date).toBe("2026-11-29");
  expect(key("ArrowLeft", { altKey: true, shiftKey: true })).toBeNull();
  expect(key("a", { altKey: true })).toBeNull();
});

test("an arrow goes the way that time goes on the screen", () => {
  const key = (way: Way, name: string, shiftKey = false): NewTimes | null =>
    shifted(new KeyboardEvent("keydown", { key: name, altKey: true, shiftKey }), times("09:00", "17:00"), way);
  expect(key("along", "ArrowRight")).toEqual(times("09:15", "17:15"));
  expect(key("along", "ArrowLeft", true)).toEqual(times("09:00", "16:45"));
  expect([key("along", "ArrowUp"), key("along", "ArrowDown")]).toEqual([null, null]);
  expect([key("weeks", "ArrowLeft")?.date, key("weeks", "ArrowDown")?.date]).toEqual(["2026-11-29", "2026-12-07"]);
  expect(key("weeks", "ArrowDown", true)).toBeNull();
});
