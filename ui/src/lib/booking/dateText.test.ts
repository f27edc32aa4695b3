import { describe, expect, it } from "vitest";
import { preferences } from "../settings/preferences.svelte";
import { dateHint } from "../words/booking";
import { readDate } from "./dateText";

// a Wednesday
const TODAY = "2026-11-18";

describe("readDate", () => {
  it.each([
    ["today", "2026-11-18"],
    ["Tomorrow", "2026-11-19"],
    ["tom", "2026-11-19"],
    ["wed", "2026-11-18"],
    ["thu", "2026-11-19"],
    ["Thurs", "2026-11-19"],
    ["tu", "2026-11-24"],
    ["monday", "2026-11-23"],
    ["next thu", "2026-11-26"],
    ["next wed", "2026-11-25"],
    ["next mon", "2026-11-23"],
    ["this fri", "2026-11-20"],
    ["+3", "2026-11-21"],
    ["in 2 weeks", "2026-12-02"],
    ["in 1 day", "2026-11-19"],
    ["19", "2026-11-19"],
    ["19th", "2026-11-19"],
    ["17", "2026-12-17"],
    ["31", "2026-12-31"],
    ["19 nov", "2026-11-19"],
    ["19nov", "2026-11-19"],
    ["1st of december", "2026-12-01"],
    ["Nov 19", "2026-11-19"],
    ["nov 19, 2027", "2027-11-19"],
    ["19 Nov 27", "2027-11-19"],
    ["Thu 19 Nov", "2026-11-19"],
    ["Thu 20 Nov", "2026-11-20"],
    ["Thu 20", "2026-11-20"],
    ["Wed 5 Jan 2028", "2028-01-05"],
    ["19/11", "2026-11-19"],
    ["3/4", "2027-04-03"],
    ["19.11.26", "2026-11-19"],
    ["19-11-2026", "2026-11-19"],
    ["2026-11-19", "2026-11-19"],
    ["  2026-11-19 ", "2026-11-19"],
    ["29 feb", "2028-02-29"],
  ])("reads %s as %s", (text, day) => {
    expect(readDate(text, TODAY)).toBe(day);
  });

  it("keeps a day that has just passed in this year, so that it is refused and not booked a year on", () => {
    expect(readDate("17 nov", TODAY)).toBe("2026-11-17");
    expect(readDate("1 oct", TODAY)).toBe("2026-10-01");
    expect(readDate("1 sep", TODAY)).toBe("2027-09-01");
  });

  it("crosses a year's end", () => {
    expect(readDate("5 jan", "2026-12-30")).toBe("2027-01-05");
    expect(readDate("30 dec", "2027-01-02")).toBe("2026-12-30");
  });

  it("has the month first where the computer writes dates so", () => {
    const american = (text: string): string | null => readDate(text, TODAY, "monthFirst");
    expect(["11/19", "3/4", "11-19-2026", "12 5"].map(american)).toEqual(["2026-11-19", "2027-03-04", "2026-11-19", "2026-12-05"]);
    expect(["2026-11-19", "19 nov", "19"].map(american)).toEqual(["2026-11-19", "2026-11-19", "2026-11-19"]);
    expect(dateHint("monthFirst")).toContain("11/19");
    expect(dateHint("dayFirst")).toContain("19/11");
    preferences.computerSays("en-US", "monthFirst");
    expect(readDate("12/5", TODAY)).toBe("2026-12-05");
    preferences.computerSays("24h");
    expect(readDate("12/5", TODAY)).toBe("2027-05-12");
  });

  it("reads two numbers as quick add and the import do: the only way that makes a day, and no month first between points", () => {
    expect(readDate("11/19", TODAY, "dayFirst")).toBe("2026-11-19");
    expect(readDate("19/11", TODAY, "monthFirst")).toBe("2026-11-19");
    expect(["12.5.2027", "3.4", "28.11.2026"].map((text) => readDate(text, TODAY, "monthFirst"))).toEqual(["2027-05-12", "2027-04-03", "2026-11-28"]);
    expect(readDate("11.19.26", TODAY, "monthFirst")).toBeNull();
  });

  it.each(["", " ", "t", "s", "nothing", "31 june", "32", "0", "29/2/2027", "31/31", "11.19", "2026-13-01", "ja 5", "thu 19 nov 2026 9am", "19 nov 1999", "+1000"])(
    "takes %j for no day",
    (text) => {
      expect(readDate(text, TODAY)).toBeNull();
    },
  );
});
