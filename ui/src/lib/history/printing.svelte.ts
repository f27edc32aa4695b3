import { desk } from "../desk.svelte";
import { announce } from "../frame/announce.svelte";
import { age } from "../frame/freshness.svelte";
import type { HistoryAsk, HistoryLine } from "../ipc/bindings";
import { paper } from "../paper/paper.svelte";
import { explain } from "../words/errors";
import { historyWords, printWords as words } from "../words/history";

/** The most lines that are printed: some fifty pages. */
export const MOST = 2000;
/** So many are asked for at once: the most that the desk gives. */
const PART = 500;
/** So often a list that changes while it is read is begun anew. */
const TRIES = 5;

type Told = Pick<Awaited<ReturnType<typeof desk.backend.history>>, "total" | "counts" | "keptFrom" | "lines">;

/** The reading of all that is shown, for paper. */
export class Printing {
  /** It is being read. */
  busy = $state(false);
  trouble = $state("");

  /** Shows the sheet; `person` is the name of the one that is asked for, empty for anybody. */
  async run(ask: HistoryAsk, person: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.trouble = "";
    announce(historyWords.reading);
    const { session } = desk;
    const door = desk.places.doors.find(({ id }) => ask.doors.includes(id))?.name ?? "";
    try {
      const told = await read(ask);
      if (session.phase !== "signedIn" || desk.session.phase !== "signedIn" || desk.clock === null) return;
      // What was read belongs to the sign-in that it was read in.
      if (told === null || desk.session !== session) this.trouble = words.changing;
      else paper.show({ kind: "history", ask, door, person, account: session.account, printed: desk.clock.now, freshness: age.freshness, ...told });
    } catch (error) {
      this.trouble = explain(error);
    } finally {
      this.busy = false;
    }
    if (this.trouble !== "") announce(this.trouble);
  }
}

/** All lines up to the most, of one reading; null where there is none that lasts. */
async function read(ask: HistoryAsk): Promise<Told | null> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const told = await readOnce(ask);
    if (told !== null) return told;
  }
  return null;
}

async function readOnce(ask: HistoryAsk): Promise<Told | null> {
  const { reading, total, counts, keptFrom, lines } = await desk.backend.history(ask, 0, PART, null);
  const all: HistoryLine[] = [...lines];
  for (let offset = PART; offset < Math.min(total, MOST); offset += PART) {
    const part = await desk.backend.history(ask, offset, PART, reading);
    // Another list: lines would be twice in it, or missing.
    if (part.reading !== reading) return null;
    all.push(...part.lines);
  }
  return { total, counts, keptFrom, lines: all.slice(0, MOST) };
}
