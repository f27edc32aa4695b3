import "../../../ui/node_modules/@fontsource-variable/inter";
import "../../../ui/src/styles/tokens.css";
import "../../../ui/src/styles/base.css";
import { startDesk } from "./desk";
import { measureDoors } from "./doors";
import { Floor } from "./floor";
import { gaps, painted, rest } from "./frames";
import { FullCalendar } from "./fullcalendar";
import { measureHistory } from "./history";
import { Lobby } from "./lobby";
import type { Subject } from "./subject";
import { visits } from "./visits";

/** What was measured of one calendar, in milliseconds. */
type Found = { painted: number[]; week: number[]; change: number[]; scroll: number[]; drag: number[] };
type Name = "lobby" | "floor" | "fullcalendar";

/** How many visits are changed, and through how many frames it is scrolled, in each round. */
const CHANGES = 4;
const FRAMES = 60;
/** CSS pixels in each frame. */
const STEP = 12;

function place(): HTMLElement {
  return document.getElementById("place") as HTMLElement;
}

function make(name: Name, inWeek: number): Subject {
  if (name === "lobby") return new Lobby(place());
  return name === "floor" ? new Floor(place(), inWeek) : new FullCalendar(place());
}

/** Draws a new visit with the pointer down a column and up again. */
async function drag(): Promise<number[]> {
  const column = document.querySelectorAll<HTMLElement>("[data-test='day-column']")[1] as HTMLElement;
  column.setPointerCapture = () => undefined;
  const box = column.getBoundingClientRect();
  const at = (type: string, clientY: number): void => {
    column.dispatchEvent(new PointerEvent(type, { bubbles: true, button: 0, clientX: box.right - 2, clientY, pointerId: 1 }));
  };
  at("pointerdown", 300);
  const found = await gaps(FRAMES, (index) => at("pointermove", 300 + Math.abs(((index * 6) % 600) - 300)));
  at("pointercancel", 300);
  return found;
}

/** One round of one calendar with so many visits in its week, which come at that part of a frame. */
async function measure(name: Name, inWeek: number, part: number): Promise<Found> {
  const subject = make(name, inWeek);
  await subject.load(visits(inWeek));
  await rest(part);
  const found: Found = { painted: [], week: [], change: [], scroll: [], drag: [] };
  found.painted.push(await painted(() => subject.fill()));
  for (let round = 0; round < CHANGES; round += 1) {
    const change = subject.choose(round);
    await rest((part + round / CHANGES) % 1);
    found.change.push(await painted(change));
  }
  await rest();
  const scroller = subject.scroller();
  const most = scroller.scrollHeight - scroller.clientHeight;
  let by = STEP;
  found.scroll = await gaps(FRAMES, () => {
    if (scroller.scrollTop + by > most || scroller.scrollTop + by < 0) by = -by;
    scroller.scrollTop += by;
  });
  await rest();
  if (name === "lobby") found.drag = await drag();
  await rest(part);
  found.week.push(await painted(() => subject.next()));
  await rest();
  subject.drop();
  return found;
}

/** Draws a calendar and leaves it there, to be looked at. */
async function show(name: Name, inWeek: number): Promise<void> {
  const subject = make(name, inWeek);
  await subject.load(visits(inWeek));
  await painted(() => subject.fill());
  await rest();
}

declare global {
  interface Window {
    /** What the program that drives this page calls. */
    bench: { measure: typeof measure; measureDoors: typeof measureDoors; measureHistory: typeof measureHistory; show: typeof show; idle: () => Promise<number[]> };
  }
}

await startDesk();
window.bench = { measure, measureDoors, measureHistory, show, idle: () => gaps(FRAMES, () => undefined) };
