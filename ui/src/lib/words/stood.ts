import { parseDate } from "../days";
import type { Freshness, Moment } from "../ipc/bindings";
import { shortDate } from "./dates";
import { AGED } from "./frame";

/** What was read so lately is as it is now, as far as paper goes. */
const LATELY = 600;

/** `07:40`, or `Wed 21 Oct 07:40` where that was another day: so many seconds before a time on the same clock. */
function before({ date, time }: Moment, seconds: number): string {
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) - Math.floor(seconds / 60);
  const days = Math.floor(minutes / 1440);
  const ofDay = minutes - days * 1440;
  const text = [Math.floor(ofDay / 60), ofDay % 60].map((part) => String(part).padStart(2, "0")).join(":");
  return days === 0 ? text : `${shortDate(parseDate(date).subtract({ days: -days }))} ${text}`;
}

/** What a sheet may lack that was made at a time, as fresh as its visits were then; `watched`: who came is on it, as far as is known. */
export function lackingOnPaper(freshness: Freshness | null, made: Moment, watched: boolean): string[] {
  if (freshness === null) return [];
  const old = (seconds: number | null): string =>
    seconds === null ? "DoorFlow has not been read yet: not all is on this paper." : `DoorFlow was last read at ${before(made, seconds)}; what changed since is not on this paper.`;
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
