import { desk } from "../desk.svelte";
import type { Backend } from "../ipc/backend";
import type { Bar, Draft, Field, PersonDetails, Place, Plan, Problem, ProblemCode, Receipt } from "../ipc/bindings";
import { fieldDate, problemText } from "../words/booking";
import { asDeskError, explain } from "../words/errors";
import { readDate } from "./dateText";
import { Entry } from "./entry.svelte";
import { dayAfter, startingPlace, startingWhen } from "./start";
import { endMinutes, later, minutesOf, readTime } from "./timeText";

/** The visitor as the field shows them. */
export interface Chosen {
  id: number;
  name: string;
  initials: string;
  line: string;
  bar: Bar | null;
}

/** The visitor's line: what a receptionist tells two namesakes apart by. */
export function chosenFrom(person: PersonDetails): Chosen {
  const field = (key: string) => person.fields.find((each) => each.key === key)?.value;
  const line = field("department") ?? field("job_title") ?? field("email") ?? field("system_id") ?? "";
  return { id: person.id, name: person.name, initials: person.initials, line, bar: person.bar };
}

const NOTHING_YET: readonly ProblemCode[] = ["noPerson", "noDoors", "noGroups"];
const HALF_TYPED: readonly ProblemCode[] = ["badDate", "badTime"];
const FIELDS: readonly Field[] = ["who", "date", "lastDate", "from", "to", "place"];
const FULL_DATE = /^\d{4}-\d{2}-\d{2}$/;
const EMPTY_PLAN: Plan = { items: [], problems: [], notes: [] };

/** A refusal holds as long as what it was about is unchanged. */
interface Refusal {
  problem: Problem;
  about: string;
}

/** The booking drawer's state: what was entered, what would come of it, what came of it. */
export class BookForm {
  who = $state.raw<Chosen | null>(null);
  readonly date: Entry;
  readonly lastDate: Entry;
  readonly from = new Entry({ read: readTime, write: (time) => time });
  readonly to = new Entry({ read: readTime, write: (time) => time });
  several = $state(false);
  kind = $state<Place["kind"]>("doors");
  doors = $state.raw<readonly number[]>([]);
  groups = $state.raw<readonly number[]>([]);

  plan = $state.raw<Plan | null>(null);
  /** What kept the booking from being saved, in words; empty when nothing did. */
  failure = $state("");
  /** What kept the plan from being made, in words; empty when nothing did. */
  planFailure = $state("");
  tried = $state(false);
  sending = $state(false);
  /** The booking that came of the draft; null while it is being entered. */
  #booked = $state.raw<Receipt | null>(null);
  #left = $state.raw<readonly Field[]>([]);
  #refusals = $state.raw<readonly Refusal[]>([]);
  #planNumber = 0;
  /** Minutes from start to end when the start began to be typed. */
  #distance: number | null = null;
  #placeChosen = false;
  /** Entries of the calendar that this draft mends: they go once it is saved anew. */
  #mends: string[] = [];

  constructor() {
    const days = {
      // Before the clock is known only a full date can be understood.
      read: (text: string) => (this.#today === "" ? (FULL_DATE.exec(text)?.[0] ?? null) : readDate(text, this.#today)),
      write: (date: string) => fieldDate(date, this.#today || date),
    };
    this.date = new Entry(days);
    this.lastDate = new Entry(days);
  }

  get #today(): string {
    return desk.clock?.now.date ?? "";
  }

  get place(): Place {
    return this.kind === "doors" ? { kind: "doors", channelIds: [...this.doors] } : { kind: "groups", groupIds: [...this.groups] };
  }

  get draft(): Draft {
    return {
      personId: this.who?.id ?? null,
      date: this.date.value,
      lastDate: this.several ? this.lastDate.value : "",
      from: this.from.value,
      to: this.to.value,
      place: this.place,
    };
  }

  /** The booking's newest state. */
  get receipt(): Receipt | null {
    const booked = this.#booked;
    return booked === null ? null : (desk.receipts.get(booked.booking) ?? booked);
  }

  /** Where the draft stands in the calendar, when that can be read and has a length. */
  get ghost(): { date: string; from: string; to: string } | null {
    const [date, from, to] = [this.date.known, this.from.known, this.to.known];
    if (!date || !from || !to || this.receipt !== null) return null;
    return endMinutes(to) > minutesOf(from) ? { date, from, to: to === "00:00" ? "24:00" : to } : null;
  }

  /** Minutes from start to end within one day, when both can be read. */
  get length(): number | null {
    const [from, to] = [this.from.known, this.to.known];
    return from === null || to === null ? null : endMinutes(to) - minutesOf(from);
  }

  /** Takes what is known of a visit; what it does not say stays. */
  take(known: Partial<Draft>): void {
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
    if (known.place) {
      this.#placeChosen = true;
      this.#setPlace(known.place);
    }
  }

  /** Fills what nobody chose, as soon as the clock and the doors are known. */
  fill(mayBookDoors: boolean): void {
    const now = desk.clock?.now;
    if (now && [this.date, this.from, this.to].some((entry) => entry.value === "" && !entry.chosen)) {
      const when = startingWhen({ date: this.date.value, from: this.from.value, to: this.to.value }, now);
      for (const name of ["date", "from", "to"] as const) if (!this[name].chosen) this[name].set(when[name]);
    }
    if (this.#placeChosen || desk.places.doors.length + desk.places.groups.length === 0) return;
    this.#placeChosen = true;
    this.#setPlace(startingPlace({}, desk.places));
    if (!mayBookDoors) this.kind = "groups";
  }

  #setPlace(place: Place): void {
    this.kind = place.kind;
    if (place.kind === "doors") this.doors = place.channelIds;
    else this.groups = place.groupIds;
  }

  choosePlaces(ids: readonly number[]): void {
    this.#placeChosen = true;
    if (this.kind === "doors") this.doors = ids;
    else this.groups = ids;
  }

  chooseKind(kind: Place["kind"]): void {
    this.#placeChosen = true;
    this.kind = kind;
  }

  /** Changes the start; an end that nobody chose keeps its distance. */
  editFrom(text: string): void {
    // half-typed starts on the way ("1" of "14") must not count as the distance to keep
    if (!this.from.typing) this.#distance = this.length;
    this.from.edit(text);
    const from = this.from.known;
    if (!this.to.chosen && from !== null && this.#distance !== null && this.#distance > 0) this.to.set(later(from, this.#distance));
  }

  /** Ends the visit so many minutes after its start, or with the day. */
  last(minutes: number | "restOfDay"): void {
    const from = this.from.known;
    if (from === null) return;
    this.to.set(minutes === "restOfDay" ? "24:00" : later(from, minutes));
    this.to.chosen = true;
  }

  /** Makes it a visit of several days, at first two, or of one again. */
  toggleSeveral(): void {
    this.several = !this.several;
    const first = this.date.known;
    if (this.several && first !== null) this.lastDate.set(dayAfter(first));
  }

  leave(field: Field): void {
    if (field === "date" || field === "lastDate" || field === "from" || field === "to") this[field].settle();
    if (!this.#left.includes(field)) this.#left = [...this.#left, field];
  }

  /** What stands at a field now. That nothing is chosen, or text half typed, is said only once the field was left or a booking tried. */
  problemsAt(field: Field): Problem[] {
    return this.#problems().filter((problem, at, all) => {
      if (problem.field !== field) return false;
      if (!this.tried && !this.#left.includes(field) && NOTHING_YET.includes(problem.code)) return false;
      if (HALF_TYPED.includes(problem.code) && this.#isTyping(field)) return false;
      return at === all.findIndex((each) => each.field === field && each.code === problem.code && each.subject === problem.subject);
    });
  }

  /** The first field, from the top, that has something to mend. */
  get firstBad(): Field | null {
    return FIELDS.find((field) => this.problemsAt(field).length > 0) ?? null;
  }

  #problems(): Problem[] {
    const standing = this.#refusals.filter((refusal) => refusal.about === this.#about(refusal.problem.field));
    return [...(this.plan ?? EMPTY_PLAN).problems, ...standing.map((refusal) => refusal.problem)];
  }

  #isTyping(field: Field): boolean {
    return (field === "date" || field === "lastDate" || field === "from" || field === "to") && this[field].typing;
  }

  #about(field: Field): string {
    const draft = this.draft;
    return JSON.stringify(field === "who" ? draft.personId : field === "place" ? draft.place : draft[field]);
  }

  #refuse(problems: readonly Problem[]): void {
    this.tried = true;
    this.#refusals = problems.map((problem) => ({ problem, about: this.#about(problem.field) }));
  }

  /** Asks what would come of the draft; a late answer never replaces a newer one. */
  async replan(backend: Backend, draft: Draft): Promise<void> {
    const number = ++this.#planNumber;
    try {
      const plan = await backend.plan(draft);
      if (number !== this.#planNumber) return;
      this.plan = plan;
      this.planFailure = "";
    } catch (error) {
      if (number === this.#planNumber) this.planFailure = explain(error);
    }
  }

  /** Saves the booking; answers whether it is on its way. Otherwise what is wrong stands at the fields or in `failure`. */
  async book(backend: Backend): Promise<boolean> {
    if (this.sending || this.#booked !== null) return false;
    for (const entry of [this.date, this.lastDate, this.from, this.to]) entry.settle();
    this.tried = true;
    this.sending = true;
    this.failure = "";
    this.#refusals = [];
    try {
      this.#booked = await backend.book(this.draft);
    } catch (error) {
      const problems = asDeskError(error)?.problems ?? [];
      if (problems.length > 0) this.#refuse(problems);
      else this.failure = explain(error);
      return false;
    } finally {
      this.sending = false;
    }
    await this.#clearMended(backend);
    return true;
  }

  async #clearMended(backend: Backend): Promise<void> {
    const mended = this.#mends;
    this.#mends = [];
    // The new booking stands whether or not the old entry could be taken off: it can be dismissed from the calendar still.
    await Promise.allSettled(mended.map((key) => backend.dismissBooking(key)));
  }

  /** Back to the draft, with what DoorFlow refused at its fields. Only the steps that did not happen are asked for again. */
  mend(steps: Receipt["steps"], whole: boolean): void {
    this.#booked = null;
    const only = whole ? undefined : steps[0];
    if (only) {
      const { start, end } = only.item;
      const closes = end.date > start.date && end.time.startsWith("00:00");
      this.take({ date: start.date, lastDate: closes ? "" : end.date, from: start.time.slice(0, 5), to: closes ? "24:00" : end.time.slice(0, 5) });
    }
    this.#mends = steps.flatMap((step) => (step.visitKey?.startsWith("b") ? [step.visitKey] : []));
    const problems = steps.flatMap((step) => step.problems);
    this.#refuse(problems);
    // A refusal without a field of ours is still said.
    this.failure = problems.length === 0 && steps.some((step) => step.state === "rejected") ? problemText({ field: "who", code: "refused", subject: "" }) : "";
  }

  /** Ready for the next visitor: when and where stay. */
  another(): void {
    this.#booked = null;
    this.who = null;
    this.plan = null;
    this.tried = false;
    this.failure = "";
    this.#left = [];
    this.#refusals = [];
    this.#mends = [];
  }
}
