import { configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import { announcer } from "../frame/announce.svelte";
import { view } from "../frame/view.svelte";
import type { HistoryAsk, HistoryLine, HistoryPage as Part } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import { exportWords, historyWords } from "../words/history";
import { asked } from "./asked.svelte";
import HistoryPage from "./HistoryPage.svelte";

configure({ testIdAttribute: "data-test" });

const KEPT = { utc: "", date: "2026-07-24", offset: 642, time: "10:42" };
const fake = (): Fake => new Fake({ people: 60, elapsed: () => 0 });

async function show(building: Fake): Promise<HTMLElement> {
  await desk.start(building);
  await waitFor(() => {
    expect(desk.clock).not.toBeNull();
  });
  render(HistoryPage);
  await screen.findByText(/^[\d,]+ visits?$/);
  return screen.getByTestId("history-grid");
}

beforeEach(() => {
  view.drawer = null;
  asked.clear();
  asked.period = "days7";
});

test("the counts narrow the list, and say how many of all there are", async () => {
  const grid = await show(fake());
  const all = grid.getAttribute("aria-rowcount");
  await userEvent.click(screen.getByTestId("history-count-here"));
  expect(asked.states).toEqual(["here"]);
  await waitFor(() => {
    expect(grid.getAttribute("aria-rowcount")).not.toBe(all);
  });
  const states = screen.getAllByTestId("history-row").map((row) => row.dataset["state"]);
  expect(new Set(states)).toEqual(new Set(["here"]));
  await userEvent.click(screen.getByTestId("history-clear"));
  await waitFor(() => {
    expect(grid.getAttribute("aria-rowcount")).toBe(all);
  });
});

test("of a hundred thousand visits those in sight are drawn, the last is reached by End, and later parts are of the same reading", async () => {
  const building = fake();
  const line = (await building.history({ first: null, last: null, doors: [], person: null, states: [] }, 0, 1, null)).lines[0] as HistoryLine;
  const asks: [number, number | null][] = [];
  vi.spyOn(building, "history").mockImplementation((_ask: HistoryAsk, offset: number, limit: number, reading: number | null): Promise<Part> => {
    asks.push([offset, reading]);
    const lines = Array.from({ length: limit }, (_, at) => ({ ...line, visit: { ...line.visit, key: `r${String(offset + at)}` } }));
    return Promise.resolve({ reading: 7, total: 100_000, counts: [{ state: "left", count: 100_000 }], keptFrom: line.visit.start, lines });
  });
  const grid = await show(building);
  expect(screen.getByText("100,000 visits")).toBeDefined();
  expect(grid.getAttribute("aria-rowcount")).toBe("100001");
  grid.focus();
  await userEvent.keyboard("{End}");
  grid.dispatchEvent(new Event("scroll"));
  await waitFor(() => {
    expect(document.getElementById("history-99999")?.dataset["visit"]).toBe("r99999");
  });
  expect(grid.getAttribute("aria-activedescendant")).toBe("history-99999");
  expect(screen.getAllByTestId("history-row").length).toBeLessThan(100);
  expect(asks.filter(([offset]) => offset === 0)).toEqual([[0, null]]);
  expect(asks.at(-1)).toEqual([99_900, 7]);
  await userEvent.keyboard("{Enter}");
  expect(view.drawer).toEqual({ kind: "visit", key: "r99999" });
  // Another question's list begins at its beginning.
  asked.period = "today";
  await waitFor(() => {
    expect(grid.getAttribute("aria-activedescendant")).toBe("history-0");
  });
  expect(grid.scrollTop).toBe(0);
});

test("how to move is said only where there is something to move through", async () => {
  await show(fake());
  expect(screen.getByText(historyWords.hint)).toBeDefined();
  asked.first = asked.last = "1 Jan 2020";
  asked.period = "days";
  expect(await screen.findByTestId("history-empty")).toBeDefined();
  expect(screen.queryByText(historyWords.hint)).toBeNull();
});

test("days that are typed are read, and what is no day is said", async () => {
  await show(fake());
  asked.show("days", "2026-10-22");
  const first = await screen.findByLabelText("From");
  expect((first as HTMLInputElement).value).toBe("2026-10-16");
  await userEvent.clear(first);
  await userEvent.type(first, "soon");
  expect(await screen.findByText(/This is no day/)).toBeDefined();
  await userEvent.clear(first);
  await userEvent.type(first, "1 Nov 2026");
  expect(await screen.findByText(/before the first/)).toBeDefined();
  expect(asked.ask("2026-10-22")).toBeNull();
});

test("what is shown is exported, and it is said how many visits went where, or that nothing did", async () => {
  const building = fake();
  await show(building);
  const exports = vi.spyOn(building, "exportHistory");
  await userEvent.click(screen.getByTestId("history-count-here"));
  await waitFor(() => {
    expect(screen.getByTestId("history-total").textContent).not.toBe("");
  });
  await userEvent.click(screen.getByTestId("history-export-csv"));
  const said = (await screen.findByTestId("history-exported")).textContent;
  const total = (await building.history(exports.mock.calls[0]?.[0] as HistoryAsk, 0, 0, null)).total;
  expect(said).toBe(`${String(total)} ${total === 1 ? "visit" : "visits"} exported to “Visits.csv”.`);
  expect(exports.mock.calls[0]?.[0].states).toEqual(["here"]);
  expect(announcer.text.trim()).toBe(said);

  exports.mockResolvedValueOnce(null);
  await userEvent.click(screen.getByTestId("history-export-calendar"));
  await waitFor(() => {
    expect(screen.queryByTestId("history-exported")).toBeNull();
  });

  exports.mockRejectedValueOnce({ code: "machine", detail: "", problems: [] });
  await userEvent.click(screen.getByTestId("history-export-calendar"));
  expect((await screen.findByTestId("history-exported")).textContent).toBe(exportWords.failed);
  expect(exports.mock.calls.map(([, form]) => form)).toEqual(["csv", "calendar", "calendar"]);

  exports.mockRejectedValueOnce({ code: "signedOut", detail: "", problems: [] });
  await userEvent.click(screen.getByTestId("history-export-csv"));
  await screen.findByText(exportWords.otherAccount);
  exports.mockResolvedValueOnce({ visits: 2, leftOut: 1, keptFrom: KEPT, file: "Visits.ics" });
  await userEvent.click(screen.getByTestId("history-export-calendar"));
  await screen.findByText("2 visits exported to “Visits.ics”. 1 visit that DoorFlow does not have was left out of the calendar.");
});

test("what this computer does not keep any more is told of days that go back so far, on the page and with the file", async () => {
  const building = new Fake({ people: 60, elapsed: () => 0, retentionDays: 30 });
  await show(building);
  expect(screen.getByTestId("history-kept").hidden).toBe(true);
  const said = "Nothing before Tue 22 Sep 2026 is kept on this computer.";
  asked.period = "days90";
  await screen.findByText(said);
  await userEvent.click(screen.getByTestId("history-export-csv"));
  expect((await screen.findByTestId("history-exported")).textContent).toMatch(new RegExp(`exported to “Visits.csv”. ${said}$`));
  asked.period = "days30";
  await waitFor(() => {
    expect(screen.getByTestId("history-kept").hidden).toBe(true);
  });
  asked.period = "all";
  await waitFor(() => {
    expect(screen.getByTestId("history-kept").textContent).toBe(said);
  });
});
