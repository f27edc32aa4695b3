import { beforeEach, expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import { Fake } from "../ipc/fake";
import { Roster } from "./roster.svelte";

let fake: Fake;
beforeEach(async () => {
  fake = new Fake({ people: 450, elapsed: () => 0 });
  await desk.start(fake);
});

test("pages are read once, as they come into sight", async () => {
  const asked = vi.spyOn(fake, "findPeople");
  const roster = new Roster();
  await roster.ask("");
  expect(roster.total).toBe(450);
  expect(roster.at(0)).toBeDefined();
  expect(roster.at(250)).toBeUndefined();
  roster.need([0, 2]);
  roster.need([2]);
  await expect.poll(() => roster.at(250)).toBeDefined();
  expect(asked.mock.calls.map(([, offset]) => offset)).toEqual([0, 200]);
});

test("a late answer to an earlier text is dropped", async () => {
  const held: (() => void)[] = [];
  const real = fake.findPeople;
  vi.spyOn(fake, "findPeople").mockImplementation(async (text, offset, limit) => {
    if (text === "li") await new Promise<void>((resolve) => held.push(resolve));
    return real(text, offset, limit);
  });
  const roster = new Roster();
  const late = roster.ask("li");
  await roster.ask("marta");
  expect(roster.at(0)?.name).toBe("Marta Świątek");
  for (const release of held) release();
  await late;
  expect(roster.at(0)?.name).toBe("Marta Świątek");
  expect(roster.total).toBe(1);
});

test("nobody of the list before is left where people change before the answer to another text", async () => {
  const roster = new Roster();
  await roster.ask("");
  roster.need([1]);
  await expect.poll(() => roster.at(150)).toBeDefined();
  const first = roster.ask("marta");
  expect([roster.settled("marta"), roster.answers("marta")]).toEqual([false, false]);
  await roster.ask("marta");
  await first;
  expect([roster.settled("marta"), roster.answers("marta")]).toEqual([true, true]);
  expect(roster.at(150)).toBeUndefined();
});

test("when people change, what is in sight is read anew and does not vanish meanwhile", async () => {
  const roster = new Roster();
  await roster.ask("");
  roster.need([1]);
  await expect.poll(() => roster.at(150)).toBeDefined();
  const epoch = roster.epoch;
  const again = roster.ask("");
  expect(roster.at(150)).toBeDefined();
  await again;
  expect(roster.epoch).toBeGreaterThan(epoch);
  expect(roster.at(150)).toBeDefined();
  const asked = vi.spyOn(fake, "findPeople");
  roster.need([1]);
  expect(asked).toHaveBeenCalledOnce();
});

test("trouble is told and the page is asked for again when it is needed again", async () => {
  const roster = new Roster();
  await roster.ask("");
  const spy = vi.spyOn(fake, "findPeople").mockRejectedValueOnce({ code: "machine", detail: "", problems: [] });
  roster.need([1]);
  await expect.poll(() => roster.trouble).toContain("This computer");
  spy.mockRestore();
  roster.need([1]);
  await expect.poll(() => roster.at(150)).toBeDefined();
  expect(roster.trouble).toBe("");
});
