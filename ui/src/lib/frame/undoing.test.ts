import { expect, test } from "vitest";
import { announcer } from "./announce.svelte";
import { trouble } from "./trouble.svelte";
import { undoing } from "./undoing.svelte";

interface Late {
  promise: Promise<string>;
  resolve: (said: string) => void;
  reject: (error: unknown) => void;
}

/** An answer that comes when the test says so. */
function lately(): Late {
  const late: Partial<Late> = {};
  late.promise = new Promise((resolve, reject) => Object.assign(late, { resolve, reject }));
  return late as Late;
}

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

test.each([
  ["answer", (late: Late) => { late.resolve("Booked again."); }],
  ["failure", (late: Late) => { late.reject({ code: "busy", detail: "", problems: [] }); }],
])("a late %s leaves what was done since to be taken back", async (_, end) => {
  const late = lately();
  undoing.offer("Cancelled.", () => late.promise);
  undoing.undo();
  undoing.offer("Checked in.", () => Promise.resolve("Not checked in any more."));
  trouble.forget();
  end(late);
  await expect.poll(() => announcer.text).toMatch(/Booked again\.|still on its way/);
  expect([undoing.said, undoing.possible]).toEqual(["Checked in.", true]);
  undoing.undo();
  await expect.poll(() => undoing.said).toBe("Not checked in any more.");
});

test("what is being done now, and cannot be taken back yet, is not stood in for by what was done before", () => {
  let times = 0;
  undoing.offer("Checked in.", () => {
    times += 1;
    return Promise.resolve("");
  });
  undoing.supersede();
  expect([undoing.undo(), undoing.possible, times]).toEqual([false, false, 0]);
});

test("what was done before can be taken back again where what came after it was not done", () => {
  const first = (): Promise<string> => Promise.resolve("Not checked in any more.");
  undoing.offer("Checked in.", first);
  undoing.supersede().notDone();
  expect([undoing.said, undoing.possible]).toEqual(["Checked in.", true]);
  const one = undoing.supersede();
  const other = undoing.supersede();
  other.notDone();
  expect(undoing.possible, "one is under way still").toBe(false);
  one.notDone();
  expect([undoing.said, undoing.possible], "neither of two was done").toEqual(["Checked in.", true]);
  const late = undoing.supersede();
  undoing.offer("Cancelled.", () => Promise.resolve("Booked again."));
  late.notDone();
  expect([undoing.said, undoing.possible]).toEqual(["Cancelled.", true]);
});

test("what was done while something else had begun can be taken back once that was not done", () => {
  const one = undoing.supersede();
  const other = undoing.supersede();
  one.done("Checked in.", () => Promise.resolve(""));
  expect([undoing.said, undoing.possible]).toEqual(["Checked in.", false]);
  other.notDone();
  expect([undoing.said, undoing.possible]).toEqual(["Checked in.", true]);
});

test("of what was done for good, nothing older is taken back in its stead", () => {
  undoing.offer("Checked in.", () => Promise.resolve(""));
  undoing.supersede().done("Cancelled.", null);
  expect([undoing.said, undoing.possible]).toEqual(["Cancelled.", false]);
});

test("what was hidden does not come back where what came after it was not done, and what is done then is offered", () => {
  undoing.offer("Checked in.", () => Promise.resolve(""));
  const refused = undoing.supersede();
  undoing.hide();
  refused.notDone();
  expect([undoing.said, undoing.possible]).toEqual(["", false]);
  const done = undoing.supersede();
  undoing.hide();
  done.done("Cancelled.", () => Promise.resolve(""));
  expect([undoing.said, undoing.possible]).toEqual(["Cancelled.", true]);
});

test("what was under way when all was forgotten is offered to nobody", async () => {
  const late = lately();
  undoing.offer("Checked in.", () => late.promise);
  undoing.undo();
  const [one, other] = [undoing.supersede(), undoing.supersede()];
  undoing.forget();
  one.done("Cancelled.", () => Promise.resolve(""));
  other.notDone();
  late.resolve("Not checked in any more.");
  await late.promise;
  await Promise.resolve();
  expect([undoing.said, undoing.possible]).toEqual(["", false]);
});

test("what came of taking something back is said while something else is still being done", async () => {
  const late = lately();
  undoing.offer("Checked in.", () => late.promise);
  undoing.undo();
  undoing.supersede();
  late.resolve("Not checked in any more.");
  await expect.poll(() => undoing.said).toBe("Not checked in any more.");
  expect(undoing.possible).toBe(false);
});
