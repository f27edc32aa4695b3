import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import { view } from "../frame/view.svelte";
import type { Hit } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import PeoplePage from "./PeoplePage.svelte";

async function show(options: ConstructorParameters<typeof Fake>[0] = {}): Promise<HTMLElement> {
  await desk.start(new Fake({ people: 100_000, elapsed: () => 0, ...options }));
  render(PeoplePage);
  return screen.getByRole("combobox");
}

beforeEach(() => {
  view.drawer = null;
});

test("of a hundred thousand people only those in sight are drawn, and the count tells all", async () => {
  await show();
  expect(await screen.findByText("100,000 people")).toBeDefined();
  const rows = screen.getAllByRole("option");
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length).toBeLessThan(100);
  expect(rows[0]?.getAttribute("aria-setsize")).toBe("100000");
});

test("the field finds, arrows move, Enter opens the person", async () => {
  const field = await show();
  expect(document.activeElement).toBe(field);
  await userEvent.type(field, "lin");
  expect(await screen.findByText("3 of 100,000 people")).toBeDefined();
  expect(screen.getByText(/Disabled in DoorFlow/)).toBeDefined();
  await userEvent.keyboard("{ArrowDown}");
  await waitFor(() => {
    expect(field.getAttribute("aria-activedescendant")).toBe("people-1");
  });
  const second = document.getElementById("people-1")?.dataset["person"];
  await userEvent.keyboard("{Enter}");
  expect(view.drawer).toEqual({ kind: "person", id: Number(second) });
});

/** Holds back what is answered to `held`, until it is let go. */
function holdBack(held: string): { let: (answered: boolean) => void } {
  const real = desk.backend.findPeople;
  const waiting: ((answered: boolean) => void)[] = [];
  vi.spyOn(desk.backend, "findPeople").mockImplementation(async (text, offset, limit) => {
    const answered = text !== held || (await new Promise<boolean>((resolve) => waiting.push(resolve)));
    if (!answered) throw Object.assign(new Error("held"), { code: "machine", detail: "", problems: [] });
    return real(text, offset, limit);
  });
  return { let: (answered) => { for (const go of waiting) go(answered); } };
}

test("Enter waits for the answer to what is typed, and opens nobody of the list before", async () => {
  const field = await show({ people: 30 });
  await screen.findByText("30 people");
  const held = holdBack("marta");
  await userEvent.type(field, "marta{Enter}");
  expect(view.drawer).toBeNull();
  held.let(true);
  await waitFor(() => {
    expect(view.drawer).not.toBeNull();
  });
  expect((await desk.backend.person((view.drawer as { id: number } | null)?.id ?? 0)).name).toBe("Marta Świątek");
});

test("an Enter that could not be answered, or after which somebody typed on, opens nobody later", async () => {
  const field = await show({ people: 30 });
  await screen.findByText("30 people");
  const held = holdBack("marta");
  await userEvent.type(field, "marta{Enter}");
  held.let(false);
  await screen.findByRole("alert");
  expect(view.drawer).toBeNull();
  await userEvent.keyboard("{Enter}");
  expect(view.drawer, "those who are shown match an older text").toBeNull();
  await userEvent.clear(field);
  expect(await screen.findByText("30 people")).toBeDefined();
  expect(view.drawer).toBeNull();
});

test("whom the arrows reached is opened also where somebody new comes before them", async () => {
  const field = await show({ people: 30 });
  await screen.findByText("30 people");
  await userEvent.keyboard("{ArrowDown}");
  const { hits } = await desk.backend.findPeople("", 0, 100);
  const [first, second] = hits;
  if (!first || !second) throw new Error("nobody is there");
  const people = vi.spyOn(desk.backend, "findPeople");
  const now = async (found: Hit[]): Promise<void> => {
    people.mockImplementation((text) => Promise.resolve({ text, hits: found, total: found.length, people: found.length }));
    desk.changes = { ...desk.changes, people: desk.changes.people + 1 };
    await screen.findByText(`${String(found.length)} people`);
  };
  await now([{ ...first, id: 7000, name: "Aaron Newly" }, ...hits]);
  expect(screen.getByRole("option", { selected: true }).dataset["person"], "the same is highlighted").toBe(String(second.id));
  expect(field.getAttribute("aria-activedescendant")).toBe("people-2");
  await userEvent.keyboard("{Enter}");
  expect(view.drawer).toEqual({ kind: "person", id: second.id });
  await now(hits.filter(({ id }) => id !== second.id));
  expect(screen.getByRole("option", { selected: true }), "where they are gone, somebody is highlighted all the same").toBeDefined();
});

test("a row that is not drawn is named by nobody, and is in sight before it is opened", async () => {
  const field = await show();
  await screen.findByText("100,000 people");
  await userEvent.keyboard("{ArrowDown}");
  const list = screen.getByRole("listbox");
  const second = document.getElementById("people-1")?.dataset["person"];
  list.scrollTop = 40_000;
  await fireEvent.scroll(list);
  await waitFor(() => {
    expect(document.getElementById("people-1")).toBeNull();
  });
  expect(field.getAttribute("aria-activedescendant")).toBeNull();
  expect(list.getAttribute("aria-activedescendant")).toBeNull();
  await userEvent.keyboard("{Enter}");
  expect(view.drawer).toEqual({ kind: "person", id: Number(second) });
  expect(list.scrollTop).toBeLessThan(100);
});

test("nobody found is told in words", async () => {
  const field = await show({ people: 30 });
  await userEvent.type(field, "qqqq");
  expect(await screen.findByText(/Nobody matches “qqqq”/)).toBeDefined();
  await userEvent.keyboard("{Enter}");
  expect(view.drawer).toBeNull();
});

test("a sign-in that may not read people says so", async () => {
  await show({ people: 30, session: { missing: ["readPeople"] } });
  expect(screen.getByText(/may not read people/)).toBeDefined();
});
