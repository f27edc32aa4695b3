import { describe, expect, it } from "vitest";
import { preferences } from "../settings/preferences.svelte";
import { calendarWords } from "../words/calendar";
import { parseDay } from "./goto";

// A Wednesday.
const TODAY = "2026-11-18";

describe("a date as a person writes it", () => {
  it.each([
    ["19 nov", "2026-11-19"],
    ["19nov", "2026-11-19"],
    ["19th November", "2026-11-19"],
    ["Thu 19 Nov", "2026-11-19"],
    ["nov 19", "2026-11-19"],
    ["19 nov 2027", "2027-11-19"],
    ["19/11", "2026-11-19"],
    ["19 / 11 / 27", "2027-11-19"],
    ["19.11.2027", "2027-11-19"],
    ["2026-11-19", "2026-11-19"],
    ["  2026-1-9 ", "2026-01-09"],
    ["today", "2026-11-18"],
    ["Tomorrow", "2026-11-19"],
    ["yesterday", "2026-11-17"],
    ["wed", "2026-11-18"],
    ["tuesday", "2026-11-24"],
    ["december", "2026-12-01"],
    ["mar 2027", "2027-03-01"],
  ])("reads %j", (text, day) => {
    expect(parseDay(text, TODAY)).toBe(day);
  });

  it("puts the day before the month", () => {
    expect(parseDay("3/4", TODAY)).toBe("2027-04-03");
  });

  it("puts the month first where the computer does", () => {
    const american = (text: string): string | null => parseDay(text, TODAY, "monthFirst");
    expect(["3/4", "11/19", "11 / 19 / 27", "2026-11-19"].map(american)).toEqual(["2027-03-04", "2026-11-19", "2027-11-19", "2026-11-19"]);
    expect(["19/11", "12.5.2027", "28.11"].map(american)).toEqual(["2026-11-19", "2027-05-12", "2026-11-28"]);
    expect(american("11.19")).toBeNull();
    preferences.computerSays("en-US", "monthFirst");
    expect(parseDay("3/4", TODAY)).toBe("2027-03-04");
    expect([calendarWords.goToHint(), calendarWords.goToBad()].every((said) => said.includes("11/19"))).toBe(true);
    preferences.computerSays("24h");
    expect(parseDay("3/4", TODAY)).toBe("2027-04-03");
  });

  it("takes the year nearest to today", () => {
    expect(parseDay("2 jan", TODAY)).toBe("2027-01-02");
    expect(parseDay("1 oct", TODAY)).toBe("2026-10-01");
    expect(parseDay("31 dec", "2026-01-10")).toBe("2025-12-31");
  });

  it("finds the leap day in the year that has one", () => {
    expect(parseDay("29 feb", "2027-12-01")).toBe("2028-02-29");
    expect(parseDay("29 feb", "2026-06-01")).toBeNull();
  });

  it.each(["", "19", "31/6", "32 nov", "19/13", "19 xyz", "2026-02-30", "19/11/123", "no", "lunch", "0 nov", "nov 0", "00/11", "2026-11-0", "31/12/9999"])("refuses %j", (text) => {
    expect(parseDay(text, TODAY)).toBeNull();
  });
});
