import { render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { describe, expect, it, vi } from "vitest";
import { desk } from "../desk.svelte";
import { announcer } from "../frame/announce.svelte";
import { view } from "../frame/view.svelte";
import type { NewTimes, Visit } from "../ipc/bindings";
import VisitDrawer from "./VisitDrawer.svelte";
import { building, open, openBefore, user, visitThat } from "./test-drawer";

openBefore();

describe("the visit drawer", () => {
  it("tells who, when and where, with each door's readiness in words", async () => {
    const visit = await visitThat((each) => each.state === "expected" && each.doors.some((door) => door.readiness === "offline"));
    await open(visit);
    expect(screen.getByTestId("visit-person").textContent).toContain(visit.name);
    expect(screen.getByTestId("visit-when").textContent).toContain(`${visit.start.time}–${visit.end.time}`);
    expect(screen.getByTestId("visit-when").textContent).toMatch(/day \d+ October 2026/);
    const doors = screen.getAllByTestId("visit-door").map((door) => door.textContent);
    expect(doors).toHaveLength(visit.doors.length);
    expect(doors.some((door) => door.includes("Plant Room · offline"))).toBe(true);
    expect(screen.getByTestId("visit-number").textContent).toBe(visit.key.slice(1));
  });

  it("says of each door that is not ready what happens next, and who must do it", async () => {
    const visit = await visitThat((each) => each.state === "expected" && each.doors.length === 2);
    const doors = [
      { id: 1, name: "Front Door", readiness: "waiting" },
      { id: 2, name: "Plant Room", readiness: "offline" },
      { id: 3, name: "Stores", readiness: "failing" },
    ] as const;
    const read = building.visit;
    building.visit = async (key) => {
      const details = await read(key);
      return { ...details, visit: { ...details.visit, doors: [...doors], readiness: "failing" } };
    };
    await open(visit);
    const said = () => screen.getAllByTestId("visit-doors-say").map((line) => line.textContent);
    expect(said()).toEqual([
      "Accepted by DoorFlow.",
      "Doors being updated: Front Door.",
      "Plant Room is offline and takes it by itself when it is back.",
      "Stores fails to take changes: tell whoever looks after the doors.",
    ]);
    if (desk.session.phase === "signedIn") desk.session = { ...desk.session, missing: ["sync"] };
    await waitFor(() => expect(said()[1]).toBe("Not told yet: Front Door. This sign-in may not tell the doors: somebody must start a sync in DoorFlow."));
  });

  it("shows the PIN with I, and hides it again", async () => {
    await open(await visitThat((each) => each.state === "expected"));
    expect(screen.queryByTestId("pin-digits")).toBeNull();
    await user.keyboard("i");
    expect((await screen.findByTestId("pin-digits")).textContent).toMatch(/^\d+$/);
    await user.keyboard("i");
    await waitFor(() => expect(screen.queryByTestId("pin-digits")).toBeNull());
  });

  it("books again with R: the same person and places, at a free time", async () => {
    const visit = await visitThat((each) => each.state === "over" && each.kind === "reservation");
    await open(visit);
    await user.keyboard("r");
    expect(view.drawer).toMatchObject({
      kind: "book",
      draft: { personId: visit.personId, date: "2026-10-23", from: visit.start.time, place: { kind: "doors", channelIds: visit.doors.map((door) => door.id) } },
    });
  });

  it("shows its keys only while it hears them", async () => {
    await open(await visitThat((each) => each.state === "underWay"));
    const row = screen.getByTestId("visit-let-in").closest(".row");
    expect(row?.classList.contains("elsewhere")).toBe(false);
    const page = document.body.appendChild(document.createElement("button"));
    page.focus();
    await waitFor(() => expect(row?.classList.contains("elsewhere")).toBe(true));
    screen.getByTestId("visit-let-in").focus();
    await waitFor(() => expect(row?.classList.contains("elsewhere")).toBe(false));
    page.remove();
  });

  it("leaves the keys of the page to the page", async () => {
    const visit = await visitThat((each) => each.state === "expected");
    const elsewhere = document.createElement("button");
    document.body.append(elsewhere);
    await open(visit);
    elsewhere.focus();
    await user.keyboard("x");
    expect(screen.queryByTestId("visit-cancel-yes")).toBeNull();
    elsewhere.remove();
  });

  it("says when the visit is gone, and goes on with it when DoorFlow has accepted it under its own number", async () => {
    const visit = await visitThat((each) => each.state === "notBooked");
    await open(visit);
    desk.receipts = new Map([
      [
        5,
        {
          booking: 5,
          who: visit.name,
          steps: [
            { what: "book", item: { kind: visit.kind, start: visit.start, end: visit.end, places: [] }, state: "accepted", visitKey: "r777", problems: [], detail: "" },
          ],
        },
      ],
    ]);
    building.visit = () => Promise.reject({ code: "notFound", detail: "", problems: [] });
    building.visitsChanged();
    await waitFor(() => expect(view.drawer).toEqual({ kind: "visit", key: "r777" }));
  });

  it("hands a note that is being typed on to the visit that DoorFlow has accepted", async () => {
    const visit = await visitThat((each) => each.state === "notBooked");
    await open(visit);
    await user.click(screen.getByTestId("about-change"));
    await user.type(await screen.findByTestId("about-purpose"), "Audit");
    const item = { kind: visit.kind, start: visit.start, end: visit.end, places: [] };
    desk.receipts = new Map([[5, { booking: 5, who: visit.name, steps: [{ what: "book", item, state: "accepted", visitKey: "r777", problems: [], detail: "" }] }]]);
    building.visit = () => Promise.reject({ code: "notFound", detail: "", problems: [] });
    building.visitsChanged();
    const noting = { about: { hostId: null, host: "", purpose: "Audit", note: "" }, hostTyped: "", field: "visit-about-purpose" };
    await waitFor(() => expect(view.drawer).toEqual({ kind: "visit", key: "r777", noting }));
  });
});

describe("times that were chosen on the calendar", () => {
  const timesOf = ({ start }: Visit): NewTimes => ({ date: start.date, lastDate: "", from: "12:00", to: "13:00" });
  const field = (name: "from" | "to"): HTMLInputElement => screen.getByTestId(`book-${name}`);

  async function drop(visit: Visit): Promise<void> {
    render(VisitDrawer, { visitKey: visit.key, times: timesOf(visit) });
    await waitFor(() => expect(field("to").value).toBe("13:00"));
  }

  /** Another desk has booked something, and the visit has been read again. */
  async function news(): Promise<void> {
    const read = vi.spyOn(building, "visit");
    building.visitsChanged();
    await waitFor(() => expect(read).toHaveBeenCalledOnce());
    await read.mock.results[0]?.value;
    await tick();
    read.mockRestore();
  }

  it("are taken once: news changes nothing of what is typed over them", async () => {
    await drop(await visitThat((each) => each.state === "expected" && each.kind === "reservation"));
    await user.clear(field("to"));
    await user.type(field("to"), "13:30");
    await news();
    expect(field("from").value).toBe("12:00");
    expect(field("to").value).toBe("13:30");
  });

  it("do not come back by news once they were left", async () => {
    await drop(await visitThat((each) => each.state === "expected" && each.kind === "reservation"));
    await user.keyboard("{Escape}");
    await news();
    expect(screen.queryByTestId("move")).toBeNull();
    await user.keyboard("x");
    const yes = await screen.findByTestId("visit-cancel-yes");
    await waitFor(() => expect(document.activeElement).toBe(yes));
    await news();
    expect(document.activeElement).toBe(yes);
    expect(screen.queryByTestId("move")).toBeNull();
  });

  it("are refused aloud once where the visit is over", async () => {
    const visit = await visitThat((each) => each.state === "over" && each.kind === "reservation");
    render(VisitDrawer, { visitKey: visit.key, times: timesOf(visit) });
    await waitFor(() => expect(announcer.text).toContain("is over"));
    announcer.text = "";
    await news();
    expect(announcer.text).toBe("");
  });
});
