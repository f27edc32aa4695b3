import { expect, it } from "vitest";
import { Fake } from "../ipc/fake";
import { undoneText } from "./visit";

it("says how many of several visits did not come back", async () => {
  const [visit] = (await new Fake({ elapsed: () => 0 }).agenda("2026-10-22", "2026-10-22")).visits;
  if (!visit) throw new Error("the stand-in building has no visit that day");
  const undone = { stand: 0, again: 3, booking: 7, refused: 0, withoutPin: false };
  const booked = `Booked again: 3 visits of the series of ${visit.name}.`;
  expect(undoneText(undone, visit, true)).toBe(booked);
  expect(undoneText({ ...undone, refused: 2 }, visit, true)).toBe(`${booked} 2 of 5 could not be booked again.`);
  expect(undoneText({ ...undone, stand: 1, again: 0, refused: 1 }, visit, true)).toBe(`Not cancelled: 1 visit of the series of ${visit.name} stands as it was. 1 of 2 could not be booked again.`);
  expect(undoneText({ ...undone, refused: 2, withoutPin: true }, visit, true)).toMatch(/The PIN was taken back .* 2 of 5 could not be booked again\.$/);
});
