/** The calendar's page: a file of its own, since most desks open with the day's board. Read at the start where it is what a desk opens with. */
export { default as CalendarBar } from "./calendar/CalendarBar.svelte";
export { default as CalendarPage } from "./calendar/CalendarPage.svelte";
