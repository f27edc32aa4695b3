import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import type { HistoryAsk, HistoryLine, HistoryPage as Part } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import { paper } from "../paper/paper.svelte";
import PaperDialog from "../paper/PaperDialog.svelte";
import { historyQuestion, printWords } from "../words/history";
import { asked } from "./asked.svelte";
import HistoryPage from "./HistoryPage.svelte";
import { Printing } from "./printing.svelte";

configure({ testIdAttribute: "data-test" });

const ALL: HistoryAsk = { first: null, last: null, doors: [], person: null, states: [] };
let building: Fake;
let line: HistoryLine;

beforeEach(async () => {
  building = new Fake({ people: 60, elapsed: () => 0 });
  desk.session = { phase: "starting" };
  await desk.start(building);
  await waitFor(() => {
    expect(desk.clock).not.toBeNull();
  });
  line = (await building.history(ALL, 0, 1, null)).lines[0] as HistoryLine;
  asked.clear();
  asked.period = "days7";
});
afterEach(() => {
  cleanup();
  paper.close();
});

/** A list of so many visits; `reading` says which one a part is of. */
function kept(total: number, reading: (offset: number) => number = () => 7): { asks: number[][] } {
  const asks: number[][] = [];
  vi.spyOn(building, "history").mockImplementation((_ask: HistoryAsk, offset: number, limit: number): Promise<Part> => {
    asks.push([offset, limit]);
    const here = Math.max(0, Math.min(limit, 500, total - offset));
    const lines = Array.from({ length: here }, (_, at) => ({ ...line, visit: { ...line.visit, key: `r${String(offset + at)}` } }));
    return Promise.resolve({ reading: reading(offset), total, counts: [{ state: "left", count: total }], keptFrom: line.visit.start, lines });
  });
  return { asks };
}

function told(): Extract<typeof paper.sheet, { kind: "history" }> {
  if (paper.sheet?.kind !== "history") throw new Error("a sheet of History");
  return paper.sheet;
}

test("what is shown is printed, with what was asked in words", async () => {
  render(HistoryPage);
  await userEvent.click(await screen.findByTestId("history-count-here"));
  await userEvent.click(screen.getByTestId("history-print"));
  await waitFor(() => {
    expect(paper.sheet).not.toBeNull();
  });
  const sheet = told();
  cleanup();
  render(PaperDialog, { sheet });
  const { lines, total } = await building.history(sheet.ask, 0, 500, null);
  expect(total).toBeGreaterThan(0);
  const printed = screen.getAllByTestId("history-line").map((row) => row.querySelector("th")?.firstChild?.textContent);
  expect(printed).toEqual(lines.map(({ visit }) => visit.name));
  expect([...screen.getByTestId("history-question").children].map((part) => part.textContent)).toEqual([
    "Friday 16 October 2026 to Thursday 22 October 2026",
    "All doors",
    "All visitors",
    "State: Here",
  ]);
  expect(screen.getByTestId("history-counts").textContent).toBe(`${String(total)} ${total === 1 ? "visit" : "visits"}: ${String(total)} here`);
  expect(screen.getByTestId("sheet").textContent).toContain("As of Thursday 22 October 2026, 10:42 · times of Europe/London");
  expect(screen.queryByTestId("history-cut")).toBeNull();
  await userEvent.click(screen.getByTestId("paper-print"));
  expect(building.printed).toBe(1);
});

test("the paper says of data that is old up to when DoorFlow was read", async () => {
  kept(1);
  const status = await building.status();
  building.say({ kind: "status", status: { ...status, freshness: { kind: "offline", seconds: 182 * 60 } } });
  await new Printing().run(ALL, "");
  building.say({ kind: "status", status: { ...status, freshness: { kind: "fresh", seconds: 0 } } });
  render(PaperDialog, { sheet: told() });
  expect(screen.getAllByTestId("sheet-lacking").map((said) => said.textContent)).toEqual([
    "DoorFlow was last read at 07:40; what changed since is not on this paper.",
    "The door log was not read: who came since is not known.",
  ]);
});

test("the paper says what this computer does not keep of the days that were asked for", async () => {
  kept(1);
  await new Printing().run({ ...ALL, first: "2026-06-01" }, "");
  const sheet = told();
  render(PaperDialog, { sheet: { ...sheet, keptFrom: { utc: "", date: "2026-09-22", offset: 642, time: "10:42" } } });
  expect(screen.getByTestId("history-kept").textContent).toBe("Nothing before Tue 22 Sep 2026 is kept on this computer.");
  cleanup();
  render(PaperDialog, { sheet: { ...sheet, keptFrom: { utc: "", date: "2026-06-01", offset: 0, time: "00:00" } } });
  expect(screen.queryByTestId("history-kept")).toBeNull();
});

test("all lines are printed and not only those in sight", async () => {
  const { asks } = kept(1203);
  await new Printing().run(ALL, "");
  expect(asks).toEqual([[0, 500], [500, 500], [1000, 500]]);
  expect(told().lines.map(({ visit }) => visit.key)).toEqual(Array.from({ length: 1203 }, (_, at) => `r${String(at)}`));
});

test("of too many the latest are printed, and the paper says so", async () => {
  const { asks } = kept(100_000);
  await new Printing().run(ALL, "");
  expect(asks.length).toBe(4);
  const sheet = told();
  expect(sheet.lines.length).toBe(2000);
  render(PaperDialog, { sheet: { ...sheet, lines: sheet.lines.slice(0, 3) } });
  expect(screen.getByTestId("history-cut").textContent).toBe(printWords.cut(3, 100_000));
  expect(screen.getByTestId("history-counts").textContent).toBe("100,000 visits: 100,000 came and left");
});

test("parts of two lists are never put together", async () => {
  let readings = 0;
  kept(600, (offset) => (offset === 0 || readings > 0 ? 8 : (readings += 1)));
  await new Printing().run(ALL, "");
  expect(told().lines.length).toBe(600);
  expect(new Set(told().lines.map(({ visit }) => visit.key)).size).toBe(600);

  paper.close();
  let never = 0;
  kept(600, () => (never += 1));
  const printing = new Printing();
  await printing.run(ALL, "");
  expect(paper.sheet).toBeNull();
  expect(printing.trouble).toBe(printWords.changing);
});

test("nothing is shown to whoever signs in meanwhile, and what goes wrong is said", async () => {
  vi.spyOn(building, "history").mockImplementationOnce(() => {
    desk.session = { phase: "signedOut", reason: "signedOutHere" };
    return Promise.resolve({ reading: 1, total: 1, counts: [], keptFrom: line.visit.start, lines: [line] });
  });
  const printing = new Printing();
  const before = desk.session;
  await printing.run(ALL, "");
  expect(paper.sheet).toBeNull();
  desk.session = before;
  vi.spyOn(building, "history").mockRejectedValueOnce({ code: "machine", detail: "", problems: [] });
  await printing.run(ALL, "");
  expect(printing.trouble).toContain("This computer could not do it");
  expect(printing.busy).toBe(false);
});

test("every question is said in words", () => {
  const said = (ask: Partial<HistoryAsk>, door = "", person = ""): string[] => historyQuestion({ ask: { ...ALL, ...ask }, door, person });
  expect(said({})[0]).toBe("All that is kept");
  expect(said({ first: "2026-11-19", last: "2026-11-19" })[0]).toBe("Thursday 19 November 2026");
  expect(said({ first: "2026-11-19" })[0]).toBe("From Thursday 19 November 2026");
  expect(said({ last: "2026-11-19", states: ["noShow", "left"] }, "Front door", "Linh Tran")).toEqual([
    "Up to Thursday 19 November 2026",
    "Door: Front door",
    "Visitor: Linh Tran",
    "State: No-show, Came and left",
  ]);
});
