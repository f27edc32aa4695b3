import { startingPlace, startingWhen } from "../booking/start";
import type { Bar, Draft, Hit, Moment, Place, Places, QuickAdd, QuickKind, QuickReading } from "../ipc/bindings";
import { noteText, problemText, together } from "../words/booking";
import { quick as words, sayRepeat, sayWhen } from "../words/quick";

/** Somebody new, as far as they were typed. */
export interface TypedNewcomer {
  name: string;
  pin: boolean;
}

/** A piece of the text, and what it was taken for; blanks between are null. */
export interface ReadPiece {
  text: string;
  kind: QuickKind | null;
}

/** One booking that a text may mean. */
export interface QuickRow {
  id: string;
  title: string;
  /** When, and where. */
  line: string;
  /** What is to be known before it is booked: what was not understood above all. */
  told: string[];
  bar: Bar | null;
  initials: string;
  pieces: ReadPiece[];
  draft: Partial<Draft>;
  /** Absent for somebody who is known, or nobody at all. */
  newcomer?: TypedNewcomer;
  /** Nobody was named. */
  nobody: boolean;
}

/** So many people are offered for one text. */
const OFFERED = 4;

/** The bookings that a text may mean, best first. `mayAdd`: somebody new may be made. */
export function quickRows({ text, readings }: QuickAdd, now: Moment, places: Places, mayAdd: boolean): QuickRow[] {
  return readings.flatMap((reading, at) => rowsOf(text, reading, `quick-${String(at)}`, now, places, mayAdd)).slice(0, OFFERED);
}

function rowsOf(text: string, reading: QuickReading, id: string, now: Moment, places: Places, mayAdd: boolean): QuickRow[] {
  const when = { ...startingWhen({ date: reading.date, from: reading.from, to: reading.to }, now), lastDate: reading.lastDate };
  const place = startingPlace(reading.place ? { place: reading.place } : {}, places);
  const pieces = piecesOf(text, reading);
  const repeat = reading.repeat ? [sayRepeat(reading.repeat, when.date, now.date)] : [];
  const line = [sayWhen(when, now.date, place.kind === "groups"), ...repeat, namesOf(place, places)].filter((part) => part !== "").join(" · ");
  const lost = pieces.filter(({ kind }) => kind === "unknown").map((piece) => piece.text);
  const told = [
    ...(lost.length > 0 ? [words.notUnderstood(lost)] : []),
    ...reading.problems.map(problemText),
    ...(reading.cut ? [words.cut] : []),
    ...reading.notes.map(noteText),
  ];
  const draft: Partial<Draft> = { ...when };
  if (reading.place) draft.place = reading.place;
  if (reading.repeat) draft.repeat = reading.repeat;
  const shared = { line, pieces };
  const newcomer = { name: reading.newcomer, pin: reading.pin };
  const fresh: QuickRow[] =
    mayAdd && reading.newcomer !== "" ? [{ ...shared, id: `${id}-new`, title: words.newVisitor(reading.newcomer), told, bar: null, initials: "", draft, newcomer, nobody: false }] : [];
  if (reading.hits.length > 0) {
    const known = reading.hits.map((hit): QuickRow => {
      const others = reading.others.filter((other) => other.id !== hit.id);
      const booked = { ...draft, personId: hit.id, ...(others.length > 0 ? { others: others.map((other) => other.id) } : {}) };
      const title = words.book(together([hit, ...others].map((person: Hit) => person.name)));
      const more = reading.pin ? [words.pinOfKnown] : [];
      return { ...shared, id: `${id}-${String(hit.id)}`, title, told: [...told, ...more], bar: hit.bar, initials: hit.initials, draft: booked, nobody: false };
    });
    // Somebody new is never crowded out by those who are only called alike.
    return [...known.slice(0, fresh.length > 0 ? OFFERED - 1 : OFFERED), ...fresh];
  }
  if (reading.newcomer !== "") return fresh;
  return [{ ...shared, id: `${id}-nobody`, title: words.bookNobody, told, bar: null, initials: "", draft, nobody: true }];
}

function namesOf(place: Place, { doors, groups }: Places): string {
  const names = place.kind === "doors" ? place.channelIds.map((id) => doors.find((door) => door.id === id)?.name) : place.groupIds.map((id) => groups.find((group) => group.id === id)?.name);
  return names.filter((name) => name !== undefined).join(", ");
}

function piecesOf(text: string, { parts }: QuickReading): ReadPiece[] {
  const pieces: ReadPiece[] = [];
  let done = 0;
  for (const { start, len, kind } of parts) {
    if (start > done) pieces.push({ text: text.slice(done, start), kind: null });
    pieces.push({ text: text.slice(start, start + len), kind });
    done = start + len;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), kind: null });
  return pieces;
}
