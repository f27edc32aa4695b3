import type { Drawn } from "../people/window";

/** What stands on a long board from top to bottom: a row, by its index, or the room of rows that are not drawn. */
export type Piece = { row: number } | { room: number; from: number };

/** The drawn rows, those that are `kept` wherever they are, and the room of all others. */
export function pieces({ first, end }: Drawn, kept: readonly number[], total: number): Piece[] {
  const beside = [...new Set(kept)].filter((row) => row >= 0 && row < total && (row < first || row >= end)).sort((a, b) => a - b);
  const among = Array.from({ length: end - first }, (_, at) => first + at);
  const shown = [...beside.filter((row) => row < first), ...among, ...beside.filter((row) => row >= end)];
  const found: Piece[] = [];
  let next = 0;
  for (const row of shown) {
    if (row > next) found.push({ room: row - next, from: next });
    found.push({ row });
    next = row + 1;
  }
  if (next < total) found.push({ room: total - next, from: next });
  return found;
}
