import { mount, unmount } from "svelte";
import { desk } from "../../../ui/src/lib/desk.svelte";
import HistoryPage from "../../../ui/src/lib/history/HistoryPage.svelte";
import { asked } from "../../../ui/src/lib/history/asked.svelte";
import { now } from "./desk";
import { gaps, painted, rest } from "./frames";

const FRAMES = 60;
/** A wheel's step in each frame, and one that leaves all that was drawn behind, in CSS pixels. */
const STEP = 100;
const LEAP = 7_000;

/** What History took, in milliseconds: from opening it to the first lines, and between frames while it is scrolled. */
export async function measureHistory(): Promise<{ painted: number[]; scroll: number[]; leaps: number[] }> {
  desk.clock = { now, zone: "Europe/London", utcOffset: "UTC+1" };
  desk.places = { doors: [], groups: [], sites: [], usualDoors: [] };
  asked.period = "all";
  const place = document.getElementById("place") as HTMLElement;
  let page: Record<string, unknown> | undefined;
  const opened = await painted(() => {
    page = mount(HistoryPage, { target: place, props: {} });
  });
  await rest();
  const list = place.querySelector<HTMLElement>("[data-test='history-grid']") as HTMLElement;
  const scroll = await gaps(FRAMES, () => {
    list.scrollTop += STEP;
  });
  await rest();
  const leaps = await gaps(FRAMES, () => {
    list.scrollTop += LEAP;
  });
  await rest();
  const seen = place.querySelectorAll("[data-test='history-row'][data-visit]").length;
  if (seen === 0 || list.scrollTop < FRAMES * LEAP) throw new Error(`${String(seen)} rows at ${String(list.scrollTop)}`);
  if (page) void unmount(page);
  return { painted: [opened], scroll, leaps };
}
