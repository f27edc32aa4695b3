import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { desk } from "../desk.svelte";
import { announcer } from "../frame/announce.svelte";
import { trouble } from "../frame/trouble.svelte";
import type { LetIn, SessionState } from "../ipc/bindings";
import { building, open, openBefore, user, visitThat } from "./test-drawer";

openBefore();

describe("letting a visitor in", () => {
  const here = async () => open(await visitThat((each) => each.state === "underWay" && each.doors.length > 1));

  it("asks one of the visit's doors by two keys, and says what became of it", async () => {
    await here();
    let answer: (outcome: LetIn) => void = () => undefined;
    const asked = vi.spyOn(building, "letIn").mockImplementation(() => new Promise((resolve) => (answer = resolve)));
    await user.keyboard("l");
    const doors = await screen.findAllByTestId("let-in-door");
    expect(doors[0]).toBe(document.activeElement);
    await user.keyboard("{Enter}{Enter}");
    expect(asked).toHaveBeenCalledTimes(1);
    expect(screen.getByTestId("let-in-said").textContent).toBe(`Asking ${String(doors[0]?.textContent)}…`);
    const clock = await building.clock();
    answer({ outcome: "denied", at: clock.now });
    await waitFor(() => expect(screen.getByTestId("let-in-said").textContent).toContain("refused to let"));
    expect(announcer.text).toContain("refused to let");
    // What the door reports changes the visit, and takes nothing away of what was said.
    const { visit } = building;
    building.visit = async (key) => {
      const details = await visit(key);
      return { ...details, doorflowId: 902, visit: { ...details.visit } };
    };
    building.visitsChanged();
    await waitFor(() => expect(screen.getByTestId("visit-number").textContent).toBe("902"));
    expect(screen.getByTestId("let-in-said").textContent).toContain("refused to let");
  });

  it.each([
    ["admitted", /opened for .* at 10:42/],
    ["offline", /is offline and did not open/],
    ["timeout", /did not answer within two minutes/],
    ["notKnown", /may have opened/],
  ] as const)("tells %s as it is", async (outcome, text) => {
    await here();
    const { now } = await building.clock();
    vi.spyOn(building, "letIn").mockResolvedValue({ outcome, at: now });
    await user.keyboard("l");
    await user.click((await screen.findAllByTestId("let-in-door"))[0] as HTMLElement);
    await waitFor(() => expect(screen.getByTestId("let-in-said").textContent).toMatch(text));
  });

  it("says that the door was not asked where it was not", async () => {
    await here();
    vi.spyOn(building, "letIn").mockRejectedValue({ code: "offline", detail: "", problems: [] });
    await user.keyboard("l");
    await user.click((await screen.findAllByTestId("let-in-door"))[0] as HTMLElement);
    await waitFor(() => expect(screen.getByTestId("let-in-said").textContent).toMatch(/was not asked/));
  });

  it("is off, with the reason, where the sign-in may not", async () => {
    building.say({ kind: "session", session: { ...(desk.session as Extract<SessionState, { phase: "signedIn" }>), missing: ["admit"] } });
    await here();
    expect((screen.getByTestId("visit-let-in") as HTMLButtonElement).disabled).toBe(true);
    expect(screen.getByText(/may not let visitors in/)).toBeDefined();
    await user.keyboard("l");
    expect(screen.queryByTestId("let-in")).toBeNull();
    expect(announcer.text).toContain("may not let visitors in");
  });

  it("offers any door for a visit by groups, the usual one first", async () => {
    await open(await visitThat((each) => each.kind === "groupReservation" && each.state === "expected"));
    const asked = vi.spyOn(building, "letIn");
    await user.keyboard("l");
    await screen.findByTestId("let-in-other");
    await user.keyboard("{Enter}");
    expect(asked).toHaveBeenCalledWith(expect.any(String), 14);
  });

  it("checks in and out by key", async () => {
    const visit = await visitThat((each) => each.state === "expected" && each.start.date === "2026-10-22" && each.kind === "reservation");
    await open(visit);
    const marks = vi.spyOn(building, "mark");
    await user.keyboard("h");
    await waitFor(() => expect(screen.getByTestId("visit-state").textContent).toContain("Here since 10:42"));
    await user.keyboard("{Shift>}H{/Shift}");
    await waitFor(() => expect(screen.getByTestId("visit-state").textContent).toContain("Left 10:42"));
    expect(marks.mock.calls).toEqual([[[visit.key], true], [[visit.key], false]]);
  });

  it("checks in at a double click, and not straight out again", async () => {
    const visit = await visitThat((each) => each.state === "expected" && each.start.date === "2026-10-22" && each.kind === "reservation");
    await open(visit);
    const marks = vi.spyOn(building, "mark");
    await user.dblClick(screen.getByTestId("visit-mark"));
    await waitFor(() => expect(screen.getByTestId("visit-state").textContent).toContain("Here since 10:42"));
    expect(marks.mock.calls).toEqual([[[visit.key], true]]);
    await user.click(screen.getByTestId("visit-mark"));
    await waitFor(() => expect(screen.getByTestId("visit-state").textContent).toContain("Left 10:42"));
  });

  it("checks nobody in more than a day before the visit, and says from when on", async () => {
    await open(await visitThat((each) => each.state === "expected" && each.start.date === "2026-10-27"));
    expect(screen.getByTestId("visit-badge")).toBeDefined();
    expect(screen.queryByTestId("visit-mark")).toBeNull();
    const marks = vi.spyOn(building, "mark");
    await user.keyboard("h");
    await waitFor(() => expect(trouble.said).toContain("from a day before the visit on"));
    expect(marks).not.toHaveBeenCalled();
  });

  it("says so too where the desk refuses what the page has offered", async () => {
    await open(await visitThat((each) => each.state === "expected" && each.start.date === "2026-10-22"));
    vi.spyOn(building, "mark").mockRejectedValue({ code: "refused", detail: "", problems: [] });
    await user.click(screen.getByTestId("visit-mark"));
    await waitFor(() => expect(trouble.said).toContain("from a day before the visit on"));
  });
});
