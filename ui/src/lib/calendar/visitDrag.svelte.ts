import { later, minutesOf } from "../booking/timeText";
import { ownTimes } from "../booking/start";
import { pushKeys } from "../frame/keys";
import type { DayFrame, NewTimes, Visit } from "../ipc/bindings";
import { isOn } from "../today/standing";
import { byMinutes, type Grip } from "../visit/shift";
import { calendar } from "./calendar.svelte";
import { isOneDay } from "./geometry";
import { snap, timeAt } from "./slots";

/** How near to its lower edge a visit is taken by its end, in CSS pixels. */
const EDGE = 6;
/** How far the pointer goes before a press is a drag, in CSS pixels. */
const FIRM = 4;
/** The bit of the button that drags, among those that are held. */
const PRIMARY = 1;

/** What the grid around it knows. */
interface Around {
  days: readonly DayFrame[];
  visits: readonly Visit[];
  /** CSS pixels. */
  hourHeight: number;
}

interface Held {
  visit: Visit;
  grip: Grip;
  /** Where in the visit it is held, in minutes from its start, or from its end. */
  at: number;
  x: number;
  y: number;
  /** Where it would go; null until the pointer has moved. */
  times: NewTimes | null;
  release: () => void;
}

/** A visit that is dragged to another time or day, or by its lower edge to another end. Nothing is sent: where it is dropped is asked for. */
export class VisitDrag {
  readonly #around: () => Around;
  #held: Held | null = null;
  /** The press that has just ended was a drag, and no click. */
  dragged = false;

  constructor(around: () => Around) {
    this.#around = around;
  }

  /** How the pointer is shown over what it is on. */
  cursor(event: PointerEvent): string {
    const node = nodeAt(event);
    const visit = node && this.#movable(node);
    if (this.#held !== null) return this.#held.grip === "end" ? "ns-resize" : "grabbing";
    return node && visit && gripOf(node, event) === "end" ? "ns-resize" : "";
  }

  down(event: PointerEvent): void {
    this.dragged = false;
    // Where the button was let go elsewhere, the press before has not ended.
    this.leave();
    const node = nodeAt(event);
    const visit = node && this.#movable(node);
    if (!node || !visit || event.button !== 0 || event.pointerType === "touch") return;
    const grip = gripOf(node, event);
    const { top, bottom } = node.getBoundingClientRect();
    const at = ((event.clientY - (grip === "end" ? bottom : top)) * 60) / this.#around().hourHeight;
    const release = pushKeys((key) => {
      if (key.key !== "Escape") return false;
      this.leave();
      return true;
    });
    this.#held = { visit, grip, at, x: event.clientX, y: event.clientY, times: null, release };
  }

  move(event: PointerEvent, grid: HTMLElement): void {
    const held = this.#held;
    if (held === null) return;
    // The button was let go where nobody heard it: the visit stays.
    if ((event.buttons & PRIMARY) === 0) {
      this.leave();
      if (grid.hasPointerCapture(event.pointerId)) grid.releasePointerCapture(event.pointerId);
      return;
    }
    if (held.times === null && Math.hypot(event.clientX - held.x, event.clientY - held.y) < FIRM) return;
    if (held.times === null) grid.setPointerCapture(event.pointerId);
    const times = this.#timesAt(event, grid, held);
    if (times === null) return;
    held.times = times;
    calendar.ghost = { date: times.date, from: times.from, to: times.to, name: held.visit.name };
  }

  /** Lets go; answers with what is asked for, null where the visit stays. */
  up(): { visit: Visit; times: NewTimes } | null {
    const held = this.#held;
    this.leave();
    this.dragged = held !== null && held.times !== null;
    return held?.times ? { visit: held.visit, times: held.times } : null;
  }

  leave(): void {
    if (this.#held?.times) calendar.ghost = null;
    this.#held?.release();
    this.#held = null;
  }

  #movable(node: HTMLElement): Visit | null {
    const visit = this.#around().visits.find(({ key }) => key === node.dataset.visit);
    return visit && isOneDay(visit) && isOn(visit) ? visit : null;
  }

  #timesAt(event: PointerEvent, grid: HTMLElement, { visit, grip, at }: Held): NewTimes | null {
    const { days, hourHeight } = this.#around();
    const columns = [...grid.querySelectorAll<HTMLElement>("[data-test='day-column']")];
    const own = ownTimes(visit);
    const column = columns.find((one) => {
      const { left, right } = one.getBoundingClientRect();
      return grip === "end" ? one.dataset.date === own.date : event.clientX >= left && event.clientX < right;
    });
    const frame = days.find(({ date }) => date === column?.dataset.date);
    if (!column || !frame) return null;
    const offset = ((event.clientY - column.getBoundingClientRect().top) * 60) / hourHeight - at;
    const time = timeAt(frame, snap(frame, offset));
    const length = minutesOf(own.to) - minutesOf(own.from);
    if (grip === "end") return byMinutes(own, "end", minutesOf(time) - minutesOf(own.to));
    const last = 24 * 60 - length;
    const from = minutesOf(time) > last ? later("00:00", last) : time;
    return { date: frame.date, lastDate: "", from, to: later(from, length) };
  }
}

function nodeAt(event: PointerEvent): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>("[data-visit]") : null;
}

function gripOf(node: HTMLElement, event: PointerEvent): Grip {
  const { bottom, height } = node.getBoundingClientRect();
  return height > 3 * EDGE && bottom - event.clientY <= EDGE ? "end" : "all";
}
