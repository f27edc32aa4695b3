import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import { announcer } from "../frame/announce.svelte";
import type { LetIn, Visit } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import LetInBox from "./LetInBox.svelte";

configure({ testIdAttribute: "data-test" });
const user = userEvent.setup();
let building: Fake;
let visit: Visit;
/** Answers what was asked, in turn. */
let answers: ((outcome: LetIn["outcome"]) => void)[];

beforeEach(async () => {
  building = new Fake({ pace: 20, elapsed: () => 0 });
  desk.session = { phase: "starting" };
  await desk.start(building);
  const { now } = await building.clock();
  const { visits } = await building.agenda("2026-10-22", "2026-10-22");
  const found = visits.find(({ state, doors }) => state === "underWay" && doors.length > 1);
  if (!found) throw new Error("a visit at two doors");
  visit = found;
  answers = [];
  vi.spyOn(building, "letIn").mockImplementation(
    () =>
      new Promise((resolve) => {
        answers.push((outcome) => {
          resolve({ outcome, at: now });
        });
      }),
  );
});
afterEach(cleanup);

const door = (at: number): HTMLElement => screen.getAllByTestId("let-in-door")[at] as HTMLElement;
const said = (): (string | null)[] => screen.queryAllByTestId("let-in-said").map((line) => line.textContent);

test("a box that is opened again shows the door that is being asked, asks it no second time, and then shows the answer", async () => {
  const { unmount } = render(LetInBox, { visit });
  const name = String(visit.doors[0]?.name);
  await user.click(door(0));
  unmount();
  render(LetInBox, { visit });
  expect(said()).toEqual([`Asking ${name}…`]);
  expect(door(0).getAttribute("aria-disabled")).toBe("true");
  await user.keyboard("{Enter}");
  expect(building.letIn).toHaveBeenCalledTimes(1);
  expect(announcer.text).toContain(`${name} is being asked already to let ${visit.name} in`);
  answers[0]?.("admitted");
  await waitFor(() => {
    expect(said()).toEqual([`${name} opened for ${visit.name} at 10:42.`]);
  });
  expect(door(0).getAttribute("aria-disabled")).toBe("false");
});

test("an answer that comes while the box is closed is there when it is opened, and once it was seen it is not", async () => {
  const { unmount } = render(LetInBox, { visit });
  await user.click(door(0));
  unmount();
  answers[0]?.("denied");
  await waitFor(() => {
    expect(announcer.text).toContain("refused to let");
  });
  const again = render(LetInBox, { visit });
  expect(said()[0]).toContain("refused to let");
  again.unmount();
  render(LetInBox, { visit });
  expect(said()).toEqual([]);
});

test("another door can be asked meanwhile, and each says what became of it", async () => {
  render(LetInBox, { visit });
  await user.click(door(0));
  await user.click(door(1));
  expect(building.letIn).toHaveBeenCalledTimes(2);
  answers[0]?.("timeout");
  await waitFor(() => {
    expect(said().some((line) => line?.includes("did not answer"))).toBe(true);
  });
  expect(said()).toContain(`Asking ${String(visit.doors[1]?.name)}…`);
  answers[1]?.("admitted");
  await waitFor(() => {
    expect(said().some((line) => line?.includes("opened for"))).toBe(true);
  });
});

test("a door whose answer comes while nobody is signed in can be asked again, and nobody hears of it", async () => {
  const { unmount } = render(LetInBox, { visit });
  await user.click(door(0));
  unmount();
  const { session } = desk;
  const before = announcer.text;
  desk.session = { phase: "signedOut", reason: null } as unknown as typeof session;
  answers[0]?.("admitted");
  await new Promise((resolve) => setTimeout(resolve));
  desk.session = session;
  render(LetInBox, { visit });
  expect(announcer.text).toBe(before);
  expect(said()).toEqual([]);
  expect(door(0).getAttribute("aria-disabled")).toBe("false");
  await user.click(door(0));
  expect(building.letIn).toHaveBeenCalledTimes(2);
});

test("what was asked in another sign-in is not shown", async () => {
  const { unmount } = render(LetInBox, { visit });
  await user.click(door(0));
  unmount();
  const { session } = desk;
  if (session.phase !== "signedIn") throw new Error("a sign-in");
  desk.session = { ...session, account: { ...session.account, name: "Another" } };
  render(LetInBox, { visit });
  expect(said()).toEqual([]);
  answers[0]?.("admitted");
});
