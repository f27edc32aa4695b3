import type { Ghost } from "../calendar/calendar.svelte";
import { desk } from "../desk.svelte";
import type { Backend } from "../ipc/backend";
import type { Field, NewTimes, Plan, Problem, ProblemCode, Receipt } from "../ipc/bindings";
import { fieldDate, problemText } from "../words/booking";
import { say } from "../words/clock";
import { asDeskError, explain } from "../words/errors";
import { readDate } from "./dateText";
import { Entry, type Grammar } from "./entry.svelte";
import { dayAfter } from "./start";
import { DAY_END, endMinutes, later, minutesOf, readEnd, readTime } from "./timeText";

const NOTHING_YET: readonly ProblemCode[] = ["noPerson", "noName", "noDoors", "noGroups", "unchanged"];
const HALF_TYPED: readonly ProblemCode[] = ["badDate", "badTime"];
const FIELDS: readonly Field[] = ["who", "date", "lastDate", "from", "to", "repeat", "place"];
const FULL_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The fields that say when. */
export type WhenField = Extract<Field, "date" | "lastDate" | "from" | "to">;

function isWhen(field: Field): field is WhenField {
  return field === "date" || field === "lastDate" || field === "from" || field === "to";
}

/** A refusal holds as long as what it was about is unchanged. */
interface Refusal {
  problem: Problem;
  about: string;
}

/** Something asked of DoorFlow for certain times: what was entered, what would come of it, what came of it. */
export abstract class Asking {
  readonly date: Entry;
  readonly lastDate: Entry;
  // A day's end is no start: there it stands as it was typed.
  readonly from = new Entry({ read: readTime, write: (time) => (time === DAY_END ? time : say(time)) });
  readonly to = new Entry({ read: readEnd, write: (time) => say(time) });
  several = $state(false);

  plan = $state.raw<Plan | null>(null);
  /** What kept it from being saved, in words; empty when nothing did. */
  failure = $state("");
  /** What kept the plan from being made, in words; empty when nothing did. */
  planFailure = $state("");
  tried = $state(false);
  sending = $state(false);
  #saved = $state.raw<Receipt | null>(null);
  #left = $state.raw<readonly Field[]>([]);
  #refusals = $state.raw<readonly Refusal[]>([]);
  #planNumber = 0;
  /** What was said as it opened; null where nothing was yet. */
  #opened: string | null = null;
  /** Minutes from start to end when the start began to be typed. */
  #distance: number | null = null;
  /** Entries of the calendar that this one mends: they go once it is saved anew. */
  #mends: string[] = [];

  constructor() {
    this.date = new Entry(this.days);
    this.lastDate = new Entry(this.days);
  }

  /** How days are read and written. */
  protected get days(): Grammar {
    return {
      // Before the clock is known only a full date can be understood.
      read: (text: string) => (this.#today === "" ? (FULL_DATE.exec(text)?.[0] ?? null) : readDate(text, this.#today)),
      write: (date: string) => fieldDate(date, this.#today || date),
    };
  }

  /** The text at a field may be half typed. */
  protected typingAt(field: Field): boolean {
    return isWhen(field) && this[field].typing;
  }

  /** What a field stands for now: a refusal there holds until that changes. */
  protected abstract standsFor(field: Field): string;

  get #today(): string {
    return desk.clock?.now.date ?? "";
  }

  /** When it is to be, as the desk is asked. */
  get times(): NewTimes {
    return { date: this.date.value, lastDate: this.several ? this.lastDate.value : "", from: this.from.value, to: this.to.value };
  }

  /** What a person may choose of it, as text; what nobody chose is left out. */
  protected get said(): string {
    return JSON.stringify(this.times);
  }

  /** What it says by itself: after this it is as it opened, unless something was chosen before. */
  unasked(change: () => void): void {
    const { differs } = this;
    change();
    if (!differs) this.#opened = this.said;
  }

  /** Something was chosen in it since it opened, and is not on its way. */
  get differs(): boolean {
    return this.receipt === null && this.#opened !== null && this.said !== this.#opened;
  }

  /** The newest state of what was saved; null while it is being entered. */
  get receipt(): Receipt | null {
    const saved = this.#saved;
    return saved === null ? null : (desk.receipts.get(saved.booking) ?? saved);
  }

  /** Where it would stand in the calendar, when that can be read and has a length. */
  get ghost(): Ghost | null {
    const [date, from, to] = [this.date.known, this.from.known, this.to.known];
    if (!date || !from || !to || this.receipt !== null) return null;
    return endMinutes(to) > minutesOf(from) ? { date, from, to } : null;
  }

  /** Minutes from start to end within one day, when both can be read. */
  get length(): number | null {
    const [from, to] = [this.from.known, this.to.known];
    return from === null || to === null ? null : endMinutes(to) - minutesOf(from);
  }

  /** Takes what is known of the times; what is not said stays. */
  takeTimes(known: Partial<NewTimes>): void {
    for (const name of ["date", "from", "to"] as const) {
      const value = known[name];
      if (!value) continue;
      this[name].edit(value);
      this[name].settle();
    }
    if (known.from && !known.to) this.to.chosen = false;
    if (known.lastDate !== undefined) {
      this.several = known.lastDate !== "" && known.lastDate !== known.date;
      this.lastDate.edit(this.several ? known.lastDate : "");
      this.lastDate.settle();
    } else if (known.date) {
      this.several = false;
    }
  }

  /** Changes the start; an end that nobody chose keeps its distance. */
  editFrom(text: string): void {
    // half-typed starts on the way ("1" of "14") must not count as the distance to keep
    if (!this.from.typing) this.#distance = this.length;
    this.from.edit(text);
    const from = this.from.known;
    if (!this.to.chosen && from !== null && this.#distance !== null && this.#distance > 0) this.to.set(later(from, this.#distance));
  }

  /** Ends it so many minutes after its start, or with the day. */
  last(minutes: number | "restOfDay"): void {
    const from = this.from.known;
    if (from === null) return;
    this.to.set(minutes === "restOfDay" ? DAY_END : later(from, minutes));
    this.to.chosen = true;
  }

  /** Makes it several days, at first two, or one again. */
  toggleSeveral(): void {
    this.several = !this.several;
    const first = this.date.known;
    if (this.several && first !== null) this.lastDate.set(dayAfter(first));
  }

  leave(field: Field): void {
    if (isWhen(field)) this[field].settle();
    if (!this.#left.includes(field)) this.#left = [...this.#left, field];
  }

  /** What stands at a field now. That nothing is chosen, or text half typed, is said only once the field was left or it was tried. */
  problemsAt(field: Field): Problem[] {
    return this.#problems().filter((problem, at, all) => {
      if (problem.field !== field) return false;
      if (!this.tried && !this.#left.includes(field) && NOTHING_YET.includes(problem.code)) return false;
      if (HALF_TYPED.includes(problem.code) && this.typingAt(field)) return false;
      return at === all.findIndex((each) => each.field === field && each.code === problem.code && each.subject === problem.subject);
    });
  }

  /** The first field, from the top, that has something to mend. */
  get firstBad(): Field | null {
    return FIELDS.find((field) => this.problemsAt(field).length > 0) ?? null;
  }

  #problems(): Problem[] {
    const standing = this.#refusals.filter((refusal) => refusal.about === this.standsFor(refusal.problem.field));
    return [...(this.plan?.problems ?? []), ...standing.map((refusal) => refusal.problem)];
  }

  #refuse(problems: readonly Problem[]): void {
    this.tried = true;
    this.#refusals = problems.map((problem) => ({ problem, about: this.standsFor(problem.field) }));
  }

  /** Asks what would come of it; a late answer never replaces a newer one. */
  protected async ask(plan: Promise<Plan>): Promise<void> {
    const number = ++this.#planNumber;
    try {
      const answer = await plan;
      if (number !== this.#planNumber) return;
      this.plan = answer;
      this.planFailure = "";
    } catch (error) {
      if (number === this.#planNumber) this.planFailure = explain(error);
    }
  }

  /** Saves it; answers whether it is on its way. Otherwise what is wrong stands at the fields or in `failure`. */
  protected async save(backend: Backend, send: () => Promise<Receipt>): Promise<boolean> {
    if (this.sending || this.#saved !== null) return false;
    for (const entry of [this.date, this.lastDate, this.from, this.to]) entry.settle();
    this.tried = true;
    this.sending = true;
    this.failure = "";
    this.#refusals = [];
    try {
      this.#saved = await send();
    } catch (error) {
      const problems = asDeskError(error)?.problems ?? [];
      if (problems.length > 0) this.#refuse(problems);
      else this.failure = explain(error);
      return false;
    } finally {
      this.sending = false;
    }
    const mended = this.#mends;
    this.#mends = [];
    // The new booking stands whether or not the old entry could be taken off: it can be dismissed from the calendar still.
    await Promise.allSettled(mended.map((key) => backend.dismissBooking(key)));
    return true;
  }

  /** Back to what was entered, with what DoorFlow refused at its fields. */
  protected reopen(steps: Receipt["steps"]): void {
    this.#saved = null;
    this.#mends = steps.flatMap((step) => (step.visitKey?.startsWith("b") ? [step.visitKey] : []));
    const problems = steps.flatMap((step) => step.problems);
    this.#refuse(problems);
    // A refusal without a field of ours is still said.
    this.failure = problems.length === 0 && steps.some((step) => step.state === "rejected") ? problemText({ field: "who", code: "refused", subject: "" }) : "";
  }

  /** What is entered is in the place of nothing: what was refused before stays to be seen. */
  mendNothing(): void {
    this.#mends = [];
  }

  /** Forgets what came of it; the times stay. */
  protected reset(): void {
    this.#opened = null;
    this.#saved = null;
    this.plan = null;
    this.tried = false;
    this.failure = "";
    this.#left = [];
    this.#refusals = [];
    this.#mends = [];
  }
}
