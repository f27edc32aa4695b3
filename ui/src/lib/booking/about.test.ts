import { expect, test } from "vitest";
import { hostOf, isNothing, NOTHING } from "./about";

test("blanks alone are nothing", () => {
  expect(isNothing({ ...NOTHING, note: " \n" })).toBe(true);
  expect(isNothing({ ...NOTHING, purpose: "Audit" })).toBe(false);
  expect(isNothing({ ...NOTHING, hostId: 3, host: "Ana Kos" })).toBe(false);
});

test("a host has the first letters of the first and the last name", () => {
  expect(hostOf(NOTHING)).toBeNull();
  expect(hostOf({ ...NOTHING, hostId: 3, host: "Ana de Kos" })?.initials).toBe("AK");
  expect(hostOf({ ...NOTHING, hostId: 3, host: "Ana" })?.initials).toBe("A");
});
