import type { Answer, Double, Hit, Newcomer, Span } from "../bindings";
import type { Someone } from "./building";

/** Small letters without their marks. */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ł", "l")
    .replaceAll("ı", "i");
}

/** Where a word of `text` begins with one of `wanted`, in UTF-16 units of `text` itself. */
function spans(text: string, wanted: string[]): Span[] {
  const found: Span[] = [];
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    const match = wanted.find((want) => plain(word).startsWith(want));
    if (match === undefined) continue;
    let len = 0;
    while (len < word.length && plain(word.slice(0, len)).length < match.length) len += 1;
    while (len < word.length && /\p{M}/u.test(word[len] ?? "")) len += 1;
    found.push({ start: index, len });
  }
  return found;
}

export function initials(person: Someone): string {
  return `${[...person.first][0] ?? ""}${[...person.last][0] ?? ""}`.toUpperCase();
}

/** Everybody whose name, department, e-mail or system id has a word that begins with each wanted word. */
export function find(people: Someone[], text: string, offset: number, limit: number): Answer {
  const wanted = plain(text).split(/\s+/).filter(Boolean);
  const matching = people.filter((person) => {
    const words = plain(`${person.first} ${person.last} ${person.department} ${person.email} ${person.systemId}`).split(/[\s.@-]+/);
    return wanted.every((want) => words.some((word) => word.startsWith(want)));
  });
  const hits = matching.slice(offset, offset + limit).map((person): Hit => {
    const name = `${person.first} ${person.last}`;
    const line = `${person.department} · ${person.email} · ${person.systemId}`;
    const { id, bar } = person;
    return { id, name, initials: initials(person), line, nameSpans: spans(name, wanted), lineSpans: spans(line, wanted), bar };
  });
  return { text, hits, total: matching.length, people: people.length };
}

/** Everybody with the same e-mail or the same name. */
export function doublesOf(people: Someone[], { firstName, lastName, email }: Newcomer): Double[] {
  return people.flatMap((person): Double[] => {
    const name = `${person.first} ${person.last}`;
    const why = email !== "" && person.email === email ? "email" : plain(name) === plain(`${firstName} ${lastName}`) ? "name" : null;
    return why === null ? [] : [{ id: person.id, name, initials: initials(person), line: person.email, why, bar: person.bar }];
  });
}
