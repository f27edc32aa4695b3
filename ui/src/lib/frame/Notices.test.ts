import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { beforeEach, expect, test } from "vitest";
import { desk } from "../desk.svelte";
import type { Freshness } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import Notices from "./Notices.svelte";
import { trouble } from "./trouble.svelte";
import { undoing } from "./undoing.svelte";

beforeEach(async () => {
  // Nothing moves by itself.
  await desk.start(new Fake({ pace: 2_000_000, elapsed: () => 0 }));
  undoing.forget();
  trouble.forget();
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
