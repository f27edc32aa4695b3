import { describe, expect, it } from "vitest";
import { desk } from "../desk.svelte";
import type { Backend } from "../ipc/backend";
import type { Agenda, Visit } from "../ipc/bindings";
import { AgendaReader } from "./agenda.svelte";
import { dayVisit, evenDay } from "./test-days";

type Question = { first: string; answer: (agenda: Agenda) => void; refuse: (error: unknown) => void };

/** A desk that answers when the test says so. */
async function slowDesk(): Promise<Question[]> {
  const questions: Question[] = [];
  const backend = {
    agenda: (first: string) =>
      new Promise<Agenda>((answer, refuse) => questions.push({ first, answer, refuse })),
    onNews: () => Promise.resolve(() => undefined),
    firstView: () => Promise.resolve({ session: { phase: "starting" }, lock: { locked: false }, building: null }),
  };
  await desk.start(backend as unknown as Backend);
  return questions;
}

const agenda = (date: string): Agenda => ({ days: [evenDay(date)], visits: [dayVisit(`r-${date}`, date, 540, 600)] });

describe("reading the agenda", () => {
  it("shows what the minute turned, also where an answer is from before, and adds nothing to the days", async () => {
    const questions = await slowDesk();
    const reader = new AgendaReader();
    const day = "2026-11-18";
    const shown = agenda(day);
    const [visit] = shown.visits;
    if (!visit) throw new Error("the day has a visit");
    const over: Visit = { ...visit, state: "over" };
    const elsewhere: Visit = { ...visit, key: "r-other" };
    const states = () => reader.shown?.visits.map(({ key, state }) => `${key} ${state}`);

    const first = reader.read("day", day, day);
    reader.turn([over, elsewhere]);
    questions[0]?.answer(shown);
    await first;
    expect(states()).toEqual([`${visit.key} over`]);

    const second = reader.read("day", day, day);
    questions[1]?.answer(agenda(day));
    await second;
    expect(states()).toEqual([`${visit.key} ${visit.state}`]);
    reader.turn([over]);
    expect(states()).toEqual([`${visit.key} over`]);
  });

  it("drops an answer that comes after a later question", async () => {
    const questions = await slowDesk();
    const reader = new AgendaReader();
    const early = reader.read("day", "2026-11-18", "2026-11-18");
    const late = reader.read("day", "2026-11-19", "2026-11-19");
    questions[1]?.answer(agenda("2026-11-19"));
    await late;
    questions[0]?.answer(agenda("2026-11-18"));
    await early;
    expect(reader.shown?.visits.map((one) => one.key)).toEqual(["r-2026-11-19"]);
  });

  it("shows each answer about the same days as it comes, and none that is older than what is shown", async () => {
    const questions = await slowDesk();
    const reader = new AgendaReader();
    const reads = [1, 2, 3].map(() => reader.read("day", "2026-11-18", "2026-11-18"));
    const answered = (at: number): Agenda => ({ ...agenda("2026-11-18"), visits: [dayVisit(`r${String(at)}`, "2026-11-18", 540, 600)] });
    for (const [at, shown] of [[1, "r1"], [0, "r1"], [2, "r2"]] as const) {
      questions[at]?.answer(answered(at));
      await reads[at];
      expect(reader.shown?.visits.map((one) => one.key)).toEqual([shown]);
    }
  });

  it("keeps what is shown while it asks and when it is refused, and says so", async () => {
    const questions = await slowDesk();
    const reader = new AgendaReader();
    const first = reader.read("day", "2026-11-18", "2026-11-18");
    questions[0]?.answer(agenda("2026-11-18"));
    await first;
    const second = reader.read("week", "2026-11-16", "2026-11-22");
    expect(reader.shown?.view).toBe("day");
    const refusal = { code: "machine", detail: "", problems: [] };
    questions[1]?.refuse(refusal);
    await second;
    expect(reader.trouble).toBe(refusal);
    expect(reader.shown?.view).toBe("day");
    const third = reader.read("week", "2026-11-16", "2026-11-22");
    questions[2]?.answer(agenda("2026-11-16"));
    await third;
    expect(reader.trouble).toBeNull();
    expect(reader.shown?.view).toBe("week");
  });
});
