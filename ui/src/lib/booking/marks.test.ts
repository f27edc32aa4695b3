import { describe, expect, it } from "vitest";
import { stretches } from "./marks";

describe("stretches", () => {
  it("marks what matched, in order", () => {
    expect(stretches("Linh Nguyễn", [{ start: 5, len: 3 }, { start: 0, len: 3 }])).toEqual([
      { text: "Lin", marked: true },
      { text: "h ", marked: false },
      { text: "Ngu", marked: true },
      { text: "yễn", marked: false },
    ]);
  });
  it("loses and doubles nothing, whatever the spans", () => {
    const text = "Marta Świątek";
    for (const spans of [[], [{ start: 0, len: 99 }], [{ start: 20, len: 2 }], [{ start: 1, len: 4 }, { start: 3, len: 5 }], [{ start: 2, len: 0 }]]) {
      expect(stretches(text, spans).map((each) => each.text).join("")).toBe(text);
    }
  });
});
