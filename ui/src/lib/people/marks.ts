import type { Span } from "../ipc/bindings";

/** A piece of a text, matched or not. */
export interface Piece {
  text: string;
  marked: boolean;
}

/** Cuts a text at its spans (UTF-16 units). Spans that overlap, lie outside or come out of order do no harm. */
export function pieces(text: string, spans: readonly Span[]): Piece[] {
  const cut: Piece[] = [];
  let done = 0;
  const push = (to: number, marked: boolean): void => {
    if (to > done) cut.push({ text: text.slice(done, to), marked });
    done = Math.max(done, to);
  };
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    push(Math.min(span.start, text.length), false);
    push(Math.min(span.start + span.len, text.length), true);
  }
  push(text.length, false);
  return cut;
}
