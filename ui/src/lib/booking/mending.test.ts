import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { desk } from "../desk.svelte";
import { Fake } from "../ipc/fake";
import type { Hit, Place, Problem, Step, VisitDetails } from "../ipc/bindings";
import BookDrawer from "./BookDrawer.svelte";

configure({ testIdAttribute: "data-test" });
const user = userEvent.setup();
let building: Fake;
let ana: Hit;
let ben: Hit;

beforeEach(async () => {
  building = new Fake({ pace: 2_000_000, elapsed: () => 0 });
  desk.session = { phase: "starting" };
  desk.receipts = new Map();
  await desk.start(building);
  const [first, second] = (await building.findPeople("", 0, 50)).hits.filter(({ bar }) => bar === null);
  if (!first || !second) throw new Error("two who can be booked");
  [ana, ben] = [first, second];
});

afterEach(cleanup);

const REFUSED: Problem = { field: "place", code: "refused", subject: "Not here" };
const value = (name: string) => screen.getByTestId<HTMLInputElement>(name).value;
const who = () => value("person-picker");

/** Books, and has DoorFlow answer with these steps. */
async function bookAnd(steps: (step: Step) => Step[]): Promise<void> {
  const booked = vi.spyOn(building, "book");
  await user.click(screen.getByTestId("book-submit"));
  await screen.findAllByTestId("progress-step");
  const receipt = await booked.mock.results[0]?.value;
  const [step] = receipt?.steps ?? [];
  if (!receipt || !step) throw new Error("a booking");
  booked.mockRestore();
  building.say({ kind: "booking", receipt: { ...receipt, steps: steps(step) } });
}

describe("one of several visitors who was refused", () => {
  /** Ana comes with Ben, who is refused. */
  async function refused(): Promise<void> {
    render(BookDrawer, { draft: { personId: ana.id, others: [ben.id], date: "2026-10-26", from: "09:00", to: "10:00" } });
    await screen.findByText(ben.name);
    await bookAnd((step) => [
      { ...step, item: { ...step.item, who: ana.name }, state: "ready" },
      { ...step, item: { ...step.item, who: ben.name }, state: "rejected", visitKey: "b902", problems: [REFUSED] },
    ]);
  }

  it("is the one who is booked again", async () => {
    await refused();
    const { visits } = await building.agenda("2026-10-22", "2026-10-22");
    const some = await building.visit(visits[0]?.key ?? "");
    const theirs: VisitDetails = { ...some, visit: { ...some.visit, key: "b902", personId: ben.id } };
    building.visit = (key) => (key === "b902" ? Promise.resolve(theirs) : Promise.reject({ code: "notFound", detail: "", problems: [] }));
    await user.click(await screen.findByTestId("progress-mend"));
    await waitFor(() => expect(who()).toBe(ben.name));
    expect(screen.queryByTestId("companion")).toBeNull();
    expect(screen.getByText("DoorFlow refused this: Not here")).toBeDefined();
    const [book, dismiss] = [vi.spyOn(building, "book"), vi.spyOn(building, "dismissBooking")];
    await user.click(screen.getByTestId("book-submit"));
    await waitFor(() => expect(dismiss).toHaveBeenCalledExactlyOnceWith("b902"));
    expect(book.mock.lastCall?.[0]).toMatchObject({ personId: ben.id, date: "2026-10-26" });
    expect(book.mock.lastCall?.[0].others).toBeUndefined();
  });

  it("is asked for where it is not known who that is, and nobody is booked in their stead", async () => {
    await refused();
    building.visit = () => Promise.reject({ code: "machine", detail: "", problems: [] });
    await user.click(await screen.findByTestId("progress-mend"));
    expect((await screen.findByTestId<HTMLInputElement>("person-picker")).value).toBe("");
  });
});

it("keeps its days where it is of several and ends with the last of them", async () => {
  const place: Place = { kind: "groups", groupIds: [33] };
  render(BookDrawer, { draft: { personId: ana.id, others: [ben.id], date: "2026-10-26", lastDate: "2026-10-28", from: "09:00", to: "24:00", place } });
  await screen.findByText(ben.name);
  await bookAnd((step) => [
    { ...step, item: { ...step.item, who: ben.name }, state: "ready" },
    { ...step, item: { ...step.item, who: ana.name, end: { ...step.item.end, date: "2026-10-29", offset: 0, time: "00:00" } }, state: "rejected", visitKey: "b904", problems: [REFUSED] },
  ]);
  building.visit = () => Promise.reject({ code: "machine", detail: "", problems: [] });
  await user.click(await screen.findByTestId("progress-mend"));
  await waitFor(() => expect(value("book-date")).toBe("Mon 26 Oct"));
  expect([screen.queryByTestId<HTMLInputElement>("book-lastDate")?.value, value("book-to")]).toEqual(["Wed 28 Oct", "24:00"]);
});

it("leaves what was refused of one visitor where it is, once another is to be booked", async () => {
  const { rerender } = render(BookDrawer, { draft: { personId: ana.id, date: "2026-10-26", from: "09:00", to: "10:00" } });
  await waitFor(() => expect(who()).toBe(ana.name));
  await bookAnd((step) => [{ ...step, state: "rejected", visitKey: "b901", problems: [REFUSED] }]);
  await screen.findByText("DoorFlow refused this: Not here");
  await rerender({ draft: { personId: ben.id } });
  await waitFor(() => expect(who()).toBe(ben.name));
  const dismiss = vi.spyOn(building, "dismissBooking");
  await user.click(screen.getByTestId("book-submit"));
  await screen.findByTestId("progress-step");
  expect(dismiss).not.toHaveBeenCalled();
});
