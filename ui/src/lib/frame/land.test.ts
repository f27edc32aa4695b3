import { beforeEach, expect, test, vi } from "vitest";
import { frame } from "../words/frame";
import { focusIsFree, land } from "./land";
import { trouble } from "./trouble.svelte";
import { focusPage, view } from "./view.svelte";

function put(html: string): void {
  document.body.innerHTML = html;
}

beforeEach(() => {
  view.drawer = null;
  view.narrow = false;
  view.page = "today";
});

test("the page's one tab stop gets the focus, else the page itself", () => {
  put('<button id="rail"></button><main id="page" tabindex="-1"><div id="row" tabindex="0"></div></main>');
  focusPage();
  expect(document.activeElement?.id).toBe("row");
  put('<main id="page" tabindex="-1"></main>');
  focusPage();
  expect(document.activeElement?.id).toBe("page");
  expect(focusIsFree()).toBe(true);
});

test("under a drawer that covers it the page takes no focus: the drawer's heading has it", () => {
  put('<main id="page" tabindex="-1"><i tabindex="0"></i></main><div class="drawer"><h2 id="heading" tabindex="-1"></h2></div>');
  const main = document.querySelector("main");
  if (main) main.inert = true;
  focusPage();
  expect(document.activeElement?.id).toBe("heading");
});

test("going to a page by key takes the focus there, but not out of a drawer", async () => {
  put('<button id="rail"></button><main id="page" tabindex="-1"><i id="row" tabindex="0"></i></main><div class="drawer"><button id="in"></button></div>');
  document.getElementById("rail")?.focus();
  await land("calendar");
  expect(view.page).toBe("calendar");
  expect(document.activeElement?.id).toBe("row");
  document.getElementById("in")?.focus();
  await land("today");
  expect(document.activeElement?.id).toBe("in");
});

test("a drawer that covers the page goes before another page comes, and the focus is on that", async () => {
  put('<main id="page" tabindex="-1"><i id="row" tabindex="0"></i></main>');
  view.narrow = true;
  view.open({ kind: "visit", key: "r1" });
  expect(await land("calendar")).toBe(true);
  expect([view.page, view.drawer]).toEqual(["calendar", null]);
  expect(document.activeElement?.id).toBe("row");
});

test("a drawer in which something is typed stays, with the page behind it as it was, and it is shown why", async () => {
  put('<main id="page" tabindex="-1"></main><div class="drawer"><input id="in"></div>');
  view.narrow = true;
  view.open({ kind: "book", draft: {} });
  view.typed = true;
  const show = vi.fn();
  expect(await land("calendar", show)).toBe(false);
  expect(show).not.toHaveBeenCalled();
  expect([view.page, view.drawer?.kind]).toEqual(["today", "book"]);
  expect(trouble.said).toBe(frame.drawerCovers);
  document.getElementById("in")?.remove();
  expect(await land("calendar", show), "what was typed is done with").toBe(true);
  expect(show).toHaveBeenCalledOnce();
  expect(trouble.said).toBe("");
});

test("a booking that was filled in for the drawer stays as one that was typed does; an empty one, and another drawer, goes", async () => {
  put('<main id="page" tabindex="-1"></main><div class="drawer"><input></div>');
  view.narrow = true;
  const stays = async (): Promise<boolean> => !(await land("calendar"));
  view.book({ personId: 7, others: [8] });
  expect(await stays(), "somebody").toBe(true);
  view.book();
  expect(await stays(), "the same drawer, asked for again").toBe(true);
  await view.close();
  view.book({ date: "2026-10-23", from: "14:00", to: "15:00" });
  expect(await stays(), "a time").toBe(true);
  await view.close();
  view.book({}, { name: "Ada New", pin: false });
  expect(await stays(), "a newcomer").toBe(true);
  await view.close();
  view.open({ kind: "book", draft: {}, template: "Contractor" });
  expect(await stays(), "a template").toBe(true);
  view.open({ kind: "outbox" });
  expect(await stays(), "another drawer in its place").toBe(false);
  view.book({ personId: null, from: "", others: [] });
  expect(await stays(), "nothing").toBe(false);
  view.book();
  view.book({ personId: 7 });
  expect(await stays(), "somebody for the empty one").toBe(true);
});

test("what is typed of a visit stays where its drawer is opened again, or goes on with the visit that takes its place", async () => {
  put('<main id="page" tabindex="-1"></main><div class="drawer"><input></div>');
  view.narrow = true;
  view.open({ kind: "visit", key: "r1" });
  view.typed = true;
  view.open({ kind: "visit", key: "r1", asking: "extend" });
  expect(await land("calendar")).toBe(false);
  view.open({ kind: "visit", key: "r2", noting: { about: { hostId: null, host: "", purpose: "Audit", note: "" }, hostTyped: "", field: "about-purpose" } });
  expect(await land("calendar")).toBe(false);
  view.open({ kind: "visit", key: "r3" });
  expect(await land("calendar")).toBe(true);
});

test("where the drawer that covers it goes, a page that reads first has the focus at its tab stop once that is drawn", async () => {
  put('<main id="page" tabindex="-1"></main>');
  view.narrow = true;
  view.open({ kind: "outbox" });
  expect(await land("history")).toBe(true);
  expect(document.activeElement?.id).toBe("page");
  document.querySelector("main")?.insertAdjacentHTML("beforeend", '<i id="row" tabindex="0"></i>');
  await expect.poll(() => document.activeElement?.id).toBe("row");
});

test("a drawer beside the page stays as the page changes", async () => {
  view.open({ kind: "visit", key: "r1" });
  await land("calendar");
  expect([view.page, view.drawer?.kind]).toEqual(["calendar", "visit"]);
});

test("a tab stop that is drawn later gets the focus then, unless something else has it", async () => {
  put('<button id="rail"></button><main id="page" tabindex="-1"></main>');
  await land("calendar");
  expect(document.activeElement?.id).toBe("page");
  document.querySelector("main")?.insertAdjacentHTML("beforeend", '<i id="cell" tabindex="0"></i>');
  await expect.poll(() => document.activeElement?.id).toBe("cell");
  document.getElementById("cell")?.remove();
  await land("today");
  document.getElementById("rail")?.focus();
  document.querySelector("main")?.insertAdjacentHTML("beforeend", '<i id="row" tabindex="0"></i>');
  await Promise.resolve();
  expect(document.activeElement?.id).toBe("rail");
});

test("when what opened the drawer is gone, the focus goes to the page", async () => {
  put('<main id="page" tabindex="-1"><button id="gone"></button><i id="row" tabindex="0"></i></main>');
  document.getElementById("gone")?.focus();
  view.open({ kind: "visit", key: "r1" });
  document.getElementById("gone")?.remove();
  await view.close();
  expect(document.activeElement?.id).toBe("row");
});
