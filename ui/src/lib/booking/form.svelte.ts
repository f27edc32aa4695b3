import type { Ghost } from "../calendar/calendar.svelte";
import { desk } from "../desk.svelte";
import type { Backend } from "../ipc/backend";
import { office } from "../settings/office.svelte";
import type { About, Bar, Double, Draft, Field, Given, Moment, Newcomer, PersonDetails, Place, Receipt, Template } from "../ipc/bindings";
import { isNothing, NOTHING } from "./about";
import { Asking } from "./asking.svelte";
import { Repeating } from "./repeating.svelte";
import { endOf, jumped, startingPlace, startingWhen } from "./start";
import { later } from "./timeText";

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

/** Somebody who is not in DoorFlow yet, as the fields show them. */
export interface Typed {
  first: string;
  last: string;
  /** An e-mail address or a mobile number; empty where there is neither. */
  reach: string;
}

/** A name that was typed: the first word is the first name. */
export function typedName(name: string): Typed {
  const [first = "", ...last] = name.trim().split(/\s+/);
  return { first, last: last.join(" "), reach: "" };
}

/** What DoorFlow is told of a newcomer: what is written like a number is one, all else is an address. */
export function newcomerOf({ first, last, reach }: Typed): Newcomer {
  const number = /^[\d\s+()./-]+$/.test(reach);
  return { firstName: first, lastName: last, email: number ? "" : reach, mobile: number ? reach : "" };
}

/** What a template may fill in, and gives back when it is left. */
interface Fillable {
  kind: Place["kind"];
  doors: readonly number[];
  groups: readonly number[];
  purpose: string;
  note: string;
  pin: boolean;
  date: string;
  several: boolean;
  lastDate: string;
  to: string;
  /** A person chose the end; else it keeps its distance from the start, in minutes, where it has one. */
  toChosen: boolean;
  length: number | null;
}

/** The booking drawer's state: who, when and where, what would come of it, what came of it. */
export class BookForm extends Asking {
  who = $state.raw<Chosen | null>(null);
  /** In place of `who`: somebody who is not in DoorFlow yet. */
  newcomer = $state.raw<Typed | null>(null);
  /** Who comes besides, at the same time and place. */
  others = $state.raw<readonly Chosen[]>([]);
  /** One more of them is being asked for, and what is typed of whom. */
  companionAsked = $state(false);
  companionTyped = $state("");
  /** The newcomer gets a PIN. */
  pin = $state(false);
  /** What is noted of the visit, and whether its fields are shown. */
  about = $state.raw<About>(NOTHING);
  aboutOpen = $state(false);
  /** What is typed of a host who is not chosen yet. */
  hostTyped = $state("");
  /** Who may be the newcomer already, and for whom that was asked. */
  #doubles = $state.raw<{ of: string; found: readonly Double[] }>({ of: "", found: [] });
  /** The newcomer who is none of those. */
  #cleared = $state("");
  kind = $state<Place["kind"]>("doors");
  doors = $state.raw<readonly number[]>([]);
  groups = $state.raw<readonly number[]>([]);
  /** The name of the template that was filled in last; empty for none. */
  template = $state("");
  /** What asked for a template that is filled in: when the fields come back, it does not go over what was changed in them. */
  templated: Partial<Draft> | null = null;
  readonly repeating = new Repeating(this.days);
  /** What stood there before the template was filled in, what it made of that, and whether it asks for a PIN. */
  #filled: { before: Fillable; after: Fillable; placeChosen: boolean; asksPin: boolean } | null = null;
  #placeChosen = false;
  /** The hour when the times were last looked at. */
  #hour: Moment | null = null;

  get place(): Place {
    return this.kind === "doors" ? { kind: "doors", channelIds: [...this.doors] } : { kind: "groups", groupIds: [...this.groups] };
  }

  /** Drawn at its doors too. */
  override get ghost(): Ghost | null {
    const ghost = super.ghost;
    return ghost === null ? null : { ...ghost, place: this.place };
  }

  /** What would be booked; what is noted of it changes nothing of that. */
  get draft(): Draft {
    const draft: Draft = { personId: this.who?.id ?? null, ...this.times, place: this.place };
    if (this.others.length > 0) draft.others = this.others.map(({ id }) => id);
    return this.repeating.on ? { ...draft, repeat: this.repeating.repeat } : draft;
  }

  protected override get said(): string {
    const { draft, newcomer, companionAsked, companionTyped, about, hostTyped, pin, template } = this;
    return JSON.stringify([draft, newcomer, companionAsked, companionTyped, about, hostTyped, pin, template]);
  }

  /** Takes what is known of a visit; what it does not say stays. */
  take(known: Partial<Draft>): void {
    this.takeTimes(known);
    if (known.date) this.repeating.on = false;
    if (known.repeat) this.repeating.take(known.repeat);
    if (known.about) this.about = known.about;
    if (known.place) {
      this.#placeChosen = true;
      this.#setPlace(known.place);
    }
  }

  get #fillable(): Fillable {
    const { kind, doors, groups, about, pin, several, length } = this;
    const [date, lastDate, to, toChosen] = [this.date.value, this.lastDate.value, this.to.value, this.to.chosen];
    return { kind, doors, groups, purpose: about.purpose, note: about.note, pin, date, several, lastDate, to, toChosen, length };
  }

  /**
   * Fills in what a template says, in place of what another one did. What it leaves out is as it was entered. Where it names a place that is not
   * there, none is chosen in its stead.
   */
  useTemplate({ name, minutes, place, missing, pin, purpose, note }: Template): void {
    this.leaveTemplate();
    const [before, placeChosen] = [this.#fillable, this.#placeChosen];
    this.template = name;
    if (minutes !== null) {
      this.several = false;
      this.last(minutes);
    }
    if (place) {
      this.#placeChosen = true;
      const none: Place = place.kind === "doors" ? { kind: "doors", channelIds: [] } : { kind: "groups", groupIds: [] };
      this.#setPlace(missing.length === 0 ? place : none);
    }
    // What says nothing of a PIN leaves one that was asked for.
    if (pin) this.pin = true;
    this.about = { ...this.about, purpose: purpose || this.about.purpose, note: note || this.about.note };
    this.#filled = { before, after: this.#fillable, placeChosen, asksPin: pin };
  }

  /** Somebody else is new: a PIN that was asked for another is not theirs, but one that the template asks for is, unless it was taken back. */
  askPin(asked: boolean): void {
    const filled = this.#filled;
    this.pin = asked || (filled?.asksPin === true && this.pin);
    if (filled !== null) filled.before = { ...filled.before, pin: asked };
  }

  /** Puts back what stood there before the template, but for what was changed since. */
  leaveTemplate(): void {
    this.template = "";
    if (this.#filled === null) return;
    const { before, after, placeChosen } = this.#filled;
    const now = this.#fillable;
    this.#filled = null;
    const places = ({ kind, doors, groups }: Fillable): string => JSON.stringify([kind, doors, groups]);
    if (places(now) === places(after)) {
      ({ kind: this.kind, doors: this.doors, groups: this.groups } = before);
      this.#placeChosen = placeChosen;
    }
    const kept = <K extends keyof Fillable>(key: K): Fillable[K] => (now[key] === after[key] ? before[key] : now[key]);
    this.about = { ...this.about, purpose: kept("purpose"), note: kept("note") };
    this.pin = kept("pin");
    const days = ({ date, several, lastDate }: Fillable): string => JSON.stringify([date, several, lastDate]);
    // Doors have no visit of several days that comes again.
    if (days(now) === days(after) && !(this.repeating.on && this.kind === "doors")) this.several = before.several;
    const ended = before.to !== after.to || before.toChosen !== after.toChosen;
    if (ended && now.to === after.to) this.#putBackEnd(before);
  }

  #putBackEnd({ to, toChosen, length }: Fillable): void {
    const from = this.from.known;
    this.to.edit(!toChosen && from !== null && length !== null && length > 0 ? later(from, length) : to);
    this.to.settle();
    this.to.chosen = toChosen;
  }

  /** What is filled in, as a template. */
  asTemplate(name: string): Template {
    const { purpose, note } = this.about;
    const length = this.several ? null : this.length;
    return { name, minutes: length !== null && length > 0 ? length : null, place: this.place, missing: [], pin: this.pin, purpose, note, own: true };
  }

  /** Fills what nobody chose, as soon as the clock and the doors are known; the times anew where the hour jumps: it was corrected, or the computer slept. */
  fill(mayBookDoors: boolean): void {
    this.unasked(() => { this.#fill(mayBookDoors); });
  }

  #fill(mayBookDoors: boolean): void {
    const now = desk.clock?.now;
    if (now) {
      const times = [this.date, this.from, this.to].filter((entry) => !entry.chosen);
      if (this.#hour !== null && jumped(this.#hour, now)) for (const entry of times) entry.set("");
      this.#hour = now;
      if (times.some((entry) => entry.value === "")) {
        const when = startingWhen({ date: this.date.value, from: this.from.value, to: this.to.value }, now);
        for (const name of ["date", "from", "to"] as const) if (!this[name].chosen) this[name].set(when[name]);
      }
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

  /** Somebody who comes as well; nobody comes twice. */
  addCompanion(person: Chosen): void {
    if (person.id !== this.who?.id && !this.others.some(({ id }) => id === person.id)) this.others = [...this.others, person];
  }

  /** They came with somebody else. */
  leaveCompanions(): void {
    this.others = [];
    this.companionAsked = false;
    this.companionTyped = "";
  }

  removeCompanion(person: number): void {
    this.others = this.others.filter(({ id }) => id !== person);
  }

  /** Has it come again, or once. By doors, several days are several visits already. */
  toggleRepeat(): void {
    this.repeating.on = !this.repeating.on;
    if (this.repeating.on && this.kind === "doors") this.several = false;
  }

  override toggleSeveral(): void {
    super.toggleSeveral();
    if (this.several && this.kind === "doors") this.repeating.on = false;
  }

  protected override typingAt(field: Field): boolean {
    return field === "repeat" ? this.repeating.until.typing : super.typingAt(field);
  }

  protected standsFor(field: Field): string {
    const draft = this.draft;
    return JSON.stringify(field === "who" ? [this.newcomer ?? draft.personId, draft.others] : field === "place" ? draft.place : (draft[field] ?? ""));
  }

  /** Those of whom it is not said yet that the newcomer is none of them. */
  get doubles(): readonly Double[] {
    const of = this.standsFor("who");
    return this.newcomer === null || this.#cleared === of || this.#doubles.of !== of ? [] : this.#doubles.found;
  }

  /** Looks who may be the newcomer already. */
  async lookForDoubles(backend: Backend): Promise<void> {
    const of = this.standsFor("who");
    if (this.newcomer === null || this.#doubles.of === of) return;
    const found = await backend.doubles(newcomerOf(this.newcomer));
    if (of === this.standsFor("who")) this.#doubles = { of, found };
  }

  /** The newcomer is none of them. */
  clearDoubles(): void {
    this.#cleared = this.standsFor("who");
  }

  /** As the office has it at this moment: the group opens doors. */
  async #given(): Promise<Given> {
    const { pin } = this;
    return { pin, groupId: (await office.read()).visitorGroup };
  }

  /** Asks what would come of the draft. */
  replan(backend: Backend, draft: Draft): Promise<void> {
    return this.ask(this.newcomer === null ? backend.plan(draft) : backend.planNewcomer(draft, newcomerOf(this.newcomer)));
  }

  /** Saves the booking; answers whether it is on its way. Otherwise what is wrong stands at the fields or in `failure`. */
  book(backend: Backend): Promise<boolean> {
    const newcomer = this.newcomer;
    const draft: Draft = isNothing(this.about) ? this.draft : { ...this.draft, about: this.about };
    return this.save(backend, async () => (newcomer === null ? backend.book(draft) : backend.bookNewcomer(draft, newcomerOf(newcomer), await this.#given())));
  }

  /** Back to the draft, with what DoorFlow refused at its fields. Only the steps that did not happen are asked for again. */
  mend(steps: Receipt["steps"], whole: boolean): void {
    this.repeating.on &&= whole;
    if (!whole) this.others = [];
    const only = whole ? undefined : steps[0];
    if (only) {
      const { start } = only.item;
      const end = endOf(only.item);
      this.take({ date: start.date, lastDate: end.date, from: start.time.slice(0, 5), to: end.to });
    }
    this.reopen(steps);
  }

  /** Ready for the next visitor: when and where stay. */
  another(): void {
    this.reset();
    this.who = this.newcomer = null;
    this.leaveCompanions();
    this.pin = this.repeating.on = this.aboutOpen = false;
    this.hostTyped = "";
    this.about = NOTHING;
    this.template = "";
    this.#filled = null;
    this.unasked(() => undefined);
  }
}
