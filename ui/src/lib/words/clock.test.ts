import { afterEach, describe, expect, test } from "vitest";
import { preferences } from "../settings/preferences.svelte";
import { say, sayBare, sayHour, sayRange, sayTyped, sayWithin, spoken } from "./clock";

/** As it is read: what ties a time to its half of the day looks like any other blank. */
const read = (text: string): string => text.replaceAll("\u00a0", " ");

afterEach(() => {
  preferences.set({ clock: "system" });
});

describe("by a clock of 12 hours", () => {
  test.each([
    ["00:00", "12:00 am"],
    ["00:05", "12:05 am"],
    ["09:30", "9:30 am"],
    ["11:59", "11:59 am"],
    ["12:00", "12:00 pm"],
    ["12:30", "12:30 pm"],
    ["13:00", "1:00 pm"],
    ["23:59", "11:59 pm"],
    ["24:00", "midnight"],
    ["09:30:15", "9:30:15 am"],
    ["01:30 GMT", "1:30 am GMT"],
    ["01:30 UTC+10:30", "1:30 am UTC+10:30"],
    ["", ""],
    ["noonish", "noonish"],
  ])("%s is said as %s", (time, said) => {
    expect(read(say(time, true))).toBe(said);
  });

  test.each(["25:00", "36:00", "13:75", "10:30 PM CET", "11:00 pm (late)", "14:00-16", "24:01", "09:30 GMT", "25"])("%s, which somebody wrote, stands as it was written", (text) => {
    expect(sayTyped(text, true)).toBe(text);
  });

  test("a time that somebody wrote is said as any other", () => {
    expect(["22:30", "24:00", ""].map((text) => read(sayTyped(text, true)))).toEqual(["10:30 pm", "midnight", ""]);
  });

  test("a time stays on one line with its half of the day", () => {
    expect(say("09:30", true)).toBe("9:30\u00a0am");
  });

  test.each([
    ["09:00", "11:30", "9:00 am – 11:30 am"],
    ["11:30", "13:00", "11:30 am – 1:00 pm"],
    ["13:00", "24:00", "1:00 pm – midnight"],
  ])("%s to %s is %s, and is told to the ear without the dash", (from, to, said) => {
    expect(read(sayRange(from, to, true))).toBe(said);
    expect(read(spoken(sayRange(from, to, true)))).toBe(said.replace(" – ", " to "));
  });

  test("an hour at the edge is short", () => {
    expect(["00:00", "09:00", "12:00", "13:00", "01:30"].map((label) => read(sayHour(label, true)))).toEqual(["12 am", "9 am", "12 pm", "1 pm", "1:30 am"]);
    expect(["00:07", "10:42", "13:05 BST"].map((time) => sayBare(time, true))).toEqual(["12:07", "10:42", "1:05"]);
  });

  test.each([
    ["Sun 25 Oct 2026 01:30", "Sun 25 Oct 2026 1:30 am"],
    ["Wed 1 Jul 2026 16:59–18:00", "Wed 1 Jul 2026 4:59 pm – 6:00 pm"],
    ["01:30 UTC+10:30", "1:30 am UTC+10:30"],
    ["01:30 UTC−03:30", "1:30 am UTC−03:30"],
    ["24:00", "midnight"],
  ])("in %s too", (text, said) => {
    expect(read(sayWithin(text, true))).toBe(said);
  });
});

describe("by a clock of 24 hours", () => {
  test.each(["00:00", "09:30", "12:00", "24:00", "01:30 GMT", "09:30:15"])("%s stays as it is", (time) => {
    expect([say(time, false), sayHour(time, false), sayWithin(time, false)]).toEqual([time, time, time]);
  });

  test("a range has no room around its dash", () => {
    expect([sayRange("09:00", "17:00", false), spoken("09:00–17:00"), sayBare("01:30 GMT", false)]).toEqual(["09:00–17:00", "09:00 to 17:00", "01:30"]);
  });
});

test("which clock it is, is the setting's to say, and else the computer's", () => {
  preferences.set({ clock: "12h" });
  expect(read(say("14:00"))).toBe("2:00 pm");
  preferences.set({ clock: "24h" });
  expect(say("14:00")).toBe("14:00");
  preferences.set({ clock: "system" });
  expect(say("14:00")).toBe("14:00");
  preferences.computerSays("en-US");
  expect([read(say("14:00")), document.documentElement.dataset["clock"]]).toEqual(["2:00 pm", "12h"]);
  preferences.computerSays("24h");
});
