import { desk } from "../desk.svelte";
import { announce } from "../frame/announce.svelte";
import type { ForAll, Import, ImportChange, ImportState, News } from "../ipc/bindings";
import { onceUnlocked } from "../lock/unlocked.svelte";
import { explain } from "../words/errors";
import { notRead, stateName, words } from "../words/import";
import { figure } from "../words/frame";

const NONE: Import = { columns: [], order: null, either: null, forAll: { date: "", from: "", to: "", places: "", pin: false }, rows: [], running: false };

/** In the order in which they are counted: what needs somebody first. */
const STATES = Object.keys(stateName) as ImportState[];

/** How many rows stand so. */
export function counted({ rows }: Import): Partial<Record<ImportState, number>> {
  const counts: Partial<Record<ImportState, number>> = {};
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** `12 ready · 3 to mend`. */
export function summary(counts: Partial<Record<ImportState, number>>): string {
  return STATES.flatMap((state) => (counts[state] === undefined ? [] : [`${figure(counts[state])} ${stateName[state]}`])).join(" · ");
}

/** The table that is being imported, as the desk has it. */
export class Table {
  now = $state.raw<Import>(NONE);
  /** The desk has said what there is. */
  known = $state(false);
  /** Why the last thing that was asked for did not happen. */
  trouble = $state("");
  readonly counts = $derived(counted(this.now));
  /** How many rows were to be booked when the run began. */
  #all = 0;
  /** How many changes, readings and leavings were asked for, and the last whose answer is shown. */
  #asked = 0;
  #taken = 0;
  /** Which of them left the table. */
  #left = 0;
  /** What was asked for all rows, and how many such changes are on their way: each is made of the one before, answered or not. */
  #forAll: ForAll | null = null;
  #forAllAsked = 0;
  /** What has come while a whole table is awaited; null while none is. */
  #meanwhile: News[] | null = null;
  /** The changes that are on their way; each tells whether it was taken. */
  #changes: Promise<boolean>[] = [];

  /** Looks at what there is, and follows it until the returned function is called. */
  follow(): () => void {
    const news = desk.backend.onNews((piece) => {
      this.take(piece);
    });
    void this.#do(async () => {
      await this.#answer(() => desk.backend.importNow());
      this.known = true;
    });
    return () => void news.then((stop) => { stop(); });
  }

  async read(bytes: Uint8Array): Promise<void> {
    await this.#do(async () => {
      const number = ++this.#asked;
      const read = await desk.backend.readImport(bytes);
      if (read.kind === "not") this.trouble = notRead(read.why);
      else if (!this.#take(number, read.import)) return;
      announce(read.kind === "not" ? this.trouble : summary(this.counts));
    });
  }

  /** Changes it; what the desk does not take since it is locked, it takes once it is not. Answers whether it was taken. */
  async change(change: ImportChange): Promise<boolean> {
    const done = this.#do(() =>
      onceUnlocked(async () => {
        const number = ++this.#asked;
        try {
          this.#take(number, await desk.backend.changeImport(change));
        } catch (error) {
          // Of a table that was left meanwhile nobody wants to know.
          if (number < this.#left) return;
          throw error;
        }
      }),
    );
    this.#changes.push(done);
    const taken = await done;
    this.#changes = this.#changes.filter((other) => other !== done);
    return taken;
  }

  /** Changes something of what holds for all rows, and nothing else of it. */
  async changeForAll(part: Partial<ForAll>): Promise<boolean> {
    this.#forAll = { ...(this.#forAll ?? this.now.forAll), ...part };
    this.#forAllAsked += 1;
    const taken = await this.change({ kind: "forAll", forAll: this.#forAll });
    this.#forAllAsked -= 1;
    if (this.#forAllAsked === 0) this.#forAll = null;
    return taken;
  }

  /** Takes an answer, unless a newer one is here: each has all the changes before it in it, and an older one that comes late has fewer. */
  #take(number: number, now: Import): boolean {
    if (number < this.#taken) return false;
    this.#taken = number;
    this.now = now;
    return true;
  }

  /**
   * Books what is ready once the changes on their way are taken; nothing where one was not, since the rows are not as they were meant, and nothing where
   * the desk was locked meanwhile: somebody else may stand at it.
   */
  async book(): Promise<void> {
    const { lock } = desk;
    const taken = await Promise.all(this.#changes);
    if (taken.includes(false) || this.now.running || this.counts.ready === undefined) return;
    if (desk.lock !== lock) {
      this.say(words.lockedMeanwhile);
      return;
    }
    await this.#do(async () => {
      await this.#answer(() => desk.backend.bookImport(), () => {
        this.#all = this.counts.waiting ?? 0;
        announce(summary(this.counts));
      });
    });
  }

  async stop(): Promise<void> {
    await this.#do(() => desk.backend.stopImport());
  }

  async leave(): Promise<void> {
    await this.#do(async () => {
      const number = (this.#left = ++this.#asked);
      await desk.backend.leaveImport();
      this.#forAll = null;
      this.#take(number, NONE);
    });
  }

  /** Takes an answer during a run, and then what came meanwhile: news is small, and is here before a whole table that was sent sooner. */
  async #answer(ask: () => Promise<Import>, taken?: () => void): Promise<void> {
    const meanwhile: News[] = (this.#meanwhile = []);
    try {
      this.now = await ask();
      taken?.();
    } finally {
      this.#meanwhile = null;
      for (const piece of meanwhile) this.take(piece);
    }
  }

  /** Rows moved on. */
  take(news: News): void {
    if (news.kind !== "import") return;
    if (this.#meanwhile !== null) {
      this.#meanwhile.push(news);
      return;
    }
    const rows = [...this.now.rows];
    for (const row of news.rows) if (row.at < rows.length) rows[row.at] = row;
    const ended = this.now.running && !news.running;
    this.now = { ...this.now, rows, running: news.running };
    const done = this.#all - (this.counts.waiting ?? 0);
    if (ended) announce(summary(this.counts));
    else if (this.now.running && done % 10 === 0) announce(words.progress(done, this.#all));
  }

  /** Does what is asked for, and says why where it did not happen; answers whether it did. */
  async #do(work: () => Promise<unknown>): Promise<boolean> {
    this.trouble = "";
    try {
      await work();
      return true;
    } catch (error) {
      this.say(explain(error));
      return false;
    }
  }

  /** Shows why something did not happen. */
  say(trouble: string): void {
    this.trouble = trouble;
    announce(trouble);
  }
}
