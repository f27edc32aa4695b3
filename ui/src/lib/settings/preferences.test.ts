import { expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import { Fake } from "../ipc/fake";
import { preferences } from "./preferences.svelte";

test("what is chosen in the demo is not kept, and goes with it", async () => {
  preferences.set({ appearance: "light", clock: "24h", tellDoors: false });
  const kept = localStorage.getItem("lobby.preferences");
  await desk.start(new Fake({ pace: 0, elapsed: () => 0, session: { demo: true } }));
  expect([preferences.appearance, preferences.clock, preferences.tellDoors]).toEqual(["light", "24h", false]);
  preferences.set({ appearance: "dark", clock: "12h" });
  preferences.set({ tellDoors: true, firstPage: "calendar" });
  expect(document.documentElement.dataset).toMatchObject({ theme: "dark", clock: "12h" });
  expect(localStorage.getItem("lobby.preferences")).toBe(kept);

  await desk.backend.signOut();
  await vi.waitFor(() => {
    expect(desk.session.phase).toBe("signedOut");
  });
  expect([preferences.appearance, preferences.clock, preferences.tellDoors, preferences.firstPage]).toEqual(["light", "24h", false, "today"]);
  expect(document.documentElement.dataset).toMatchObject({ theme: "light", clock: "24h" });
  preferences.set({ appearance: "system" });
  expect(localStorage.getItem("lobby.preferences")).toContain('"appearance":"system"');
  expect(localStorage.getItem("lobby.preferences")).toContain('"tellDoors":false');
});
