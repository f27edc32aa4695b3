import { cleanup, configure, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { Moment, PlanDate } from "../ipc/bindings";
import DateList from "./DateList.svelte";

configure({ testIdAttribute: "data-test" });
afterEach(cleanup);

const at = (date: string, time: string): Moment => ({ utc: `${date}T${time}:00Z`, date, offset: Number(time.slice(0, 2)) * 60, time });
const dated = (date: string, more: Partial<PlanDate> = {}): PlanDate => ({ date, start: at(date, "09:00"), end: at(date, "10:00"), leftOut: false, problems: [], notes: [], ...more });

it("shows a date that two visitors have once, with what is to be said of either", async () => {
  const left = vi.fn();
  const clash = (subject: string): Partial<PlanDate> => ({ notes: [{ code: "overlaps", subject }] });
  const dates = [dated("2026-10-26", clash("09:00–10:00")), dated("2026-10-26", clash("09:30–11:00")), dated("2026-10-27", clash("09:00–10:00")), dated("2026-10-27", clash("09:00–10:00"))];
  render(DateList, { dates, onleave: left });
  const rows = screen.getAllByTestId("plan-date");
  expect(rows.map((row) => row.querySelector("label")?.textContent.trim())).toEqual(["Mon 26 Oct, 09:00–10:00", "Tue 27 Oct, 09:00–10:00"]);
  expect(screen.getByTestId("dates-heading").textContent).toBe("2 dates");
  expect(rows[0]?.querySelector("p")?.textContent).toContain("09:30–11:00");
  expect(rows[1]?.querySelector("p")?.textContent.match(/09:00–10:00/g)).toHaveLength(1);
  await userEvent.click(screen.getByTestId("leave-clashing"));
  expect(left).toHaveBeenCalledExactlyOnceWith(["2026-10-26", "2026-10-27"], true);
});

it("tells two visits of one date apart that have other hours", () => {
  const says: Partial<PlanDate> = { notes: [{ code: "alreadyBegun", subject: "09:00" }] };
  render(DateList, { dates: [dated("2026-10-26", says), dated("2026-10-26", { end: at("2026-10-26", "12:00"), ...says })], onleave: () => undefined });
  expect(screen.getAllByTestId("plan-date").map((row) => row.querySelector("label")?.textContent.trim())).toEqual(["Mon 26 Oct, 09:00–10:00", "Mon 26 Oct, 09:00–12:00"]);
  const described = screen.getAllByRole("checkbox").map((box) => document.getElementById(box.getAttribute("aria-describedby") ?? ""));
  expect(new Set(described).size).toBe(2);
});
