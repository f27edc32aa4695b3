import { configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import Notices from "../frame/Notices.svelte";
import { view } from "../frame/view.svelte";
import { Fake } from "../ipc/fake";
import type { FakeOptions } from "../ipc/fake/ground";
import LockSettings from "./LockSettings.svelte";

configure({ testIdAttribute: "data-test" });

async function show(options: FakeOptions = {}): Promise<Fake> {
  const fake = new Fake({ pace: 0, elapsed: () => 0, ...options });
  await desk.start(fake);
  render(LockSettings);
  return fake;
}

async function type(field: string, text: string): Promise<void> {
  await userEvent.clear(screen.getByTestId(field));
  await userEvent.type(screen.getByTestId(field), text);
}

const select = (): HTMLSelectElement => screen.getByTestId<HTMLSelectElement>("lock-after");
const trouble = (): string => screen.getByTestId("lock-trouble").textContent;

test("a PIN is chosen with the time, and typed twice", async () => {
  await show();
  expect(select().value).toBe("");
  await userEvent.selectOptions(select(), "10");
  const first = await screen.findByTestId("pin-new");
  await waitFor(() => {
    expect(document.activeElement).toBe(first);
  });
  await type("pin-new", "12a4");
  await userEvent.keyboard("{Enter}");
  expect(trouble()).toContain("4 to 12 digits");
  await type("pin-new", "2846");
  await type("pin-again", "2864");
  await userEvent.keyboard("{Enter}");
  expect(trouble()).toContain("not the same");
  await type("pin-again", "2846");
  await userEvent.keyboard("{Enter}");
  await waitFor(() => {
    expect(desk.lock).toEqual({ locked: false, hasPin: true, afterMinutes: 10, officeMinutes: null });
  });
  await waitFor(() => {
    expect(document.activeElement).toBe(select());
  });
  expect([select().value, screen.queryByTestId("lock-form")]).toEqual(["10", null]);
});

test("the PIN so far is asked for before another, and before the lock is switched off", async () => {
  const fake = await show({ lock: { pin: "2846", minutes: 5 } });
  await userEvent.selectOptions(select(), "15");
  await waitFor(() => {
    expect(desk.lock.afterMinutes).toBe(15);
  });
  await userEvent.click(screen.getByTestId("pin-change"));
  await screen.findByTestId("pin-old");
  await type("pin-old", "1111");
  await type("pin-new", "975310");
  await type("pin-again", "975310");
  await userEvent.click(screen.getByTestId("lock-save"));
  await waitFor(() => {
    expect(trouble()).toBe("That PIN is wrong.");
  });
  await type("pin-old", "2846");
  await userEvent.click(screen.getByTestId("lock-save"));
  await waitFor(() => {
    expect(screen.queryByTestId("lock-form")).toBeNull();
  });
  expect(fake.lock.unlock("975310").kind).toBe("right");

  await userEvent.selectOptions(select(), "");
  await screen.findByTestId("pin-old");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => {
    expect([select().value, screen.queryByTestId("lock-form")]).toEqual(["15", null]);
  });
  await userEvent.selectOptions(select(), "");
  await screen.findByTestId("pin-old");
  await type("pin-old", "975310");
  await userEvent.click(screen.getByTestId("lock-save"));
  await waitFor(() => {
    expect(desk.lock).toMatchObject({ hasPin: false, afterMinutes: null });
  });
});

test.each([
  ["thisRun", /there is no keychain/],
  ["thisRunKeychainLocked", /is locked or does not answer/],
] as const)("where no PIN can be kept the lock cannot be switched on, and it is said why: %s", async (keeping, why) => {
  await show({ session: { keeping } });
  expect(select().disabled).toBe(true);
  expect(screen.getByTestId("lock-cannot").textContent).toMatch(why);
  expect(screen.queryByTestId("pin-choose")).toBeNull();
});

test("whoever is sent to the settings for a PIN that cannot be kept is there told why", async () => {
  await show({ session: { keeping: "thisRun" }, lock: { office: 5 } });
  view.pinAsked = true;
  await waitFor(() => {
    expect(document.activeElement).toBe(screen.getByTestId("lock-cannot"));
  });
});

test("what the office says goes, and it is asked for a PIN for as long as there is none", async () => {
  await show({ lock: { office: 5 } });
  render(Notices);
  expect(screen.getByTestId("choose-pin").textContent).toContain("after 5 minutes");
  expect(screen.getByTestId("lock-office").textContent).toContain("5 minutes at most");
  view.pinAsked = true;
  await screen.findByTestId("pin-new");
  await type("pin-new", "2846");
  await type("pin-again", "2846");
  await userEvent.click(screen.getByTestId("lock-save"));
  await waitFor(() => {
    expect(screen.queryByTestId("choose-pin")).toBeNull();
  });
  expect([...select().options].map(({ value }) => value)).toEqual(["2", "5"]);
});

test("what the desk cannot keep is said", async () => {
  const fake = await show();
  vi.spyOn(fake, "setLock").mockResolvedValue({ kind: "keychainClosed" });
  await userEvent.click(screen.getByTestId("pin-choose"));
  await screen.findByTestId("pin-new");
  await type("pin-new", "2846");
  await type("pin-again", "2846");
  await userEvent.click(screen.getByTestId("lock-save"));
  await waitFor(() => {
    expect(trouble()).toContain("is locked or does not answer");
  });
  expect(desk.lock.hasPin).toBe(false);
});
