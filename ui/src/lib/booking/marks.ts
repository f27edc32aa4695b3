import type { Span } from "../ipc/bindings";

/** A stretch of text, marked or plain. */
export interface Stretch {
  text: string;
  marked: boolean;
}

/** Cuts text at its spans (UTF-16 units); spans may touch, overlap or lie outside, as a late or foreign answer may have them. */
export function stretches(text: string, spans: readonly Span[]): Stretch[] {
  const cut: Stretch[] = [];
  let at = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const start = Math.max(span.start, at);
    const end = Math.min(span.start + span.len, text.length);
    if (end <= start) continue;
    if (start > at) cut.push({ text: text.slice(at, start), marked: false });
    cut.push({ text: text.slice(start, end), marked: true });
    at = end;
  }
  if (at < text.length) cut.push({ text: text.slice(at), marked: false });
  return cut;
}
