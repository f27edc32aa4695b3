import { configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { desk } from "../desk.svelte";
import { Fake } from "../ipc/fake";
import { openToday } from "../people/actions";
import { frame } from "../words/frame";
import Notices from "./Notices.svelte";
import { trouble } from "./trouble.svelte";

configure({ testIdAttribute: "data-test" });
const offline = () => Promise.reject({ code: "offline", detail: "", problems: [] });
let building: Fake;

beforeEach(async () => {
  building = new Fake({ pace: 2_000_000, elapsed: () => 0 });
  trouble.forget();
  await desk.start(building);
  render(Notices);
});

const shown = () => screen.queryByTestId("trouble")?.textContent ?? "";

test("a visit that cannot be looked for from the palette is told in sight, until it is asked for anew", async () => {
  const { agenda } = building;
  building.agenda = offline;
  await openToday(1001);
  await waitFor(() => { expect(shown()).toContain("DoorFlow cannot be reached"); });
  building.agenda = agenda;
  await openToday(1001);
  await waitFor(() => { expect(shown()).toBe(""); });
});

test("a reading that cannot be asked for is told in sight", async () => {
  if (desk.status === null) throw new Error("the desk has told no status");
  desk.status = { ...desk.status, freshness: { kind: "offline", seconds: null } };
  building.refresh = offline;
  await userEvent.click(await screen.findByText(frame.tryNow));
  await waitFor(() => { expect(shown()).toContain("DoorFlow cannot be reached"); });
});
