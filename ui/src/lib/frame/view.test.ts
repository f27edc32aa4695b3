import { expect, test, vi } from "vitest";
import { preferences } from "../settings/preferences.svelte";

test("the window opens with the page that was chosen, though the desk has answered before anything is drawn", async () => {
  preferences.set({ firstPage: "calendar" });
  vi.resetModules();
  const { view } = await import("./view.svelte");
  expect(view.page).toBe("calendar");
  preferences.set({ firstPage: "today" });
});
