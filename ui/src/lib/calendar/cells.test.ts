import { expect, it } from "vitest";
import type { Visit } from "../ipc/bindings";
import { Cells } from "./cells";
import { sortVisits } from "./geometry";
import type { LaidDay } from "./gridCursor.svelte";
import { layLanes } from "./lanes";
import { preferences } from "../settings/preferences.svelte";
import { dayVisit, evenDay } from "./test-days";

const DAY = "2026-11-18";
const SCALE = { hourHeight: 48, usable: 160, inset: 0 };

function laid(visits: Visit[], lanes = 6): LaidDay {
  const frame = evenDay(DAY);
  return { frame, layout: layLanes(sortVisits([frame], visits).timed[0] ?? [], { lanes, shortest: 30 }) };
}

function drawn(): { host: HTMLElement; cells: Cells; keys: () => (string | undefined)[] } {
  const host = document.createElement("div");
  document.body.replaceChildren(host);
  return { host, cells: new Cells(host), keys: () => [...host.children].map((node) => (node as HTMLElement).dataset.stop) };
}

it("touches only the node of the visit that has changed", () => {
  const { host, cells } = drawn();
  const visits = [dayVisit("r1", DAY, 540, 600), dayVisit("r2", DAY, 600, 660), dayVisit("r3", DAY, 660, 720)];
  cells.draw(laid(visits), SCALE);
  const before = [...host.children];
  const observer = new MutationObserver(() => undefined);
  observer.observe(host, { subtree: true, childList: true, attributes: true, characterData: true });
  const [, changed] = visits;
  visits[1] = { ...(changed as Visit), state: "over" };
  cells.draw(laid(visits), SCALE);
  const touched = new Set(observer.takeRecords().map(({ target }) => target));
  observer.disconnect();
  expect([...host.children], "the very nodes").toEqual(before);
  expect([...touched], "one of them").toEqual([before[1]]);
  expect(before[1]?.getAttribute("aria-label")).toContain("over");
});

it("keeps the visits in order, and the focus where it is when another comes later", () => {
  const { host, cells, keys } = drawn();
  const visits = [dayVisit("r1", DAY, 540, 600), dayVisit("r2", DAY, 600, 660), dayVisit("r3", DAY, 660, 720)];
  cells.draw(laid(visits), SCALE);
  const second = host.children[1] as HTMLElement;
  second.focus();
  visits[0] = dayVisit("r1", DAY, 720, 780);
  cells.draw(laid(visits), SCALE);
  expect(keys()).toEqual(["r2", "r3", "r1"]);
  expect(document.activeElement, "nobody who stays is moved").toBe(second);
  visits.splice(0, 1, dayVisit("r4", DAY, 540, 600));
  cells.draw(laid(visits), SCALE);
  expect(keys(), "one has gone, one has come").toEqual(["r4", "r2", "r3"]);
});

it("says of a cluster how many it stands for", () => {
  const { host, cells } = drawn();
  cells.draw(laid(["r1", "r2", "r3", "r4"].map((key) => dayVisit(key, DAY, 540, 600)), 2), SCALE);
  const cluster = host.lastElementChild;
  expect(cluster?.textContent).toBe("+3");
  expect(cluster?.getAttribute("aria-label")).toBe("+3 more visits, 09:00 to 10:00");
});

it("writes a name as text, whatever it holds", () => {
  const { host, cells } = drawn();
  cells.draw(laid([{ ...dayVisit("r1", DAY, 540, 600), name: "<img src=x>" }]), SCALE);
  expect(host.querySelector("img")).toBeNull();
  expect(host.querySelector("b")?.textContent).toBe("<img src=x>");
});

it("draws what is in sight first, and the rest around the very nodes", () => {
  const { host, cells, keys } = drawn();
  const day = laid([dayVisit("r1", DAY, 60, 120), dayVisit("r2", DAY, 540, 600), dayVisit("r3", DAY, 590, 700), dayVisit("r4", DAY, 1200, 1260)]);
  cells.draw(day, { ...SCALE, sight: { from: 450, to: 1080 } });
  expect(keys()).toEqual(["r2", "r3"]);
  const before = [...host.children];
  cells.draw(day, SCALE);
  expect(keys()).toEqual(["r1", "r2", "r3", "r4"]);
  expect([...host.children].slice(1, 3)).toEqual(before);
});

it("writes what has come into the nodes of what has gone, and leaves nothing of that in them", () => {
  const offline = { readiness: "offline" } as const;
  const [wide, narrow] = [{ ...SCALE, usable: 600 }, { ...SCALE, usable: 60, inset: 20 }];
  const days = [
    { visits: [dayVisit("r1", DAY, 540, 600), { ...dayVisit("r2", DAY, 540, 600), ...offline }], lanes: 6, scale: wide },
    { visits: [dayVisit("r3", DAY, 480, 500), dayVisit("r4", DAY, 480, 700), dayVisit("r5", DAY, 480, 900)], lanes: 2, scale: wide },
    { visits: [dayVisit("r6", DAY, 540, 600), dayVisit("r7", DAY, 545, 600), dayVisit("r8", DAY, 1000, 1100)], lanes: 6, scale: narrow },
    { visits: [], lanes: 6, scale: wide },
  ];
  for (const from of days) {
    for (const to of days) {
      const { host, cells } = drawn();
      cells.draw(laid(from.visits, from.lanes), from.scale);
      const before = [...host.children];
      cells.draw(laid(to.visits, to.lanes), to.scale);
      const fresh = document.createElement("div");
      new Cells(fresh).draw(laid(to.visits, to.lanes), to.scale);
      const text = (parent: Element): string[] => [...parent.children].map((node) => node.outerHTML);
      expect([...host.children].every((node, index) => node.isEqualNode(fresh.children[index] ?? null)), text(host).join("\n")).toBe(true);
      expect(host.children).toHaveLength(fresh.children.length);
      const stayed = [...host.children].filter((node) => before.includes(node));
      expect(stayed, "as many as there were").toHaveLength(Math.min(before.length, host.children.length));
      cells.draw(laid(from.visits, from.lanes), from.scale);
      expect([...host.children].filter((node) => before.includes(node)), "and those that were not of use are of use again").toHaveLength(before.length);
    }
  }
});

it("never has the focus on another visit than it was on", () => {
  const { host, cells, keys } = drawn();
  cells.draw(laid([dayVisit("r1", DAY, 540, 600), dayVisit("r2", DAY, 600, 660)]), SCALE);
  const first = host.firstElementChild as HTMLElement;
  first.focus();
  cells.draw(laid([dayVisit("r3", DAY, 540, 600), dayVisit("r4", DAY, 600, 660)]), SCALE);
  expect(keys()).toEqual(["r3", "r4"]);
  expect(host.contains(first)).toBe(false);
});

it("breaks a time of 12 hours before its half of the day where there is no room for both, and nowhere else", () => {
  preferences.set({ clock: "12h" });
  const { host, cells } = drawn();
  const visits = [dayVisit("r1", DAY, 540, 600)];
  const shown = (usable: number): string => {
    cells.draw(laid(visits), { ...SCALE, usable });
    return host.firstElementChild?.textContent ?? "";
  };
  expect([shown(60), shown(160)].map((text) => /9:00(.)am – 10:00(.)am/.exec(text)?.slice(1))).toEqual([[" ", " "], ["\u00a0", "\u00a0"]]);
  preferences.set({ clock: "system" });
});
