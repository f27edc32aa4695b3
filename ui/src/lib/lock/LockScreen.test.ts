import { configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import App from "../../App.svelte";
import { desk } from "../desk.svelte";
import { announce, announcer } from "../frame/announce.svelte";
import { parts } from "../frame/parts.svelte";
import { view } from "../frame/view.svelte";
import { Fake } from "../ipc/fake";
import type { FakeOptions } from "../ipc/fake/ground";

configure({ testIdAttribute: "data-test" });

/** A stand-in at which a PIN is chosen, and its page. */
async function open(options: FakeOptions = {}): Promise<Fake> {
  const fake = new Fake({ pace: 0, elapsed: () => 0, lock: { pin: "2846" }, ...options });
  render(App, { started: desk.start(fake) });
  await waitFor(() => {
    expect(desk.session.phase).toBe("signedIn");
  });
  return fake;
}

beforeEach(async () => {
  await parts.read();
  desk.session = { phase: "starting" };
  desk.clock = null;
  announcer.text = "";
  view.drawer = null;
  view.palette = view.narrow = view.keysHelp = view.pinAsked = false;
  view.page = "today";
}, 30_000);

/** The field of the lock screen, once it has the focus. */
async function pinField(): Promise<HTMLInputElement> {
  const field = await screen.findByTestId<HTMLInputElement>("lock-pin");
  await waitFor(() => {
    expect(document.activeElement).toBe(field);
  });
  return field;
}

test("it says the building's hour by the clock that this desk goes by", async () => {
  await open({ time: "14:30", clock: "12h" });
  await screen.findByRole("grid");
  await userEvent.keyboard("{Control>}l{/Control}");
  expect((await screen.findByTestId("lock-hour")).textContent).toBe("2:30\u00a0pm");
});

test("locked, nothing of the page is drawn, and no key does anything to it", async () => {
  const fake = await open();
  await screen.findByRole("grid");
  announce("Marta Świątek is here.");
  await userEvent.keyboard("{Control>}l{/Control}");
  await pinField();
  const behind = screen.getByTestId("behind");
  expect([behind.hidden, behind.inert]).toEqual([true, true]);
  expect(screen.queryByRole("grid")).toBeNull();
  expect(document.querySelector<HTMLElement>("[data-test=live]")?.textContent).toBe("");
  const dialogs = [...document.querySelectorAll("dialog[open]")].map((dialog) => dialog.getAttribute("data-test"));
  expect(dialogs).toEqual(["lock-screen"]);
  expect(document.querySelector("#lock-building")?.textContent).toBe("Northgate House");
  expect(screen.getByTestId("lock-hour").textContent).toBe("10:42");

  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard("c/{Escape}{Control>}k{/Control}3");
  expect([view.drawer, view.palette, view.page]).toEqual([null, false, "today"]);
  await userEvent.click(screen.getByTestId("lock-pin"));
  await userEvent.keyboard("{Escape}");
  expect(screen.getByTestId<HTMLDialogElement>("lock-screen").open).toBe(true);
  expect(fake.lock.now().locked).toBe(true);
});

test("what was half filled in is there again, and the focus is where it was", async () => {
  await open();
  await screen.findByRole("grid");
  await userEvent.keyboard("c");
  await screen.findByTestId("drawer");
  await waitFor(() => {
    expect(document.activeElement?.tagName).toBe("INPUT");
  });
  const who = document.activeElement as HTMLInputElement;
  await userEvent.type(who, "lin");
  await userEvent.keyboard("{Control>}l{/Control}");
  await pinField();
  expect(document.querySelector("[data-test=behind]")?.contains(who)).toBe(true);
  await userEvent.keyboard("2846{Enter}");
  await waitFor(() => {
    expect(screen.queryByTestId("lock-screen")).toBeNull();
  });
  expect(screen.getByTestId("behind").hidden).toBe(false);
  await waitFor(() => {
    expect(document.activeElement).toBe(who);
  });
  expect([who.value, view.drawer?.kind]).toEqual(["lin", "book"]);
});

test("a dialog that is open is under it, and open afterwards", async () => {
  await open();
  await screen.findByRole("grid");
  view.keysHelp = true;
  await screen.findByTestId("keys");
  await userEvent.keyboard("{Control>}l{/Control}");
  await pinField();
  expect(screen.getByTestId("behind").contains(screen.getByTestId("keys"))).toBe(true);
  await userEvent.keyboard("2846{Enter}");
  await waitFor(() => {
    expect(screen.queryByTestId("lock-screen")).toBeNull();
  });
  expect(screen.getByTestId<HTMLDialogElement>("keys").open).toBe(true);
  view.keysHelp = false;
});

test("a dialog whose answer was late opens under it, and takes no key from it", async () => {
  await open();
  await screen.findByRole("grid");
  await userEvent.keyboard("{Control>}l{/Control}");
  const field = await pinField();
  const shown = vi.spyOn(HTMLDialogElement.prototype, "showModal");
  view.keysHelp = true;
  await screen.findByTestId("keys");
  await waitFor(() => {
    expect(shown.mock.contexts.at(-1)).toBe(screen.getByTestId("lock-screen"));
  });
  expect(shown.mock.contexts).toContain(screen.getByTestId("keys"));
  expect(document.activeElement).toBe(field);
  view.keysHelp = false;
  shown.mockRestore();
});

test("where the keychain is slow, signing out is asked about at once, and no Enter that was meant for the PIN says yes", async () => {
  const fake = await open();
  await screen.findByRole("grid");
  let known: () => void = () => undefined;
  const screenOf = fake.lockScreen;
  fake.lockScreen = () => new Promise((resolve, reject) => { known = () => { screenOf().then(resolve, reject); }; });
  const left = vi.spyOn(fake, "signOut");
  await userEvent.keyboard("{Control>}l{/Control}");
  await pinField();
  await userEvent.click(screen.getByTestId("lock-forgotten"));
  expect(screen.getByTestId("lock-counting")).toBeDefined();
  await waitFor(() => {
    expect(document.activeElement).toBe(screen.getByTestId("lock-stay"));
  });
  await userEvent.keyboard("{Escape}");
  const field = await pinField();
  await userEvent.type(field, "28");
  known();
  await Promise.resolve();
  await userEvent.type(field, "46{Enter}");
  await waitFor(() => {
    expect(screen.queryByTestId("lock-screen")).toBeNull();
  });
  expect(left).not.toHaveBeenCalled();
});

test("a desk that starts locked asks for nothing of the building before it is unlocked", async () => {
  const fake = new Fake({ pace: 0, elapsed: () => 0, lock: { pin: "2846", locked: true } });
  const asked = [vi.spyOn(fake, "agenda"), vi.spyOn(fake, "places"), vi.spyOn(fake, "outbox"), vi.spyOn(fake, "office")];
  render(App, { started: desk.start(fake) });
  await pinField();
  expect(document.querySelector("[data-test=status]")).toBeNull();
  for (const question of asked) expect(question).not.toHaveBeenCalled();
  await userEvent.keyboard("2846{Enter}");
  expect(await screen.findByRole("grid")).toBeDefined();
  await waitFor(() => {
    expect(desk.places.doors.length).toBeGreaterThan(0);
  });
});

test("a wrong PIN says so and keeps the field, and a held Enter is one try", async () => {
  const fake = await open();
  await screen.findByRole("grid");
  fake.lock.lock();
  const field = await pinField();
  const unlock = vi.spyOn(fake, "unlock");
  await userEvent.keyboard("1111{Enter>6/}");
  await waitFor(() => {
    expect(screen.getByTestId("lock-said").textContent).toBe("That PIN is wrong.");
  });
  expect(unlock).toHaveBeenCalledTimes(1);
  expect([document.activeElement, field.value, field.selectionStart, field.selectionEnd]).toEqual([field, "1111", 0, 4]);
});

test("after five wrong ones it is waited, which is counted down", async () => {
  const fake = await open();
  await screen.findByRole("grid");
  fake.lock.lock();
  await pinField();
  for (let wrong = 0; wrong < 5; wrong += 1) {
    await userEvent.keyboard("1{Enter}");
    await waitFor(() => {
      expect(screen.getByTestId("unlock").textContent).toBe("Unlock");
    });
  }
  expect(screen.getByTestId("lock-said").textContent).toContain("as were others before it");
  expect(screen.getByTestId("lock-wait").textContent).toBe("Another PIN can be tried in 30 s.");
  const unlock = vi.spyOn(fake, "unlock");
  await userEvent.keyboard("2846{Enter}");
  expect(unlock).not.toHaveBeenCalled();
});

test("whoever has forgotten the PIN signs out, once told what is lost", async () => {
  await open();
  await screen.findByRole("grid");
  await userEvent.keyboard("{Control>}l{/Control}");
  await pinField();
  await userEvent.click(screen.getByTestId("lock-forgotten"));
  const yes = await screen.findByTestId("lock-sign-out-yes");
  await waitFor(() => {
    expect(document.activeElement).toBe(yes);
  });
  expect(document.getElementById(yes.getAttribute("aria-describedby") ?? "")?.textContent).toMatch(/1 booking or change is not through.*cannot be brought back.*opens Lobby/s);
  await userEvent.keyboard("{Escape}");
  await pinField();
  await userEvent.click(screen.getByTestId("lock-forgotten"));
  await userEvent.click(await screen.findByTestId("lock-sign-out-yes"));
  expect(await screen.findByText("Connect to DoorFlow")).toBeDefined();
  expect(desk.lock).toMatchObject({ locked: false, hasPin: false });
});

test.each(["noKeychain", "keychainClosed"] as const)("where the keychain fails a locked desk (%s), nobody is led to sign out without a word of what that loses", async (kind) => {
  const fake = await open();
  await screen.findByRole("grid");
  fake.lock.lock();
  await pinField();
  vi.spyOn(fake, "unlock").mockResolvedValue({ kind });
  await userEvent.keyboard("2846{Enter}");
  await waitFor(() => {
    expect(screen.getByTestId("lock-said").textContent).toMatch(/try again.*restart Lobby.*Signing out loses.*History.*notes/s);
  });
  expect(screen.getByTestId("lock-said").textContent).not.toContain("cannot be locked");
});

test("without a PIN there is nothing to lock by, and the key asks for one", async () => {
  const fake = await open({ lock: {} });
  await screen.findByRole("grid");
  await userEvent.keyboard("{Control>}l{/Control}");
  const first = await screen.findByTestId("pin-new");
  await waitFor(() => {
    expect(document.activeElement).toBe(first);
  });
  expect([view.page, fake.lock.now().locked]).toEqual(["settings", false]);
});

test("without a PIN the key does nothing behind a dialog that is open, and leaves the focus there", async () => {
  await open({ lock: {} });
  await screen.findByRole("grid");
  view.keysHelp = true;
  const dialog = await screen.findByTestId("keys");
  const button = dialog.querySelector("button");
  button?.focus();
  const pressed = new KeyboardEvent("keydown", { key: "l", ctrlKey: true, bubbles: true, cancelable: true });
  button?.dispatchEvent(pressed);
  await new Promise((resolve) => setTimeout(resolve));
  expect([view.page, view.pinAsked, document.activeElement === button]).toEqual(["today", false, true]);
  expect(pressed.defaultPrevented, "nor does the web view do anything of its own").toBe(true);
  view.keysHelp = false;
});

test("what the computer shows meanwhile names nobody", async () => {
  const fake = await open();
  fake.say({ kind: "unnamed", arrived: 1, turnedAway: 0, doors: 2, needing: 0 });
  expect(fake.notified.map(({ title, body }) => [title, body])).toEqual([["A visitor has arrived. 2 doors are offline", ""]]);
});

test("somebody at the desk is told of at once, and then no more often than every twenty seconds", async () => {
  const fake = await open();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  try {
    vi.advanceTimersByTime(60_000);
    const focused = vi.spyOn(document, "hasFocus").mockReturnValue(false);
    window.dispatchEvent(new Event("pointermove"));
    expect(fake.touched).toBe(0);
    focused.mockReturnValue(true);
    for (const type of ["pointermove", "wheel", "pointerdown"]) window.dispatchEvent(new Event(type));
    expect(fake.touched).toBe(1);
    vi.advanceTimersByTime(19_999);
    expect(fake.touched).toBe(1);
    vi.advanceTimersByTime(1);
    expect(fake.touched).toBe(2);
    vi.advanceTimersByTime(60_000);
    expect(fake.touched).toBe(2);
  } finally {
    vi.useRealTimers();
    vi.restoreAllMocks();
  }
});
