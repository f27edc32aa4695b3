import { untrack } from "svelte";
import { desk } from "../desk.svelte";
import { announce } from "../frame/announce.svelte";
import { parts } from "../frame/parts.svelte";
import type { OutboxEntry } from "../ipc/bindings";
import { Reading } from "../visit/reading.svelte";
import { outboxNeeds } from "../words/frame";
import { needsPerson } from "./needing";

/** What is not settled yet: read again at every change, those that need a person first. */
class Outbox {
  readonly #reading = new Reading<OutboxEntry[]>();
  /** The entries that needed a person when last looked at; null before the first look. */
  #needing: ReadonlySet<string> | null = null;

  readonly entries = $derived.by<OutboxEntry[] | null>(() => {
    const all = this.#reading.value;
    return all === null ? null : [...all.filter(needsPerson), ...all.filter((entry) => !needsPerson(entry))];
  });

  /** The calendar's keys of all that only a person can settle. */
  readonly needing = $derived<ReadonlySet<string>>(
    new Set(this.entries?.filter(needsPerson).flatMap(({ key, visitKey }) => (visitKey === null ? [key] : [key, visitKey])) ?? []),
  );

  /** Why it could not be read, in words; empty when it could. */
  get failure(): string {
    return this.#reading.failure;
  }

  /** The entry behind a visit of the calendar, if it is not settled. */
  of(visitKey: string): OutboxEntry | undefined {
    return this.entries?.find((entry) => entry.key === visitKey || entry.visitKey === visitKey);
  }

  async read(): Promise<void> {
    await this.#reading.read(() => desk.backend.outbox());
    if (this.#reading.value !== null) this.#tell(this.#reading.value);
  }

  /** Keeps it up; call once while a component lives. */
  follow(): void {
    $effect(() => {
      void desk.changes.outbox;
      untrack(() => void this.read());
    });
    $effect(() => () => {
      this.#reading.clear();
      this.#needing = null;
    });
  }

  /** Says what has come to need a person since the last look; at the first look, how many do. */
  #tell(all: OutboxEntry[]): void {
    const needing = all.filter(needsPerson);
    const before = this.#needing;
    this.#needing = new Set(needing.map((entry) => entry.key));
    const fresh = needing.filter((entry) => before?.has(entry.key) !== true);
    if (fresh.length === 0) return;
    const one = before !== null && fresh.length === 1 ? fresh[0] : undefined;
    if (one === undefined) announce(outboxNeeds(fresh.length));
    else void parts.read().then(() => { announce(parts.later?.needsText(one) ?? outboxNeeds(1)); });
  }
}

export const outbox = new Outbox();
