import { tick } from "svelte";
import type { Chosen } from "../booking/form.svelte";
import { desk } from "../desk.svelte";
import { watched } from "../frame/capabilities";
import { whenLeft } from "../frame/leaving";
import { focusPage } from "../frame/view.svelte";
import type { Visit } from "../ipc/bindings";
import { standingOf, type Standing } from "../today/standing";

/** Where visits go that are shown: all doors of a site, one door, or a group. */
export type Where = { kind: "site" | "door" | "group"; id: number };

/** Which visits the calendar shows, in all of its views; kept while the program runs. */
class Filter {
  state = $state<Standing | null>(null);
  where = $state.raw<Where | null>(null);
  person = $state.raw<Chosen | null>(null);
  /** The fields are there to be filled in. */
  open = $state(false);
  /** The fields have been asked for, and the focus is not in them yet. */
  asked = $state(false);
  #cameFrom: HTMLElement | null = null;

  /** How many things are asked for. */
  count = $derived([this.state, this.where, this.person].filter((one) => one !== null).length);
  /** Whether anything may be left out. */
  on = $derived(this.count > 0);
  /** Doors of the site; null where none is asked for. */
  #doors = $derived.by(() => {
    const { where } = this;
    if (where?.kind !== "site") return null;
    return new Set(desk.places.doors.filter(({ siteId }) => siteId === where.id).map(({ id }) => id));
  });

  /** Those of the visits that are shown. */
  of(visits: readonly Visit[]): Visit[] {
    const { state, person } = this;
    const seen = watched();
    return visits.filter(
      (visit) => (person === null || visit.personId === person.id) && (state === null || standingOf(visit, seen) === state) && this.#goesThere(visit),
    );
  }

  #goesThere({ kind, doors, groups }: Visit): boolean {
    const { where } = this;
    if (where === null) return true;
    if (where.kind === "group") return kind === "groupReservation" && groups.some(({ id }) => id === where.id);
    // Which doors a group opens, nobody is told.
    return kind === "reservation" && doors.some(({ id }) => (this.#doors === null ? id === where.id : this.#doors.has(id)));
  }

  /** Whether the visits that are shown go to this door or group. */
  holds(kind: "door" | "group", id: number): boolean {
    const { where } = this;
    if (where === null) return true;
    if (where.kind === "site") return kind === "door" && (this.#doors?.has(id) ?? false);
    return kind === where.kind && id === where.id;
  }

  /** Asks for the fields, remembering what had the focus. */
  show(): void {
    if (!this.open) this.#cameFrom = document.activeElement as HTMLElement | null;
    this.open = true;
    this.asked = true;
  }

  /** Puts the fields away; what they say goes on. The focus goes back to what asked for them, or into the page, where other visits may be now. */
  async hide(): Promise<void> {
    this.open = false;
    const back = this.#cameFrom;
    this.#cameFrom = null;
    await tick();
    if (back?.isConnected && back !== document.body && back.closest("main") === null) back.focus();
    else focusPage();
  }

  /** Shows all visits. */
  clear(): void {
    this.state = this.where = this.person = null;
  }
}

export const filter = new Filter();

whenLeft(() => {
  filter.clear();
  filter.open = false;
});
