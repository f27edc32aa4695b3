import { mount, unmount } from "svelte";
import { desk } from "../../../ui/src/lib/desk.svelte";
import HistoryPage from "../../../ui/src/lib/history/HistoryPage.svelte";
import { asked } from "../../../ui/src/lib/history/asked.svelte";
import type { HistoryLine, HistoryPage as Part, Moment } from "../../../ui/src/lib/ipc/bindings";
import { gaps, painted, rest } from "./frames";
import { visits } from "./visits";

const KEPT = 100_000;
const FRAMES = 60;
/** A wheel's step in each frame, and one that leaves all that was drawn behind, in CSS pixels. */
const STEP = 100;
const LEAP = 7_000;

const now: Moment = { utc: "2026-10-22T09:42:00Z", date: "2026-10-22", offset: 642, time: "10:42" };
const some = visits(200);

/** A hundred thousand visits, as a desk answers with a part of them. */
export function partOf(offset: number, limit: number): Part {
  const lines = Array.from({ length: Math.min(limit, KEPT - offset) }, (_, at): HistoryLine => {
    const visit = some[(offset + at) % some.length] as (typeof some)[number];
    return { visit: { ...visit, key: `r${String(offset + at)}` }, state: "left", arrived: visit.start, byHand: false, left: visit.end, rejected: 0, said: "" };
  });
  return { reading: 1, total: KEPT, counts: [{ state: "left", count: KEPT }], lines };
}

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
