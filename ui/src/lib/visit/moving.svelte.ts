import { Asking } from "../booking/asking.svelte";
import { ownTimes, placeOf } from "../booking/start";
import type { Ghost } from "../calendar/calendar.svelte";
import type { Backend } from "../ipc/backend";
import type { Field, NewTimes, Receipt, Visit } from "../ipc/bindings";

/** Other times for one visit: what was entered, what would come of it, what came of it. */
export class Moving extends Asking {
  /** The visit as it was when this began. */
  readonly visit: Visit;

  /** Begins with the visit's own times, its end so many minutes later. */
  constructor(visit: Visit, minutes: number) {
    super();
    this.visit = visit;
    this.takeTimes(ownTimes(visit, minutes));
  }

  /** Drawn at the visit's doors too. */
  override get ghost(): Ghost | null {
    const ghost = super.ghost;
    return ghost === null ? null : { ...ghost, place: placeOf(this.visit) };
  }

  /** Only a visit by groups may last several days: a move puts one visit in the place of one. */
  get mayLastDays(): boolean {
    return this.visit.kind === "groupReservation";
  }

  protected about(field: Field): string {
    return field === "who" || field === "place" ? "" : this.times[field];
  }

  /** Asks what would come of these times. */
  replan(backend: Backend, times: NewTimes): Promise<void> {
    return this.ask(backend.planMove(this.visit.key, times));
  }

  /** Saves the move; answers whether it is on its way. Otherwise what is wrong stands at the fields or in `failure`. */
  move(backend: Backend): Promise<boolean> {
    return this.save(backend, () => backend.moveVisit(this.visit.key, this.times));
  }

  /** Back to the times, with what DoorFlow refused: the old visit is as it was. */
  mend(steps: Receipt["steps"]): void {
    this.reopen(steps.filter((step) => step.what === "book"));
  }
}
