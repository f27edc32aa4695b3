import { beforeEach, expect, test } from "vitest";
import { desk } from "../desk.svelte";
import type { Backend } from "../ipc/backend";
import type { Answer } from "../ipc/bindings";
import { Lookup } from "./lookup.svelte";

type Question = { text: string; answer: () => void; refuse: () => void };
let questions: Question[];

/** A desk that answers in whatever order it is told to. */
beforeEach(async () => {
  questions = [];
  const backend = {
    onNews: () => Promise.resolve(() => undefined),
    firstView: () => Promise.resolve({ session: { phase: "starting" }, lock: { locked: false }, building: null }),
    findPeople: (text: string) =>
      new Promise<Answer>((resolve, reject) => {
        const answer = (): void => resolve({ text, hits: [], total: 0, people: 1 });
        const refuse = (): void => reject(new Error(`no answer to ${text}`));
        questions.push({ text, answer, refuse });
      }),
  };
  await desk.start(backend as unknown as Backend);
});

test("a late answer never takes the place of a newer one", async () => {
  const lookup = new Lookup(8);
  const asked = ["m", "ma", "mar"].map((text) => lookup.ask(text));
  const [first, second, third] = questions;
  second?.answer();
  await asked[1];
  expect(lookup.answer).toBeNull();
  third?.answer();
  await asked[2];
  expect(lookup.answer?.text).toBe("mar");
  first?.answer();
  await asked[0];
  expect(lookup.answer?.text).toBe("mar");
  expect(lookup.answers("mar")).toBe(true);
});

test("a late refusal does not either, and nothing comes after the text was cleared", async () => {
  const lookup = new Lookup(8);
  const asked = ["m", "ma"].map((text) => lookup.ask(text));
  questions[1]?.answer();
  await asked[1];
  questions[0]?.refuse();
  await asked[0];
  expect([lookup.answer?.text, lookup.trouble]).toEqual(["ma", ""]);
  const late = lookup.ask("mar");
  await lookup.ask("");
  questions[2]?.answer();
  await late;
  expect(lookup.answer).toBeNull();
});

test("what the desk knows at once is there before the next task, and nothing else is asked", async () => {
  const found = { text: "lin", hits: [], total: 0, people: 1 };
  const quick = { text: "lin" };
  const known: Record<string, unknown> = { lin: { answer: found, quick } };
  Object.assign(desk.backend, { findAtOnce: (text: string) => known[text] ?? null });
  const lookup = new Lookup(8, true);
  const asked = lookup.ask("lin");
  for (let step = 0; step < 5; step += 1) await Promise.resolve();
  expect([lookup.answer, lookup.quick, questions.length]).toEqual([found, quick, 0]);
  await asked;
  Object.assign(desk.backend, { quickAdd: () => Promise.reject(new Error("no")) });
  const later = lookup.ask("ling");
  questions[0]?.answer();
  await later;
  expect([lookup.answer?.text, lookup.quick]).toEqual(["ling", null]);
});
