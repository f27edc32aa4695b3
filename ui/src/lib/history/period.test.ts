import { expect, test } from "vitest";
import { daysOf } from "./period";

test("days by name end today, and are as many as they say", () => {
  expect(daysOf("today", "2026-03-01")).toEqual({ first: "2026-03-01", last: "2026-03-01" });
  expect(daysOf("yesterday", "2026-03-01")).toEqual({ first: "2026-02-28", last: "2026-02-28" });
  expect(daysOf("days7", "2026-03-01")).toEqual({ first: "2026-02-23", last: "2026-03-01" });
  expect(daysOf("days30", "2026-03-01")).toEqual({ first: "2026-01-31", last: "2026-03-01" });
  expect(daysOf("days90", "2026-03-01")).toEqual({ first: "2025-12-02", last: "2026-03-01" });
  expect(daysOf("all", "2026-03-01")).toEqual({ first: null, last: null });
});
