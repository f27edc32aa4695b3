import { expect, test } from "vitest";
import { pieces } from "./marks";

const drawn = (text: string, spans: [number, number][]) =>
  pieces(text, spans.map(([start, len]) => ({ start, len })))
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join("");

test("what matched is marked, in UTF-16 units", () => {
  expect(drawn("Linh Nguyễn", [[0, 3], [5, 3]])).toBe("[Lin]h [Ngu]yễn");
  expect(drawn("😀 Zoë", [[3, 3]])).toBe("😀 [Zoë]");
});

test("nothing of the text is lost or doubled by odd spans", () => {
  expect(drawn("abc", [])).toBe("abc");
  expect(drawn("abcdef", [[4, 9], [0, 2], [1, 2]])).toBe("[ab][c]d[ef]");
  expect(drawn("abc", [[7, 2]])).toBe("abc");
  expect(drawn("", [[0, 1]])).toBe("");
});
