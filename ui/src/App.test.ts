import { configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import App from "./App.svelte";
import { calendar } from "./lib/calendar/calendar.svelte";
import { desk } from "./lib/desk.svelte";
import { announce, announcer } from "./lib/frame/announce.svelte";
import { parts } from "./lib/frame/parts.svelte";
import { undoing } from "./lib/frame/undoing.svelte";
import { view } from "./lib/frame/view.svelte";
import { asked } from "./lib/history/asked.svelte";
import type { Cancelling, Source } from "./lib/ipc/bindings";
import { Fake } from "./lib/ipc/fake";
import { actionsFor } from "./lib/people/actions";
import { preferences } from "./lib/settings/preferences.svelte";

configure({ testIdAttribute: "data-test" });

function open(options: ConstructorParameters<typeof Fake>[0] = {}): void {
  render(App, { started: desk.start(new Fake({ pace: 0, elapsed: () => 0, ...options })) });
}

beforeEach(async () => {
  await parts.read();
  desk.session = { phase: "starting" };
  desk.clock = null;
  announcer.text = "";
  view.drawer = null;
  view.narrow = view.signOutAsked = false;
  view.page = "today";
});

test("a desk that cannot start says so", async () => {
  render(App, { started: Promise.reject(new Error("no command session")) });
  expect((await screen.findByRole("alert")).textContent).toContain("could not start");
});

test("from sign-in by the demo building to the day's board", async () => {
  open({ start: "signedOut" });
  await userEvent.click(await screen.findByText("Try the demo building"));
  expect(await screen.findByRole("grid")).toBeDefined();
  expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("Thu 22 Oct");
  expect(screen.getByText("Demo building")).toBeDefined();
  expect(screen.getAllByRole("main")).toHaveLength(1);
});

test("where nothing outlasts the run, that is said for as long as it is so", async () => {
  open({ inMemory: true });
  const notice = await screen.findByText(/lasts until Lobby is closed/);
  expect(screen.getByRole("region", { name: "Notices" }).contains(notice)).toBe(true);
  expect(screen.queryByLabelText("Hide this message")).toBeNull();
  if (desk.status) desk.status = { ...desk.status, inMemory: false };
  await waitFor(() => {
    expect(screen.queryByText(/lasts until Lobby is closed/)).toBeNull();
  });
});

test("that what was noted here is lost is told until it is read, and the desk is told that it was", async () => {
  const begunAnew = { utc: "2026-10-22T01:05:00Z", date: "2026-10-22", offset: 540, time: "10:05" };
  const gone = (): Promise<void> =>
    waitFor(() => {
      expect(screen.queryByTestId("begun-anew")).toBeNull();
    });
  open({ begunAnew });
  await screen.findByTestId("begun-anew");
  // While somebody works, too.
  if (desk.status) desk.status = { ...desk.status, begunAnew: null };
  await gone();
  announcer.text = "";
  if (desk.status) desk.status = { ...desk.status, begunAnew };
  const notice = await screen.findByTestId("begun-anew");
  expect(notice.textContent).toContain("begun anew on Thursday 22 October 2026 at 10:05");
  expect(screen.getByRole("region", { name: "Notices" }).contains(notice)).toBe(true);
  expect(announcer.text).toContain("begun anew");
  await userEvent.click(screen.getByLabelText("Hide this message"));
  await gone();
  expect((await desk.backend.status()).begunAnew).toBeNull();
});

test("a list that could not be read is named, until it is hidden or another is, and the network is not blamed", async () => {
  open();
  await screen.findByRole("grid");
  const trouble = (seconds: number | null, lists: Source[]): void => {
    if (desk.status) desk.status = { ...desk.status, freshness: { kind: "troubled", seconds, lists, detail: "roles: not allowed" } };
  };
  trouble(null, ["roles"]);
  const notice = await screen.findByText(/Not all could be read: roles\. .*roles: not allowed/);
  expect(screen.getByRole("region", { name: "Notices" }).contains(notice)).toBe(true);
  expect(screen.getByText("Not all could be read: roles")).toBeDefined();
  expect(screen.queryByText(/Check the network/)).toBeNull();
  await userEvent.click(screen.getByLabelText("Hide this message"));
  expect(screen.queryByText(/If it stays so/)).toBeNull();
  trouble(3, ["roles", "doors"]);
  expect(await screen.findByText(/Not all could be read: roles, doors\. /)).toBeDefined();
  trouble(null, []);
  expect(await screen.findByText(/DoorFlow cannot answer yet/)).toBeDefined();
  expect(screen.queryByText(/Check the network/)).toBeNull();
  expect(screen.queryByText(/If it stays so/)).toBeNull();
});

test("it opens with the page that was chosen, and says once that it is painted", async () => {
  preferences.set({ firstPage: "calendar" });
  const fake = new Fake({ pace: 0, elapsed: () => 0 });
  const painted = vi.spyOn(fake, "painted");
  render(App, { started: desk.start(fake) });
  await waitFor(() => {
    expect(document.querySelector("[data-test=calendar-grid]")).not.toBeNull();
  });
  await waitFor(() => {
    expect(painted).toHaveBeenCalledTimes(1);
  });
  view.page = "today";
  expect(await screen.findByRole("grid")).toBeDefined();
  expect(painted).toHaveBeenCalledTimes(1);
  preferences.set({ firstPage: "today" });
});

test("a desk that opens with the calendar reads that alone at first", async () => {
  const { later } = parts;
  parts.later = null;
  preferences.set({ firstPage: "calendar" });
  open();
  await waitFor(() => {
    expect(document.querySelector("[data-test=calendar-grid]")).not.toBeNull();
  });
  expect(document.querySelector("[data-test=view-week]")).not.toBeNull();
  expect(parts.later).toBeNull();
  parts.later = later;
  preferences.set({ firstPage: "today" });
});

test("the live region is there from the start, and says the same sentence twice as two", async () => {
  open();
  const region = document.querySelector("[data-test=live]");
  // What waits for somebody is said first of all.
  await waitFor(() => {
    expect(region?.textContent.trim()).toBe("1 in the outbox needs you.");
  });
  announce("Saved.");
  await waitFor(() => {
    expect(region?.textContent.trim()).toBe("Saved.");
  });
  const first = region?.textContent;
  announce("Saved.");
  await waitFor(() => {
    expect(region?.textContent).not.toBe(first);
  });
  expect(region?.textContent.trim()).toBe("Saved.");
});

test("by keyboard alone, a person is found and the booking opened", async () => {
  open();
  await screen.findByRole("grid");
  await userEvent.keyboard("/");
  await waitFor(() => {
    expect(document.activeElement?.getAttribute("data-test")).toBe("palette-input");
  });
  await userEvent.keyboard("nguy{Enter}");
  await waitFor(() => {
    expect(view.drawer).toEqual({ kind: "book", draft: { personId: 1001 } });
  });
  expect(await screen.findByRole("complementary")).toBeDefined();
});

test("the board has the focus at first, and gets it back when the drawer closes", async () => {
  open();
  await screen.findByRole("grid");
  const row = document.activeElement;
  expect(row?.getAttribute("role")).toBe("row");
  await userEvent.keyboard("c");
  const drawer = await screen.findByRole("complementary");
  await waitFor(() => {
    expect(drawer.contains(document.activeElement)).toBe(true);
  });
  await userEvent.keyboard("{Escape}");
  await waitFor(() => {
    expect(document.activeElement).toBe(row);
  });
  expect(screen.queryByRole("complementary")).toBeNull();
});

test("a drawer that is asked for before the rest is read opens with it, and takes the focus", async () => {
  const { later } = parts;
  parts.later = null;
  open();
  await screen.findByRole("grid");
  await userEvent.keyboard("c");
  expect(screen.queryByRole("complementary")).toBeNull();
  expect(document.querySelector("main")?.inert).toBe(false);
  parts.later = later;
  const drawer = await screen.findByRole("complementary");
  await waitFor(() => {
    expect(drawer.contains(document.activeElement)).toBe(true);
  });
});

test("where a drawer covers the page, nothing is changed behind it: it goes first, unless something is typed in it", async () => {
  open();
  await screen.findByRole("grid");
  view.narrow = true;
  const rail = (page: string): Element => document.querySelector(`[data-test=rail-${page}]`) as Element;
  view.open({ kind: "outbox" });
  await waitFor(() => {
    expect(document.querySelector("main")?.inert).toBe(true);
  });
  await userEvent.click(rail("calendar"));
  expect([view.page, view.drawer]).toEqual(["calendar", null]);
  expect(document.activeElement).toBe(rail("calendar"));

  await userEvent.keyboard("c");
  const drawer = await screen.findByTestId("drawer");
  await waitFor(() => {
    expect(drawer.contains(document.activeElement)).toBe(true);
  });
  calendar.show("week");
  await userEvent.keyboard("lin");
  await userEvent.click(rail("history"));
  await userEvent.click(document.querySelector("[data-test=view-month]") as Element);
  await askToSignOut();
  expect([view.page, calendar.view, view.drawer?.kind, view.signOutAsked]).toEqual(["calendar", "week", "book", false]);
  expect(screen.getByTestId("trouble").textContent).toContain("something is typed");
  await view.close();
  expect(screen.queryByTestId("trouble")).toBeNull();

  await userEvent.keyboard("c");
  await screen.findByTestId("drawer");
  await userEvent.click(document.querySelector("[data-test=view-month]") as Element);
  expect([calendar.view, view.drawer], "nothing was typed in this one").toEqual(["month", null]);
});

/** As the palette does it. */
async function askToSignOut(): Promise<void> {
  actionsFor("sign out")[0]?.run();
  await tick();
}

test("what was open does not outlive the sign-in", async () => {
  open();
  await screen.findByRole("grid");
  view.open({ kind: "person", id: 1001 });
  await screen.findByRole("complementary");
  view.keysHelp = true;
  await desk.backend.signOut();
  expect(await screen.findByText("Connect to DoorFlow")).toBeDefined();
  expect([view.drawer, view.keysHelp]).toEqual([null, false]);
});

test("a cancelling that is answered after the sign-in ended is told to nobody who comes next", async () => {
  open();
  await screen.findByRole("grid");
  const visit = (await desk.backend.agenda("2026-10-22", "2026-10-22")).visits.find(({ state }) => state === "expected");
  let answer: (outcome: Cancelling) => void = () => undefined;
  desk.backend.cancelVisit = () => new Promise((resolve) => (answer = resolve));
  view.open({ kind: "visit", key: visit?.key ?? "", asking: "cancel" });
  await userEvent.click(await screen.findByTestId("visit-cancel-yes"));
  await desk.backend.signOut();
  expect(await screen.findByText("Connect to DoorFlow")).toBeDefined();
  answer({ kind: "done" });
  await new Promise((resolve) => setTimeout(resolve));
  expect([undoing.said, undoing.possible]).toEqual(["", false]);
});

test("whom History was asked for is forgotten with the sign-in", async () => {
  open();
  await waitFor(() => {
    expect(desk.session.phase).toBe("signedIn");
  });
  asked.person = { id: 1001, name: "Linh Nguyễn", line: "", initials: "LN", bar: null };
  asked.door = 14;
  asked.period = "all";
  desk.session = { phase: "signedOut", reason: "signedOutHere" };
  await waitFor(() => {
    expect([asked.person, asked.door, asked.period]).toEqual([null, 0, "days7"]);
  });
});
