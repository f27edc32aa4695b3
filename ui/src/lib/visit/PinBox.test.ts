import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import { desk } from "../desk.svelte";
import { Fake } from "../ipc/fake";
import PinBox from "./PinBox.svelte";

configure({ testIdAttribute: "data-test" });
const user = userEvent.setup();
let building: Fake;
let id = 0;

beforeEach(async () => {
  building = new Fake({ pace: 20, elapsed: () => 0 });
  desk.session = { phase: "starting" };
  desk.receipts = new Map();
  await desk.start(building);
  id = (await building.findPeople("", 0, 1)).hits[0]?.id ?? 0;
});
afterEach(cleanup);

it("gives a PIN to a person who has none, and says when DoorFlow has given it", async () => {
  const read = building.showPin;
  building.showPin = () => Promise.resolve({ digits: null });
  render(PinBox, { personId: id });
  expect(screen.queryByTestId("pin-give")).toBeNull();
  await user.click(screen.getByTestId("pin-show"));
  await user.click(await screen.findByTestId("pin-give"));
  await waitFor(() => expect(screen.getByTestId("pin-says").textContent).toBe("Given."));
  building.showPin = read;
  await user.click(screen.getByTestId("pin-show"));
  expect((await screen.findByTestId("pin-digits")).textContent).toMatch(/^\d+$/);
});

it("says why a PIN cannot be read", async () => {
  building.showPin = () => Promise.reject({ code: "offline", detail: "", problems: [] });
  render(PinBox, { personId: id });
  await user.click(screen.getByTestId("pin-show"));
  expect((await screen.findByTestId("pin-failure")).textContent).toContain("DoorFlow cannot be reached");
  expect(screen.queryByTestId("pin-digits")).toBeNull();
});

it("copies the digits, or says that it could not", async () => {
  render(PinBox, { personId: id });
  await user.click(screen.getByTestId("pin-show"));
  const digits = (await screen.findByTestId("pin-digits")).textContent;
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("pin-copy")));
  await user.click(screen.getByTestId("pin-copy"));
  expect(await navigator.clipboard.readText()).toBe(digits);
  navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
  await user.click(screen.getByTestId("pin-copy"));
  expect((await screen.findByTestId("pin-failure")).textContent).toContain("could not be copied");
  await user.click(screen.getByTestId("pin-hide"));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("pin-show")));
});

it.each(["pin-mail", "pin-text"])("says that no program opens a message, and what to do instead: %s", async (button) => {
  const person = building.person;
  building.person = async (asked) => {
    const details = await person(asked);
    return { ...details, fields: [{ key: "email", value: "a@example.com" }, { key: "mobile", value: "0123" }] };
  };
  building.writeTo = () => Promise.reject({ code: "machine", detail: "no program opens it", problems: [] });
  render(PinBox, { personId: id });
  await user.click(screen.getByTestId("pin-show"));
  await user.click(await screen.findByTestId(button));
  expect((await screen.findByTestId("pin-failure")).textContent).toBe("No program on this computer opens this. Read the PIN out, or copy it.");
});
