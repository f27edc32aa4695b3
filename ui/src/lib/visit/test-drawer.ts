import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect } from "vitest";
import { desk } from "../desk.svelte";
import { takeKey } from "../frame/shortcuts";
import { trouble } from "../frame/trouble.svelte";
import { view } from "../frame/view.svelte";
import { Fake } from "../ipc/fake";
import type { News, Visit } from "../ipc/bindings";
import VisitDrawer from "./VisitDrawer.svelte";

configure({ testIdAttribute: "data-test" });

/** A stand-in on which nothing moves by itself. */
class Building extends Fake {
  #handlers: ((news: News) => void)[] = [];

  constructor() {
    super({ pace: 2_000_000, elapsed: () => 0 });
    const listen = this.onNews;
    this.onNews = (handler) => {
      this.#handlers.push(handler);
      return listen(handler);
    };
  }

  visitsChanged(): void {
    for (const handler of this.#handlers) handler({ kind: "changed", topics: ["visits"] });
  }
}

export let building: Building;
export const user = userEvent.setup();

/** Opens the building before each test, and closes the page after it. */
export function openBefore(): void {
  beforeEach(async () => {
    building = new Building();
    window.addEventListener("keydown", takeKey);
    desk.session = { phase: "starting" };
    desk.clock = null;
    desk.receipts = new Map();
    view.drawer = null;
    trouble.forget();
    await desk.start(building);
    await waitFor(() => expect(desk.clock).not.toBeNull());
  });

  afterEach(() => {
    cleanup();
    window.removeEventListener("keydown", takeKey);
  });
}

export async function visitThat(fits: (visit: Visit) => boolean): Promise<Visit> {
  const { visits } = await building.agenda("2026-10-12", "2026-11-08");
  const found = visits.find(fits);
  if (!found) throw new Error("the stand-in building has no such visit");
  return found;
}

export async function open(visit: Visit) {
  const shown = render(VisitDrawer, { visitKey: visit.key });
  await screen.findByTestId("visit-state");
  return shown;
}
