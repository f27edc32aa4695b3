import { cleanup, configure, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { desk } from "../desk.svelte";
import { announcer } from "../frame/announce.svelte";
import { view } from "../frame/view.svelte";
import type { PersonDetails, Revoking } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import PersonDrawer from "./PersonDrawer.svelte";

configure({ testIdAttribute: "data-test" });

let building: Fake;
const user = userEvent.setup();

beforeEach(async () => {
  building = new Fake({ pace: 5, elapsed: () => 0 });
  desk.session = { phase: "starting" };
  view.drawer = null;
  await desk.start(building);
});

afterEach(cleanup);

const button = (label: string): Promise<HTMLElement> => screen.findByRole("button", { name: `Revoke ${label}` });

/** The drawer of somebody whose PIN is being revoked as said. */
async function withRevoking(revoking: Revoking, rest: Partial<PersonDetails> = {}): Promise<void> {
  const person = await building.person(1001);
  const credentials = person.credentials.map((line) => (line.isPin ? { ...line, revoking } : line));
  building.person = () => Promise.resolve({ ...person, credentials, ...rest });
  render(PersonDrawer, { id: 1001 });
  await screen.findByTestId("revoking");
}

describe("revoking a credential", () => {
  it("asks in place, and Esc keeps it and goes back to the button", async () => {
    render(PersonDrawer, { id: 1001 });
    (await button("PIN")).focus();
    await user.keyboard("{Enter}");
    const keep = await screen.findByTestId("revoke-keep");
    await waitFor(() => expect(document.activeElement).toBe(keep));
    const group = screen.getByTestId("revoke-confirm");
    expect(group.textContent).toContain("Doors will no longer open for this PIN. This cannot be undone.");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement?.getAttribute("aria-label")).toBe("Revoke PIN"));
    expect(screen.queryByTestId("revoke-confirm")).toBeNull();
    expect(announcer.text).toContain("PIN kept.");
    expect(screen.getAllByTestId("credential")).toHaveLength(2);
  });

  it("goes once DoorFlow has done it, says so, and lets another PIN be given", async () => {
    render(PersonDrawer, { id: 1001 });
    await user.click(await screen.findByTestId("pin-show"));
    await screen.findByTestId("pin-digits");
    await user.click(await button("PIN"));
    await user.keyboard("{Shift>}{Tab}{/Shift}");
    expect(document.activeElement).toBe(screen.getByTestId("revoke-yes"));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.getAllByTestId("credential")).toHaveLength(1));
    expect(screen.queryByTestId("pin-digits"), "what is revoked is not shown").toBeNull();
    await waitFor(() => expect(announcer.text).toContain("PIN revoked. The doors are being told."));
    expect(document.activeElement?.textContent).toBe("Credentials");
    await user.click(await screen.findByTestId("pin-give"));
    await waitFor(() => expect(screen.getAllByTestId("credential")).toHaveLength(2));
  });

  it("revokes the one that was meant", async () => {
    render(PersonDrawer, { id: 1001 });
    await user.click(await button("Card Number"));
    await user.click(within(screen.getByTestId("revoke-confirm")).getByRole("button", { name: "Revoke Card Number" }));
    await waitFor(() => expect(screen.getAllByTestId("credential").map((line) => line.textContent)).toEqual([expect.stringContaining("PIN")]));
    expect(screen.queryByTestId("pin-give")).toBeNull();
  });

  it("says that it waits while DoorFlow cannot be reached, and does not call what cannot be read nothing", async () => {
    await withRevoking({ state: "queued", reason: "offline", problems: [] }, { read: null, credentialsRead: false, hasPin: null });
    expect(screen.getByTestId("revoking").textContent).toContain("Will be revoked when DoorFlow can be reached.");
    expect(screen.queryByRole("button", { name: "Revoke PIN" })).toBeNull();
    cleanup();
    const person = await building.person(1001);
    building.person = () => Promise.resolve({ ...person, credentials: [], credentialsRead: false, hasPin: null });
    render(PersonDrawer, { id: 1001 });
    expect((await screen.findByTestId("credentials-none")).textContent).toContain("could not be read");
  });

  it("says why it was refused, and can be asked for again", async () => {
    await withRevoking({ state: "rejected", reason: "refused", problems: [{ field: "place", code: "refused", subject: "PINs are managed elsewhere" }] });
    expect(screen.getByTestId("revoking").textContent).toContain("Not revoked");
    expect(screen.getByTestId("revoke-problem").textContent).toContain("PINs are managed elsewhere");
    expect(await button("PIN")).toBeTruthy();
  });

  it("is off with the reason where the sign-in may not change people", async () => {
    if (desk.session.phase === "signedIn") desk.session = { ...desk.session, missing: ["writePeople"] };
    render(PersonDrawer, { id: 1001 });
    const off = await button("PIN");
    expect(off.getAttribute("aria-disabled")).toBe("true");
    const why = document.getElementById(off.getAttribute("aria-describedby") ?? "");
    expect(why?.textContent).toContain("may not revoke credentials");
    await user.click(off);
    expect(screen.queryByTestId("revoke-confirm")).toBeNull();
  });

  it("says what the desk answers where it could not be kept", async () => {
    building.revokeCredential = () => Promise.reject(Object.assign(new Error(), { code: "machine", detail: "", problems: [] }));
    render(PersonDrawer, { id: 1001 });
    await user.click(await button("PIN"));
    await user.click(screen.getByTestId("revoke-yes"));
    expect((await screen.findByTestId("revoke-failure")).textContent).toContain("This computer could not do it");
    expect(screen.getAllByTestId("credential")).toHaveLength(2);
  });
});
