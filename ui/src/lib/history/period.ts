import { parseDate } from "../days";
import type { periodName } from "../words/history";

/** Days that are asked for by a name, or as they are typed. */
export type Period = keyof typeof periodName;

/** First and last day, `YYYY-MM-DD`; null where there is no bound. */
export interface Days {
  first: string | null;
  last: string | null;
}

const BACK: Partial<Record<Period, number>> = { days7: 6, days30: 29, days90: 89 };

/** The days of a period that has a name, today among the last so many. */
export function daysOf(period: Exclude<Period, "days">, today: string): Days {
  if (period === "all") return { first: null, last: null };
  const day = parseDate(today);
  if (period === "yesterday") {
    const yesterday = day.add({ days: -1 }).toString();
    return { first: yesterday, last: yesterday };
  }
  return { first: day.add({ days: -(BACK[period] ?? 0) }).toString(), last: today };
}
