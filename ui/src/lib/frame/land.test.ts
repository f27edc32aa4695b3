import { beforeEach, expect, test } from "vitest";
import { focusIsFree, land } from "./land";
import { focusPage, view } from "./view.svelte";

function put(html: string): void {
  document.body.innerHTML = html;
}

beforeEach(() => {
  view.drawer = null;
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
