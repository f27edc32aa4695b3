import { configure, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import type { PasteError, SessionState, SignOutReason } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import { paper } from "../paper/paper.svelte";
import { paperWords } from "../words/paper";
import { explain } from "../words/errors";
import { notFinished, pasteProblems, reasons, setupProblems, signIn as words } from "../words/session";
import SetupForm from "./SetupForm.svelte";
import SignIn from "./SignIn.svelte";

configure({ testIdAttribute: "data-test" });

async function show(options: ConstructorParameters<typeof Fake>[0]) {
  const fake = new Fake({ pace: 0, elapsed: () => 0, ...options });
  await desk.start(fake);
  const { rerender } = render(SignIn, { session: desk.session });
  /** Draws the screen for what the session is now, as the frame does. */
  const follow = () => rerender({ session: desk.session });
  return { fake, follow, rerender };
}

test.each(Object.keys(reasons) as SignOutReason[])("being signed out because of %s is told in words", async (reason) => {
  await show({ start: "signedOut", reason });
  expect(await screen.findByText(reasons[reason])).toBeDefined();
});

test("who cannot change the application is told whom to tell where DoorFlow refuses it", async () => {
  const fake = new Fake({ pace: 0, elapsed: () => 0, start: "signedOut", reason: "clientRefused" });
  const setup = await fake.setup();
  fake.setup = () => Promise.resolve({ ...setup, managed: true });
  await desk.start(fake);
  render(SignIn, { session: desk.session });
  const said = await screen.findByTestId("sign-out-reason");
  expect(said.textContent).toMatch(/configuration.*Tell whoever looks after this computer/);
  expect(said.textContent).not.toContain("below");
});

test.each([
  [false, /lobby\.toml/],
  [true, /configuration.*Tell whoever looks after this computer/],
])("where the application lacks a scope, all that are asked for are listed (managed: %s)", async (managed, what) => {
  const fake = new Fake({ pace: 0, elapsed: () => 0, start: "signedOut", reason: "scopeRefused" });
  const setup = await fake.setup();
  fake.setup = () => Promise.resolve({ ...setup, managed, scopes: ["account.person", "account.sync"] });
  await desk.start(fake);
  render(SignIn, { session: desk.session });
  const said = await screen.findByTestId("sign-out-reason");
  expect(said.textContent).toMatch(/lacks a scope/);
  expect(said.textContent).toMatch(what);
  expect(within(screen.getByTestId("scopes-asked")).getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual(["account.person", "account.sync"]);
});

test("of nothing else is it said which scopes are asked for", async () => {
  await show({ start: "signedOut", reason: "badAnswer" });
  await screen.findByText("Connect to DoorFlow");
  expect(screen.queryByTestId("scopes-asked")).toBeNull();
});

test("where DoorFlow's page shows an error, what that means is said while it is waited for, and afterwards", async () => {
  const { follow } = await show({ start: "signedOut" });
  expect(reasons.timedOut).toMatch(/client id or the redirect address is not registered/);
  await userEvent.click(await screen.findByText("Connect to DoorFlow"));
  await follow();
  expect(screen.getByText(/client id or the redirect address is not registered/)).toBeDefined();
});

test("connecting opens the browser, the address can be pasted, and a useless one is told at the field", async () => {
  const { follow } = await show({ start: "signedOut" });
  await userEvent.click(await screen.findByText("Connect to DoorFlow"));
  await follow();
  expect(screen.getByLabelText<HTMLInputElement>(/Open this address/).value).toContain("https://");
  await userEvent.click(screen.getByText("Paste the address instead"));
  const field = screen.getByLabelText("Address the browser ended on");
  await userEvent.type(field, "https://example.org/{Enter}");
  expect(await screen.findByText(pasteProblems.otherAddress)).toBeDefined();
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(field);
  expect(screen.getByText(words.pasteHint)).toBeDefined();
  await userEvent.clear(field);
  await userEvent.type(field, "http://127.0.0.1:47100/callback?code=1&state=2{Enter}");
  await waitFor(() => {
    expect(desk.session.phase).toBe("signedIn");
  });
});

test.each(Object.keys(pasteProblems) as PasteError[])("of a pasted address it is said that it is %s, and the hint stays", async (why) => {
  const { fake, follow } = await show({ start: "signedOut" });
  vi.spyOn(fake, "pasteAddress").mockResolvedValue(why);
  await userEvent.click(await screen.findByText("Connect to DoorFlow"));
  await follow();
  await userEvent.click(screen.getByText("Paste the address instead"));
  const field = screen.getByLabelText("Address the browser ended on");
  await userEvent.type(field, "http://127.0.0.1:47100/callback{Enter}");
  await waitFor(() => {
    expect(screen.getByTestId("paste-problem").textContent).toBe(pasteProblems[why]);
  });
  const described = field.getAttribute("aria-describedby")?.split(" ").map((id) => document.getElementById(id)?.textContent.trim());
  expect(described).toEqual([pasteProblems[why], words.pasteHint]);
});

test("a redirect address that Lobby cannot wait on is told at its field, and not saved", async () => {
  const { fake } = await show({ start: "firstRun" });
  const saved = vi.spyOn(fake, "saveSetup");
  await userEvent.type(await screen.findByLabelText("Client id"), "abc");
  const redirect = screen.getByLabelText("Redirect address");
  await userEvent.clear(redirect);
  await userEvent.type(redirect, "http://desk1.local:47100/callback");
  await userEvent.click(screen.getByText("Save and go on"));
  expect(screen.getByText(setupProblems.unsafeRedirect)).toBeDefined();
  expect([document.activeElement, redirect.getAttribute("aria-invalid")]).toEqual([redirect, "true"]);
  expect(saved).not.toHaveBeenCalled();
});

test("what keeps the setup from being saved is told as this computer says it", async () => {
  const { fake } = await show({ start: "firstRun" });
  const detail = "lobby.toml is not valid TOML; mend it or remove it";
  vi.spyOn(fake, "saveSetup").mockRejectedValue({ code: "machine", detail, problems: [] });
  await userEvent.type(await screen.findByLabelText("Client id"), "abc");
  await userEvent.click(screen.getByText("Save and go on"));
  expect((await screen.findByRole("alert")).textContent).toContain(detail);
});

test("what the configuration says is read again with each sign-in", async () => {
  const { fake, rerender } = await show({ start: "signedOut" });
  await screen.findByText("Connect to DoorFlow");
  const before = await fake.setup();
  vi.spyOn(fake, "setup").mockResolvedValue({ ...before, scopes: ["account.sync"], trouble: "lobby.toml, line 3: unknown key" });
  await rerender({ session: { phase: "waitingForBrowser", address: "https://x", back: "byItself" } satisfies SessionState });
  await rerender({ session: { phase: "signedOut", reason: "scopeRefused" } satisfies SessionState });
  expect((await screen.findByTestId("setup-trouble")).textContent).toContain("line 3");
  expect(within(screen.getByTestId("scopes-asked")).getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual(["account.sync"]);
});

test("a sign-in that cannot begin shows what the configuration says by now", async () => {
  const { fake } = await show({ start: "signedOut" });
  const before = await fake.setup();
  const connect = await screen.findByText("Connect to DoorFlow");
  vi.spyOn(fake, "setup").mockResolvedValue({ ...before, clientId: "", managed: false, trouble: "lobby.toml, line 3: unknown key" });
  vi.spyOn(fake, "signIn").mockRejectedValue({ code: "badInput", message: "no client id", problems: [] });
  await userEvent.click(connect);
  expect((await screen.findByTestId("setup-trouble")).textContent).toContain("line 3");
  expect(await screen.findByLabelText("Client id")).toBeDefined();
});

test("where the answer does not come back by itself, pasting is what is asked for", async () => {
  const { rerender } = await show({ start: "signedOut" });
  const session: SessionState = { phase: "waitingForBrowser", address: "https://x", back: "byHand" };
  await rerender({ session });
  expect(screen.getByLabelText("Address the browser ended on")).toBeDefined();
  expect(screen.queryByText("Paste the address instead")).toBeNull();
  await rerender({ session: { ...session, back: "portTaken" } });
  expect(screen.getByLabelText("Address the browser ended on")).toBeDefined();
  expect(screen.getByText(/Another program on this computer uses the address/)).toBeDefined();
});

test("a first run asks for the client id before it offers to connect", async () => {
  const { fake } = await show({ start: "firstRun" });
  const saved = vi.spyOn(fake, "saveSetup");
  const id = await screen.findByLabelText("Client id");
  expect(screen.queryByText("Connect to DoorFlow")).toBeNull();
  await userEvent.click(screen.getByText("Save and go on"));
  expect(screen.getByText(/Give the client id/)).toBeDefined();
  expect(document.activeElement).toBe(id);
  expect(saved).not.toHaveBeenCalled();
  await userEvent.type(id, " abc ");
  await userEvent.click(screen.getByText("Save and go on"));
  expect(saved).toHaveBeenCalledWith({ clientId: "abc", clientSecret: "", forgetSecret: false, redirectUri: "http://127.0.0.1:47100/callback" });
  expect(await screen.findByText("Connect to DoorFlow")).toBeDefined();
});

test("whatever is pressed about the setup goes, and the heading has the focus then", async () => {
  await show({ start: "signedOut" });
  const heading = screen.getByRole("heading");
  await userEvent.click(await screen.findByText("Change the DoorFlow application"));
  await screen.findByTestId("setup");
  expect(document.activeElement).toBe(heading);
  await userEvent.click(screen.getByText("Keep it as it is"));
  expect(document.activeElement).toBe(heading);
  await userEvent.click(screen.getByText("Change the DoorFlow application"));
  await userEvent.type(screen.getByLabelText("Client id"), "abc");
  await userEvent.click(screen.getByText("Save and go on"));
  await screen.findByText("Connect to DoorFlow");
  await waitFor(() => {
    expect(document.activeElement).toBe(heading);
  });
});

test("a secret that is kept can be taken away, and is left alone otherwise", async () => {
  const { fake } = await show({ start: "signedOut" });
  const saved = vi.spyOn(fake, "saveSetup");
  const known = { ...(await fake.setup()), clientId: "abc", hasSecret: true };
  const onsaved = vi.fn();
  render(SetupForm, { setup: known, onsaved });
  const secret = screen.getByLabelText("Client secret");
  await userEvent.type(secret, "new");
  expect(screen.queryByLabelText(words.forgetSecret)).toBeNull();
  await userEvent.clear(secret);
  await userEvent.click(screen.getByText("Save and go on"));
  expect(saved).toHaveBeenLastCalledWith(expect.objectContaining({ clientSecret: "", forgetSecret: false }));
  await userEvent.click(screen.getByLabelText(words.forgetSecret));
  await userEvent.click(screen.getByText("Save and go on"));
  expect(saved).toHaveBeenLastCalledWith(expect.objectContaining({ clientSecret: "", forgetSecret: true }));
});

test("cancelling goes back, and says that nothing has changed", async () => {
  const { follow } = await show({ start: "signedOut" });
  await userEvent.click(await screen.findByText("Connect to DoorFlow"));
  await follow();
  await userEvent.click(screen.getByText("Cancel"));
  await follow();
  expect(screen.getByText(reasons.cancelled)).toBeDefined();
});

test("why the account cannot be read is told, the focus stays, and the sign-in can be given up", async () => {
  const { fake, follow, rerender } = await show({ start: "signedOut" });
  await rerender({ session: { phase: "finishing", trouble: null } satisfies SessionState });
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByRole("status").textContent).toBe(words.finishing);
  const cancel = screen.getByText("Cancel");
  cancel.focus();
  await rerender({ session: { phase: "finishing", trouble: "forbidden" } satisfies SessionState });
  expect(screen.getByRole("alert").textContent).toBe(notFinished("forbidden"));
  expect(screen.queryByRole("status")).toBeNull();
  expect(document.activeElement).toBe(cancel);
  vi.spyOn(fake, "cancelSignIn").mockRejectedValueOnce({ code: "machine", detail: "keychain", problems: [] });
  await userEvent.click(cancel);
  expect(await screen.findByText(explain({ code: "machine" }))).toBeDefined();
  await userEvent.click(cancel);
  await follow();
  expect(screen.getByText(reasons.cancelled)).toBeDefined();
});

test("what is wrong on this computer is told while the sign-in is finished, too", async () => {
  const fake = new Fake({ pace: 0, elapsed: () => 0, start: "signedOut" });
  const setup = await fake.setup();
  const troubles = ["lobby.toml, line 3: unknown key", "lobby.db: its key is in the keychain"];
  vi.spyOn(fake, "setup").mockResolvedValue({ ...setup, trouble: troubles.join("\n") });
  await desk.start(fake);
  render(SignIn, { session: { phase: "finishing", trouble: "offline" } satisfies SessionState });
  const said = await screen.findByTestId("setup-trouble");
  expect(said.textContent).toContain(words.trouble);
  expect(within(said).getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual(troubles);
});

test("trouble in opening the browser is told and can be tried again", async () => {
  const { fake } = await show({ start: "signedOut" });
  vi.spyOn(fake, "signIn").mockRejectedValue({ code: "machine", detail: "xdg-open", problems: [] });
  await userEvent.click(await screen.findByText("Connect to DoorFlow"));
  expect((await screen.findByRole("alert")).textContent).not.toContain("xdg-open");
  expect(screen.getByText<HTMLButtonElement>("Connect to DoorFlow").disabled).toBe(false);
});

test("who was here last is shown, and trouble in reading it is told", async () => {
  const { fake } = await show({ start: "signedOut" });
  vi.spyOn(fake, "rollCall").mockRejectedValueOnce({ code: "machine", detail: "disk", problems: [] });
  const button = await screen.findByText("Show who was here last");
  await userEvent.click(button);
  expect((await screen.findByRole("alert")).textContent).toContain("This computer could not do it");
  expect(document.activeElement).toBe(button);
  await userEvent.click(button);
  await waitFor(() => {
    expect(paper.sheet?.kind).toBe("rollCall");
  });
  expect(screen.queryByRole("alert")).toBeNull();
  paper.close();
});

test("where it was kept for more than a day who was here, that is said when it is asked for", async () => {
  const { fake } = await show({ start: "signedOut" });
  const button = await screen.findByText("Show who was here last");
  vi.spyOn(fake, "rollCall").mockResolvedValue(null);
  await userEvent.click(button);
  expect((await screen.findByRole("alert")).textContent).toBe(paperWords.noRollCall);
  expect(screen.queryByText("Show who was here last")).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole("heading"));
  expect(paper.sheet).toBeNull();
});
