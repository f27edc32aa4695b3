import type { Drawn } from "../people/window";

/** What stands on a long board from top to bottom: a row, by its index, or the room of rows that are not drawn. */
export type Piece = { row: number } | { room: number; from: number };

/** The drawn rows, the one that is `kept` wherever it is, since it may have the focus, and the room of all others. */
export function pieces({ first, end }: Drawn, kept: number, total: number): Piece[] {
  const shown = Array.from({ length: end - first }, (_, at) => first + at);
  if (kept >= 0 && kept < first) shown.unshift(kept);
  else if (kept >= end && kept < total) shown.push(kept);
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
