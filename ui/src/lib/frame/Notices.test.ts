import { configure, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { beforeEach, expect, test } from "vitest";
import { desk } from "../desk.svelte";
import type { Freshness } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import Notices from "./Notices.svelte";
import { trouble } from "./trouble.svelte";
import { undoing } from "./undoing.svelte";

configure({ testIdAttribute: "data-test" });

beforeEach(async () => {
  // Nothing moves by itself.
  await desk.start(new Fake({ pace: 2_000_000, elapsed: () => 0 }));
  undoing.forget();
  trouble.forget();
});

test("a notice that goes gives the focus to the next one's button, and the last to the page", async () => {
  document.body.insertAdjacentHTML("beforeend", '<main id="page" tabindex="-1"><i id="row" tabindex="0"></i></main>');
  render(Notices);
  undoing.offer("Cancelled.", () => Promise.resolve("Taken back."));
  trouble.say("It could not be done.");
  await tick();
  const [first, second] = screen.getAllByLabelText("Hide this message");
  screen.getByTestId("undo").focus();
  await userEvent.keyboard("{Enter}");
  expect(document.activeElement, "of the same notice").toBe(first);
  await userEvent.keyboard("{Enter}");
  expect(document.activeElement).toBe(second);
  await userEvent.keyboard("{Enter}");
  expect(document.activeElement?.id).toBe("row");
  await now(TROUBLED);
  screen.getByText("Try now").focus();
  await now({ kind: "fresh", seconds: 1 });
  await tick();
  expect(document.activeElement?.id).toBe("row");
  document.querySelector("main")?.remove();
});

const TROUBLED: Freshness = { kind: "troubled", seconds: null, lists: ["roles"], detail: "roles: not allowed" };

async function now(freshness: Freshness): Promise<void> {
  if (desk.status) desk.status = { ...desk.status, freshness };
  await tick();
}

test("a list that was read again and then fails once more is named once more", async () => {
  render(Notices);
  await now(TROUBLED);
  await userEvent.click(screen.getByLabelText("Hide this message"));
  await now({ kind: "offline", seconds: 20 });
  await now(TROUBLED);
  expect(screen.queryByText(/If it stays so/), "it was not read meanwhile").toBeNull();
  await now({ kind: "fresh", seconds: 1 });
  await now(TROUBLED);
  expect(screen.getByText(/If it stays so/)).toBeDefined();
});

test.each([
  ["thisRun", /there is no keychain/],
  ["thisRunKeychainLocked", /is locked or does not answer/],
] as const)("a lock that the office wants and this computer cannot have is said with why, until it was read: %s", async (keeping, why) => {
  const fake = new Fake({ pace: 2_000_000, elapsed: () => 0, session: { keeping }, lock: { office: 5 } });
  await desk.start(fake);
  render(Notices);
  const notice = screen.getByTestId("choose-pin");
  expect(notice.textContent).toMatch(/after 5 minutes/);
  expect(notice.textContent).toMatch(why);
  expect(notice.textContent, "no PIN helps").not.toMatch(/PIN is chosen|Choose a PIN/);
  await userEvent.click(within(notice).getByLabelText("Hide this message"));
  expect(screen.queryByTestId("choose-pin")).toBeNull();
  // A sign-in that is kept can keep a PIN.
  if (desk.session.phase === "signedIn") desk.session = { ...desk.session, keeping: "keychain" };
  await tick();
  expect(screen.getByTestId("choose-pin").textContent).toMatch(/once a PIN is chosen.*Choose a PIN/s);
});
