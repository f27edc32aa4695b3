import { expect, it } from "vitest";
import { undoneText } from "./visit";

it("says how many of several visits did not come back", () => {
  const undone = { stand: 0, again: 3, booking: 7, refused: 0, withoutPin: false };
  expect(undoneText(undone)).toBe("Booked again, 3 visits, for the same times and places.");
  expect(undoneText({ ...undone, refused: 2 })).toBe("Booked again, 3 visits, for the same times and places. 2 of 5 could not be booked again.");
  expect(undoneText({ ...undone, stand: 1, again: 0, refused: 1 })).toBe("Not cancelled: the visit stands as it was. 1 of 2 could not be booked again.");
  expect(undoneText({ ...undone, refused: 2, withoutPin: true })).toMatch(/The PIN was taken back .* 2 of 5 could not be booked again\.$/);
});
