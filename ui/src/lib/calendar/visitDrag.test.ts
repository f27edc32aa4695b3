import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { calendar } from "./calendar.svelte";
import { dayVisit, evenDay } from "./test-days";
import { VisitDrag } from "./visitDrag.svelte";

const DAY = "2026-11-18";
const HOUR = 48;
const visit = dayVisit("r1", DAY, 540, 600);
let grid: HTMLElement;
let node: HTMLElement;
let drag: VisitDrag;

beforeEach(() => {
  grid = document.createElement("div");
  grid.innerHTML = `<div data-test="day-column" data-date="${DAY}"><div data-visit="r1"></div></div>`;
  document.body.replaceChildren(grid);
  node = grid.querySelector("[data-visit]") as HTMLElement;
  (node.parentElement as HTMLElement).getBoundingClientRect = () => new DOMRect(0, 0, 200, 24 * HOUR);
  node.getBoundingClientRect = () => new DOMRect(0, 9 * HOUR, 180, HOUR);
  calendar.ghost = null;
  drag = new VisitDrag(() => ({ days: [evenDay(DAY)], visits: [visit], hourHeight: HOUR }));
});

afterEach(() => {
  drag.leave();
});

/** What the pointer does over the visit, with the first button held or not. */
function pointer(type: string, y: number, buttons: number): PointerEvent {
  const event = new PointerEvent(type, { clientX: 20, clientY: y, button: 0, buttons, pointerId: 1, bubbles: true });
  node.dispatchEvent(event);
  return event;
}

it("draws the visit by its name where it would go, and asks for that where it is dropped", () => {
  drag.down(pointer("pointerdown", 9 * HOUR + 10, 1));
  drag.move(pointer("pointermove", 10 * HOUR + 10, 1), grid);
  expect(calendar.ghost).toEqual({ date: DAY, from: "10:00", to: "11:00", name: visit.name });
  expect(drag.up()?.times).toMatchObject({ date: DAY, from: "10:00", to: "11:00" });
});

it("ends where the button was let go outside the window, and the visit stays", () => {
  const capture = vi.spyOn(grid, "hasPointerCapture").mockReturnValue(true);
  const release = vi.spyOn(grid, "releasePointerCapture").mockReturnValue();
  drag.down(pointer("pointerdown", 9 * HOUR + 10, 1));
  drag.move(pointer("pointermove", 10 * HOUR + 10, 1), grid);
  expect(calendar.ghost).not.toBeNull();
  drag.move(pointer("pointermove", 12 * HOUR, 0), grid);
  expect(calendar.ghost).toBeNull();
  expect(capture).toHaveBeenCalledWith(1);
  expect(release, "the next press is on what is under the pointer").toHaveBeenCalledWith(1);
  drag.move(pointer("pointermove", 13 * HOUR, 1), grid);
  expect(calendar.ghost).toBeNull();
  expect(drag.up()).toBeNull();
});
