import { expect, test } from "vitest";
import { announcer } from "./announce.svelte";
import { undoing } from "./undoing.svelte";

test("what was done is taken back once, and what came of that is said", async () => {
  let times = 0;
  undoing.offer("Cancelled.", () => {
    times += 1;
    return Promise.resolve("Booked again.");
  });
  expect(undoing.possible).toBe(true);
  expect(undoing.undo()).toBe(true);
  expect(undoing.undo()).toBe(false);
  await expect.poll(() => undoing.said).toBe("Booked again.");
  expect([times, undoing.possible]).toEqual([1, false]);
  expect(announcer.text).toContain("Booked again.");
});

test("what could not be taken back can be tried again", async () => {
  undoing.offer("Cancelled.", () => Promise.reject({ code: "busy", detail: "", problems: [] }));
  undoing.undo();
  await expect.poll(() => undoing.said).toContain("still on its way");
  expect(undoing.possible).toBe(true);
  undoing.forget();
  expect([undoing.undo(), undoing.said]).toEqual([false, ""]);
});
