import { Asking } from "../booking/asking.svelte";
import { ownTimes, placeOf } from "../booking/start";
import type { Ghost } from "../calendar/calendar.svelte";
import type { Backend } from "../ipc/backend";
import type { Field, NewTimes, Receipt, Series, SeriesMove, Visit } from "../ipc/bindings";
import type { Reached } from "./reach";
import { byMinutes } from "./shift";

/** Other times for one visit: what was entered, what would come of it, what came of it. */
export class Moving extends Asking {
  /** The visit as it was when this began. */
  readonly visit: Visit;
  /** What it was booked together with. */
  readonly series: Series | null;
  /** Which visits of that go. */
  reach = $state<Reached>("one");
  /** New dates whose visits stay as they are. */
  leftOut = $state.raw<readonly string[]>([]);

  /** Begins with the visit's own times, its end so many minutes later. */
  constructor(visit: Visit, series: Series | null, minutes: number) {
    super();
    this.visit = visit;
    this.series = series;
    this.unasked(() => { this.takeTimes(byMinutes(ownTimes(visit), "end", minutes)); });
  }

  /** Drawn at the visit's doors too, and by its name. */
  override get ghost(): Ghost | null {
    const ghost = super.ghost;
    return ghost === null ? null : { ...ghost, place: placeOf(this.visit), name: this.visit.name };
  }

  /** Only a visit by groups may last several days: a move puts one visit in the place of one. */
  get mayLastDays(): boolean {
    return this.visit.kind === "groupReservation";
  }

  protected override get said(): string {
    return JSON.stringify([this.times, this.seriesMove]);
  }

  protected standsFor(field: Field): string {
    if (field === "repeat") return JSON.stringify(this.seriesMove);
    return field === "who" || field === "place" ? "" : this.times[field];
  }

  /** What is asked for several visits; null for one. */
  get seriesMove(): SeriesMove | null {
    return this.reach === "one" ? null : { reach: this.reach, times: this.times, leftOut: [...this.leftOut] };
  }

  /** Leaves visits as they are, by their new dates, or has them go. */
  leaveOut(dates: readonly string[], out: boolean): void {
    const others = this.leftOut.filter((date) => !dates.includes(date));
    this.leftOut = out ? [...others, ...dates] : others;
  }

  /** Asks what would come of these times. */
  replan(backend: Backend, times: NewTimes): Promise<void> {
    const several = this.seriesMove;
    return this.ask(several === null ? backend.planMove(this.visit.key, times) : backend.planSeriesMove(this.visit.key, several));
  }

  /** Saves the move; answers whether it is on its way. Otherwise what is wrong stands at the fields or in `failure`. */
  move(backend: Backend): Promise<boolean> {
    const several = this.seriesMove;
    return this.save(backend, () => (several === null ? backend.moveVisit(this.visit.key, this.times) : backend.moveSeries(this.visit.key, several)));
  }

  /** Back to the times of this visit alone, with what DoorFlow refused: it is as it was. Others of its series may have gone, and would go once more. */
  mend(steps: Receipt["steps"]): void {
    this.reach = "one";
    this.leftOut = [];
    this.reopen(steps.filter((step) => step.what === "book"));
  }
}
