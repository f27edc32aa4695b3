import type { Freshness, Moment } from "../ipc/bindings";
import { say } from "./clock";
import { shortDate } from "./dates";
import { AGED } from "./frame";

/** What was read so lately is as it is now, as far as paper goes. */
const LATELY = 600;

/** An instant as the wall's clock shows it in a zone, `2026-10-21T07:40`; null where this web view does not know the zone. */
function onTheWall(ms: number, zone: string): string | null {
  try {
    const shown = new Intl.DateTimeFormat("en", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
    const parts = Object.fromEntries(shown.formatToParts(ms).map(({ type, value }) => [type, value]));
    return `${parts["year"] ?? ""}-${parts["month"] ?? ""}-${parts["day"] ?? ""}T${parts["hour"] ?? ""}:${parts["minute"] ?? ""}`;
  } catch {
    return null;
  }
}

/** `07:40`, or `Wed 21 Oct 07:40` where that was another day: so many seconds before a time, on the clock that a zone had then. */
function before({ utc, date, time }: Moment, seconds: number, zone: string): string {
  // eslint-disable-next-line no-restricted-globals -- reads an instant of the desk's, and asks this computer for no time
  const read = (text: string): number => Date.parse(text) - seconds * 1000;
  const wall = onTheWall(read(utc), zone) ?? onTheWall(read(`${date}T${time.slice(0, 5)}Z`), "UTC") ?? "";
  const [day, text] = [wall.slice(0, 10), say(wall.slice(11, 16))];
  return day === date ? text : `${shortDate(day)} ${text}`;
}

/** What a sheet may lack that was made at a time, as fresh as its visits were then; `zone` is the account's, and `watched`: who came is on it, as far as is known. */
export function lackingOnPaper(freshness: Freshness | null, made: Moment, zone: string, watched: boolean): string[] {
  if (freshness === null) return [];
  const old = (seconds: number | null): string =>
    seconds === null ? "DoorFlow has not been read yet: not all is on this paper." : `DoorFlow was last read at ${before(made, seconds, zone)}; what changed since is not on this paper.`;
  const whoCame = watched ? ["The door log was not read: who came since is not known."] : [];
  switch (freshness.kind) {
    case "fresh":
      return freshness.seconds > LATELY ? [old(freshness.seconds), ...whoCame] : [];
    case "never":
    case "pulling":
      return [old(null)];
    case "offline":
      return [old(freshness.seconds), ...whoCame];
    case "troubled": {
      const { lists, seconds } = freshness;
      const all = lists.length === 0;
      const said = all || lists.some((list) => AGED.has(list)) ? [old(seconds)] : [];
      return all || lists.includes("doorLog") ? [...said, ...whoCame] : said;
    }
  }
}
