import { describe, expect, it } from "vitest";
import { say } from "../words/clock";
import { endMinutes, later, minutesOf, readEnd, readTime, wallTime } from "./timeText";

describe("readTime", () => {
  it.each([
    ["9", "09:00"],
    ["09", "09:00"],
    ["17", "17:00"],
    ["930", "09:30"],
    ["0930", "09:30"],
    ["1430", "14:30"],
    ["100", "01:00"],
    ["9:30", "09:30"],
    ["9.30", "09:30"],
    ["14h", "14:00"],
    ["14h15", "14:15"],
    ["9am", "09:00"],
    ["9 am", "09:00"],
    ["9:30 PM", "21:30"],
    ["930p", "21:30"],
    ["9.30pm", "21:30"],
    ["9:30 a.m.", "09:30"],
    ["2p", "14:00"],
    ["9:30\u00a0pm", "21:30"],
    ["12am", "00:00"],
    ["12pm", "12:00"],
    ["12:15am", "00:15"],
    ["noon", "12:00"],
    ["midnight", "00:00"],
    ["0", "00:00"],
    ["00:00", "00:00"],
    ["24", "24:00"],
    ["24:00", "24:00"],
    [" 9 ", "09:00"],
  ])("reads %s as %s", (text, time) => {
    expect(readTime(text)).toBe(time);
  });

  it.each(["", "25", "24:01", "9:60", "960", "13pm", "0am", "9:3", "9:300", "nine", "-1", "9-10", "09:00:30"])("takes %j for no time", (text) => {
    expect(readTime(text)).toBeNull();
  });
});

it("reads back as the same time what is said of each minute of a day, by either clock", () => {
  for (let minute = 0; minute <= 1440; minute += 1) {
    const time = wallTime(minute);
    for (const twelve of [false, true]) {
      const read = readTime(say(time, twelve)) ?? "nothing";
      // The midnight that ends a day is read as the one that begins it; as an end, as itself.
      expect([say(time, twelve), minutesOf(read) % 1440, endMinutes(read)]).toEqual([say(time, twelve), minute % 1440, endMinutes(time)]);
    }
  }
});

it.each(["midnight", "12am", "0:00", "24:00", "24"])("as an end, %s is the midnight that ends the day", (text) => {
  expect(readEnd(text)).toBe("24:00");
  expect([readEnd("9:30 pm"), readEnd("25")]).toEqual(["21:30", null]);
});

describe("arithmetic", () => {
  it("counts midnight as the end of the day only where a visit ends", () => {
    expect(minutesOf("00:00")).toBe(0);
    expect(endMinutes("00:00")).toBe(1440);
    expect(endMinutes("24:00")).toBe(1440);
    expect(endMinutes("17:30")).toBe(1050);
  });

  it("stays within the day", () => {
    expect(later("23:30", 60)).toBe("24:00");
    expect(later("09:05", 120)).toBe("11:05");
    expect(later("00:05", -15)).toBe("00:00");
    expect(wallTime(1500)).toBe("24:00");
  });
});
