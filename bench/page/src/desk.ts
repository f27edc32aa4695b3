import { desk } from "../../../ui/src/lib/desk.svelte";
import type { Backend } from "../../../ui/src/lib/ipc/backend";
import type { Agenda, HistoryLine, HistoryPage, Moment, News } from "../../../ui/src/lib/ipc/bindings";
import { agenda, visits } from "./visits";

const KEPT = 100_000;

export const now: Moment = { utc: "2026-10-22T09:42:00Z", date: "2026-10-22", offset: 642, time: "10:42" };
const some = visits(200);

/** A hundred thousand visits, as a desk answers with a part of them. */
function partOf(offset: number, limit: number): HistoryPage {
  const lines = Array.from({ length: Math.min(limit, KEPT - offset) }, (_, at): HistoryLine => {
    const visit = some[(offset + at) % some.length] as (typeof some)[number];
    return { visit: { ...visit, key: `r${String(offset + at)}` }, state: "left", arrived: visit.start, byHand: false, left: visit.end, rejected: 0, said: "" };
  });
  return { reading: 1, total: KEPT, counts: [{ state: "left", count: KEPT }], keptFrom: now, lines };
}

type Week = (first: string, last: string) => Promise<Agenda>;
let week: Week = async (first, last) => agenda([], first, last);

/** Has the desk answer so from now on. */
export function answerWith(answer: Week): void {
  week = answer;
}

let hear: (news: News) => void = () => undefined;

/** Tells the page that visits have changed. */
export function tell(): void {
  hear({ kind: "changed", topics: ["visits"] });
}

/** A desk that answers at once with what it was given; what these pages do not ask for it has not. */
const backend = {
  firstView: async () => ({ session: { phase: "starting" }, lock: { locked: false, hasPin: false, afterMinutes: null, officeMinutes: null }, building: null }),
  agenda: (first, last) => week(first, last),
  painted: async () => undefined,
  history: async (_ask, offset, limit) => partOf(offset, limit),
  onNews: async (handler) => {
    hear = handler;
    return () => undefined;
  },
} satisfies Partial<Backend>;

/** Starts the desk; once in a page. */
export async function startDesk(): Promise<void> {
  await desk.start(backend as unknown as Backend);
}
