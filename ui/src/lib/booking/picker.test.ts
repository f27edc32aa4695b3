import { describe, expect, it, vi } from "vitest";
import { Fake } from "../ipc/fake";
import type { Backend } from "../ipc/backend";
import type { Answer, Hit } from "../ipc/bindings";
import { PickerList } from "./picker.svelte";

function hit(id: number, name: string): Hit {
  return { id, name, initials: name.slice(0, 1), line: "", nameSpans: [], lineSpans: [], bar: null };
}

/** A directory whose answers come when the test lets them. */
function slowDirectory() {
  const waiting = new Map<string, (answer: Answer) => void>();
  const backend: Backend = new Fake();
  backend.findPeople = (text) => new Promise((resolve) => waiting.set(text, resolve));
  const answer = (text: string, ...hits: Hit[]) => waiting.get(text)?.({ text, hits, total: hits.length, people: 10 });
  return { backend, answer };
}

describe("PickerList", () => {
  it("drops an answer that comes after a newer question", async () => {
    const { backend, answer } = slowDirectory();
    const list = new PickerList(vi.fn());
    const first = list.ask(backend, "li");
    const second = list.ask(backend, "lin");
    answer("lin", hit(2, "Linh"));
    await second;
    answer("li", hit(1, "Livia"));
    await first;
    expect(list.hits.map((each) => each.id)).toEqual([2]);
  });

  it("takes nobody from the list of an older text while the newer answer is on its way", async () => {
    const { backend, answer } = slowDirectory();
    const picked = vi.fn();
    const list = new PickerList(picked);
    const first = list.ask(backend, "li");
    answer("li", hit(1, "Livia"));
    await first;
    const second = list.ask(backend, "lin");
    list.take();
    expect(picked).not.toHaveBeenCalled();
    answer("lin", hit(2, "Linh"));
    await second;
    expect(picked).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: 2 }));
    expect(list.open).toBe(false);
  });

  it("stays put away when the answer comes after Esc", async () => {
    const { backend, answer } = slowDirectory();
    const picked = vi.fn();
    const list = new PickerList(picked);
    const asked = list.ask(backend, "li");
    list.take();
    list.close();
    answer("li", hit(1, "Livia"));
    await asked;
    expect(list.open).toBe(false);
    expect(picked).not.toHaveBeenCalled();
  });

  it("goes round the rows and takes the active one", async () => {
    const { backend, answer } = slowDirectory();
    const picked = vi.fn();
    const list = new PickerList(picked);
    const asked = list.ask(backend, "l");
    answer("l", hit(1, "Livia"), hit(2, "Linh"), hit(3, "Lars"));
    await asked;
    list.move(-1);
    expect(list.current?.id).toBe(3);
    list.move(1);
    list.move(1);
    list.take();
    expect(picked).toHaveBeenCalledWith(expect.objectContaining({ id: 2 }));
  });

  it("stays on whom the arrows reached as a newer answer comes, and takes nobody in their stead", async () => {
    const { backend, answer } = slowDirectory();
    const picked = vi.fn();
    const list = new PickerList(picked);
    const first = list.ask(backend, "l");
    answer("l", hit(1, "Livia"), hit(2, "Linh"), hit(3, "Lars"));
    await first;
    const second = list.ask(backend, "li");
    list.move(1);
    answer("li", hit(4, "Lida"), hit(1, "Livia"), hit(2, "Linh"));
    await second;
    expect(list.current?.id).toBe(2);
    const third = list.ask(backend, "lin");
    list.move(-1);
    list.take();
    answer("lin", hit(2, "Linh"));
    await third;
    expect(picked).not.toHaveBeenCalled();
    expect([list.open, list.current?.id]).toEqual([true, 2]);
  });

  it("stays on the row of somebody new that the arrows reached as a newer answer comes", async () => {
    const { backend, answer } = slowDirectory();
    const [picked, made] = [vi.fn(), vi.fn()];
    const list = new PickerList(picked, made);
    list.mayBeNew = true;
    const first = list.ask(backend, "lin");
    answer("lin", hit(1, "Linh"), hit(2, "Lina"));
    await first;
    const second = list.ask(backend, "linu");
    list.move(-1);
    answer("linu", hit(3, "Linus"));
    await second;
    expect(list.newIsCurrent).toBe(true);
    const third = list.ask(backend, "linus");
    list.move(-1);
    list.move(1);
    list.take();
    answer("linus", hit(3, "Linus"), hit(4, "Linus Two"));
    await third;
    expect([picked.mock.calls, made.mock.calls]).toEqual([[], [["linus"]]]);
  });

  it("says in words why nobody could be looked up", async () => {
    const { backend } = slowDirectory();
    backend.findPeople = () => Promise.reject({ code: "machine", detail: "disk", problems: [] });
    const list = new PickerList(vi.fn());
    await list.ask(backend, "x");
    expect(list.failure).toContain("This computer");
    expect(list.hits).toEqual([]);
  });
});
