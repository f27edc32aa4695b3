import { parseDate } from "../../days";
import type { Answer, QuickAdd, QuickKind, QuickReading } from "../bindings";
import { DOORS } from "./building";

/** A small part of what the desk's own reader understands: `tomorrow`, hours such as `9-5`, doors by their whole names, `pin`. */
export function quickAdd(text: string, today: string, find: (name: string) => Answer): QuickAdd {
  const parts: QuickReading["parts"] = [];
  const take = (pattern: RegExp, kind: QuickKind): RegExpExecArray | null => {
    const match = pattern.exec(text);
    if (match) parts.push({ start: match.index, len: match[0].length, kind });
    return match;
  };
  const tomorrow = take(/\btomorrow\b/i, "when");
  const hours = take(/\b(\d{1,2})-(\d{1,2})\b/, "when");
  const pin = take(/\bpin\b/i, "pin") !== null;
  const doors = DOORS.filter((door) => take(new RegExp(`\\b${door.name}\\b`, "i"), "where"));
  if (parts.length === 0) return { text, readings: [], isName: false };
  parts.sort((a, b) => a.start - b.start);
  const left = [...text.matchAll(/\S+/g)].filter((word) => !parts.some((part) => word.index < part.start + part.len && part.start < word.index + word[0].length));
  // What stands behind an exclamation mark is the stand-in's for what nobody understands.
  const name = left.filter((word) => !word[0].startsWith("!")).map((word) => word[0]).join(" ");
  const found = name === "" ? null : find(name);
  for (const { 0: word, index } of left) parts.push({ start: index, len: word.length, kind: word.startsWith("!") ? "unknown" : "who" });
  parts.sort((a, b) => a.start - b.start);
  const clock = (hour: string | undefined, after = 0): string => `${String(Number(hour) <= after ? Number(hour) + 12 : Number(hour)).padStart(2, "0")}:00`;
  const from = hours ? clock(hours[1], 6) : "";
  const reading: QuickReading = {
    parts,
    hits: found?.hits ?? [],
    total: found?.total ?? 0,
    others: [],
    newcomer: found?.hits.length === 0 ? name : "",
    date: parseDate(today).add({ days: tomorrow ? 1 : 0 }).toString(),
    lastDate: "",
    from,
    to: hours ? clock(hours[2], parseInt(from, 10)) : "",
    pin,
    cut: false,
    problems: [],
    notes: [],
  };
  if (doors.length > 0) reading.place = { kind: "doors", channelIds: doors.map((door) => door.id) };
  return { text, readings: [reading], isName: false };
}
