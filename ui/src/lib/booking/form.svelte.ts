import { desk } from "../desk.svelte";
import type { Backend } from "../ipc/backend";
import type { Bar, Draft, Field, PersonDetails, Place, Receipt } from "../ipc/bindings";
import { Asking } from "./asking.svelte";
import { startingPlace, startingWhen } from "./start";

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

/** The booking drawer's state: who, when and where, what would come of it, what came of it. */
export class BookForm extends Asking {
  who = $state.raw<Chosen | null>(null);
  kind = $state<Place["kind"]>("doors");
  doors = $state.raw<readonly number[]>([]);
  groups = $state.raw<readonly number[]>([]);
  #placeChosen = false;

  get place(): Place {
    return this.kind === "doors" ? { kind: "doors", channelIds: [...this.doors] } : { kind: "groups", groupIds: [...this.groups] };
  }

  get draft(): Draft {
    return { personId: this.who?.id ?? null, ...this.times, place: this.place };
  }

  /** Takes what is known of a visit; what it does not say stays. */
  take(known: Partial<Draft>): void {
    this.takeTimes(known);
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

  protected about(field: Field): string {
    const draft = this.draft;
    return JSON.stringify(field === "who" ? draft.personId : field === "place" ? draft.place : draft[field]);
  }

  /** Asks what would come of the draft. */
  replan(backend: Backend, draft: Draft): Promise<void> {
    return this.ask(backend.plan(draft));
  }

  /** Saves the booking; answers whether it is on its way. Otherwise what is wrong stands at the fields or in `failure`. */
  book(backend: Backend): Promise<boolean> {
    return this.save(backend, () => backend.book(this.draft));
  }

  /** Back to the draft, with what DoorFlow refused at its fields. Only the steps that did not happen are asked for again. */
  mend(steps: Receipt["steps"], whole: boolean): void {
    const only = whole ? undefined : steps[0];
    if (only) {
      const { start, end } = only.item;
      const closes = end.date > start.date && end.time.startsWith("00:00");
      this.take({ date: start.date, lastDate: closes ? "" : end.date, from: start.time.slice(0, 5), to: closes ? "24:00" : end.time.slice(0, 5) });
    }
    this.reopen(steps);
  }

  /** Ready for the next visitor: when and where stay. */
  another(): void {
    this.reset();
    this.who = null;
  }
}
