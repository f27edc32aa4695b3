import { desk } from "../../../ui/src/lib/desk.svelte";
import type { Visit } from "../../../ui/src/lib/ipc/bindings";
import { painted, rest } from "./frames";
import { Lobby } from "./lobby";
import { visits } from "./visits";

const DOORS = 300;
const SITES = ["Northgate House", "Riverside", "South Campus"];
const IN_WEEK = 5_000;

/** The visits of a week, each at one of as many doors as a big building has. */
function atDoors(): Visit[] {
  return visits(IN_WEEK).map((visit, index) => {
    const door = ((index * 7) % DOORS) + 1;
    return { ...visit, doors: [{ id: door, name: `Door ${String(door)}`, readiness: "ready" }] };
  });
}

/** What one look at them took, in milliseconds: the week's, or that of the week door by door. They come at that part of a frame. */
export async function measureDoors(view: "week" | "doors", part: number): Promise<{ painted: number[]; week: number[] }> {
  desk.places = {
    doors: Array.from({ length: DOORS }, (_, index) => ({
      id: index + 1,
      name: `Door ${String(index + 1)}`,
      siteId: Math.floor((index * SITES.length) / DOORS) + 1,
      online: true,
      lockdown: false,
      failing: false,
    })),
    groups: [],
    sites: SITES.map((name, index) => ({ id: index + 1, name })),
    usualDoors: [],
  };
  const subject = new Lobby(document.getElementById("place") as HTMLElement, view);
  await subject.load(atDoors());
  await rest(part);
  const filled = await painted(() => subject.fill());
  await rest(part);
  const turned = await painted(() => subject.next());
  await rest();
  subject.drop();
  return { painted: [filled], week: [turned] };
}
