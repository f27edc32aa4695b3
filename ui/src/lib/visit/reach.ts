import type { Reach, Series, Visit } from "../ipc/bindings";

/** Which visits of a series something is done to: this one, or several. */
export type Reached = "one" | Reach;

/** What can be chosen besides this visit alone, each with how many visits it is; nothing where that is the same. */
export function reachable(series: Series | null, visit: Visit): { reach: Reach; count: number }[] {
  if (series === null) return [];
  const left = series.visits.filter((each) => each.state !== "over");
  const following = left.filter((each) => each.start.utc >= visit.start.utc).length;
  const all = left.length;
  const options: { reach: Reach; count: number }[] = [];
  // From the first on, those after it are all of them.
  if (following > 1 && following < all) options.push({ reach: "following", count: following });
  if (all > 1) options.push({ reach: "all", count: all });
  return options;
}
