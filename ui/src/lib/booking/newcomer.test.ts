import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { desk } from "../desk.svelte";
import { announcer } from "../frame/announce.svelte";
import { takeKey } from "../frame/shortcuts";
import { Fake } from "../ipc/fake";
import { office } from "../settings/office.svelte";
import BookDrawer from "./BookDrawer.svelte";
import { newcomerOf, typedName } from "./form.svelte";

configure({ testIdAttribute: "data-test" });
const user = userEvent.setup();
let building: Fake;

beforeEach(() => {
  window.addEventListener("keydown", takeKey);
  desk.session = { phase: "starting" };
  desk.clock = null;
  desk.receipts = new Map();
  announcer.text = "";
});
afterEach(() => {
  cleanup();
  window.removeEventListener("keydown", takeKey);
});

async function open(pace = 2_000_000): Promise<void> {
  building = new Fake({ pace, elapsed: () => 0 });
  await desk.start(building);
  await waitFor(() => expect(desk.places.doors.length).toBeGreaterThan(0));
  render(BookDrawer, { draft: {} });
}

const input = (test: string): HTMLInputElement => screen.getByTestId(test);

async function type(name: string): Promise<void> {
  await user.type(input("person-picker"), name);
  await screen.findByTestId("person-new");
}

describe("a visitor who is not in DoorFlow", () => {
  it("is offered below the people found, and made with the visit by the keyboard alone", async () => {
    await open(20);
    const book = vi.spyOn(building, "bookNewcomer");
    await type("Zenobia Quillfeather");
    const row = screen.getByTestId("person-new");
    expect(row.textContent.trim()).toBe("New visitor “Zenobia Quillfeather”");
    expect(row.getAttribute("aria-selected")).toBe("true");
    expect(input("person-picker").getAttribute("aria-activedescendant")).toBe(row.id);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(input("book-reach")));
    expect([input("book-first").value, input("book-last").value]).toEqual(["Zenobia", "Quillfeather"]);
    await user.keyboard("zenobia@quill.example");
    await user.click(input("book-pin"));
    await screen.findByTestId("plan-item");
    await user.keyboard("{Control>}{Enter}{/Control}");
    const steps = await screen.findAllByTestId("progress-step");
    expect(steps.map((step) => step.dataset["what"])).toEqual(["person", "pin", "book"]);
    expect(book).toHaveBeenCalledOnce();
    expect(book.mock.calls[0]?.slice(1)).toEqual([{ firstName: "Zenobia", lastName: "Quillfeather", email: "zenobia@quill.example", mobile: "" }, { pin: true, groupId: null }]);
    await waitFor(() => {
      expect(screen.getAllByTestId("progress-step").map((step) => step.dataset["state"])).toEqual(["accepted", "accepted", "ready"]);
    });
  });

  it("is told the PIN as soon as there is one, can be written to, and it is gone when hidden", async () => {
    await open(20);
    await type("Zenobia Quillfeather");
    await user.keyboard("{Enter}");
    await user.type(await screen.findByTestId("book-reach"), "zenobia@quill.example");
    await user.click(await screen.findByTestId("book-pin"));
    await user.keyboard("{Control>}{Enter}{/Control}");
    const digits = (await screen.findByTestId("pin-digits")).textContent;
    expect(digits).toMatch(/^\d{4,}$/);
    expect(announcer.text).not.toContain(digits);
    await user.click(await screen.findByTestId("pin-mail"));
    expect(building.written).toEqual([expect.objectContaining({ kind: "mail", to: "zenobia@quill.example", body: expect.stringContaining(digits) as string })]);
    expect(screen.queryByTestId("pin-text")).toBeNull();
    await user.click(screen.getByTestId("pin-hide"));
    expect(document.body.innerHTML).not.toContain(digits);
  });

  it("who may be somebody known is caught before anything is booked", async () => {
    await open();
    const book = vi.spyOn(building, "bookNewcomer");
    const someone = (await building.findPeople("", 0, 1)).hits[0];
    const known = await building.person(someone?.id ?? 0);
    const email = known.fields.find(({ key }) => key === "email")?.value ?? "";
    await type("Zenobia Quillfeather");
    await user.keyboard("{Enter}");
    await user.type(await screen.findByTestId("book-reach"), email);
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("double-use")));
    expect(screen.getByTestId("doubles").textContent).toContain(`Same e-mail · ${email}`);
    expect(book).not.toHaveBeenCalled();
    await user.click(screen.getByTestId("double-go"));
    expect(screen.queryByTestId("doubles")).toBeNull();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(book).toHaveBeenCalledOnce());
  });

  it("who is somebody known is booked as that", async () => {
    await open();
    const someone = (await building.findPeople("", 0, 1)).hits[0];
    await type("Zenobia Quillfeather");
    await user.keyboard("{Enter}");
    for (const [field, name] of [["book-first", someone?.name.split(" ")[0]], ["book-last", someone?.name.split(" ").slice(1).join(" ")]] as const) {
      await user.clear(input(field));
      await user.type(input(field), name ?? "");
    }
    await user.click(await screen.findByTestId("double-use"));
    await waitFor(() => expect(input("person-picker").value).toBe(someone?.name));
    expect(screen.queryByTestId("newcomer")).toBeNull();
  });

  it("comes into the group that Settings say, where the account has it", async () => {
    await open();
    const book = vi.spyOn(building, "bookNewcomer");
    const group = desk.places.groups[0]?.id ?? 0;
    for (const chosen of [group, 424242]) {
      await building.chooseVisitorGroup(chosen);
      await type(`Zenobia Quill${String(chosen)}`);
      await user.keyboard("{Enter}");
      await screen.findByTestId("plan-item");
      await user.keyboard("{Control>}{Enter}{/Control}");
      await user.click(await screen.findByTestId("book-another"));
    }
    expect(book.mock.calls.map((call) => call[2].groupId)).toEqual([group, null]);
  });

  it("is told apart where the group that Settings say is gone", async () => {
    await open();
    await type("Zenobia Quillfeather");
    await user.keyboard("{Enter}");
    expect(screen.queryByTestId("newcomer-group")).toBeNull();
    office.now = await building.chooseVisitorGroup(424242);
    const said = await screen.findByTestId("newcomer-group");
    expect(said.textContent).toContain("The group for new visitors is not in DoorFlow any more, or is there twice: #424242.");
    expect(screen.getByTestId("newcomer").getAttribute("aria-describedby")).toBe(said.id);
    if (desk.session.phase === "signedIn") desk.session = { ...desk.session, missing: ["readGroups"] };
    await waitFor(() => expect(screen.getByTestId("newcomer-group").textContent).toContain("This sign-in may not read groups in DoorFlow"));
    if (desk.session.phase === "signedIn") desk.session = { ...desk.session, missing: [] };
    await waitFor(() => expect(screen.getByTestId("newcomer-group").textContent).toContain("not in DoorFlow any more"));
    desk.places = { ...desk.places, groups: [] };
    await tick();
    expect(screen.getByTestId("newcomer-group").textContent, "an account may have no group at all").toContain("not in DoorFlow any more");
    const { status } = desk;
    desk.status = status && { ...status, freshness: { kind: "troubled", seconds: null, lists: ["groups"], detail: "500" } };
    await tick();
    expect(screen.queryByTestId("newcomer-group"), "DoorFlow did not say which there are").toBeNull();
    desk.status = status;
    desk.places = { ...desk.places, doors: [] };
    await tick();
    expect(screen.queryByTestId("newcomer-group"), "nothing was read yet").toBeNull();
  });

  it("is not offered to a sign-in that may not add people", async () => {
    await open();
    if (desk.session.phase === "signedIn") desk.session = { ...desk.session, missing: ["writePeople"] };
    await user.type(input("person-picker"), "Zenobia");
    await screen.findByText(/Nobody found/);
    expect(screen.queryByTestId("person-new")).toBeNull();
  });

  it("says what is missing, and lets somebody listed be chosen after all", async () => {
    await open();
    await type("Zenobia");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(input("book-last")));
    expect(document.getElementById("book-problem-who")?.textContent.trim()).toBe("");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(document.getElementById("book-problem-who")?.textContent).toContain("first and a last name"));
    await user.click(screen.getByTestId("newcomer-back"));
    await waitFor(() => expect(document.activeElement).toBe(input("person-picker")));
  });

  it("is not made a second time when only the visit was refused", async () => {
    await open(20);
    await type("Zenobia Quillfeather");
    await user.keyboard("{Enter}");
    await screen.findByTestId("plan-item");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(screen.getAllByTestId("progress-step").at(-1)?.dataset["state"]).toBe("ready"));
    const [booking, receipt] = [...desk.receipts][0] ?? [];
    if (booking === undefined || receipt === undefined) throw new Error("a booking");
    const refused = { field: "place", code: "refused", subject: "no" } as const;
    const steps = receipt.steps.map((step) => (step.what === "book" ? { ...step, state: "rejected" as const, problems: [refused] } : step));
    desk.receipts = new Map([[booking, { ...receipt, steps }]]);
    await user.click(await screen.findByTestId("progress-mend"));
    await waitFor(() => expect(input("person-picker").value).toBe("Zenobia Quillfeather"));
    expect(screen.queryByTestId("newcomer")).toBeNull();
  });

  it("has nothing that axe-core finds fault with", async () => {
    await open();
    await type("Zenobia Quillfeather");
    await user.keyboard("{Enter}");
    await screen.findByTestId("newcomer");
    // Colours need a real window; every rule of structure and names holds here too.
    const found = await axe.run(screen.getByTestId("drawer"), { rules: { "color-contrast": { enabled: false } } });
    expect(found.violations.map((each) => each.id)).toEqual([]);
  });
});

it.each([
  ["+44 7700 900123", { email: "", mobile: "+44 7700 900123" }],
  ["ana@kos.example", { email: "ana@kos.example", mobile: "" }],
  ["ana at kos", { email: "ana at kos", mobile: "" }],
  ["", { email: "", mobile: "" }],
])("takes %j for a number or an address", (reach, told) => {
  expect(newcomerOf({ ...typedName(" Ana  Kos "), reach })).toEqual({ firstName: "Ana", lastName: "Kos", ...told });
});
