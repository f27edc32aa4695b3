/** What nobody needs to see the day: a file of its own, read by `frame/parts` when the first view is painted, or when it is asked for. */
export { default as BookDrawer } from "./booking/BookDrawer.svelte";
export { default as DaysList } from "./calendar/DaysList.svelte";
export { default as DoorsView } from "./doors/DoorsView.svelte";
export { default as FilterBar } from "./calendar/FilterBar.svelte";
export { default as HistoryPage } from "./history/HistoryPage.svelte";
export { default as ImportPage } from "./import/ImportPage.svelte";
export { default as KeysDialog } from "./frame/KeysDialog.svelte";
export { default as LockScreen } from "./lock/LockScreen.svelte";
export { default as MonthGrid } from "./calendar/MonthGrid.svelte";
export { default as OutboxDrawer } from "./outbox/OutboxDrawer.svelte";
export { default as PaletteList } from "./people/PaletteList.svelte";
export { default as PaperDialog } from "./paper/PaperDialog.svelte";
export { default as PeoplePage } from "./people/PeoplePage.svelte";
export { default as PersonDrawer } from "./people/PersonDrawer.svelte";
export { default as SettingsPage } from "./settings/SettingsPage.svelte";
export { default as SignIn } from "./session/SignIn.svelte";
export { default as VisitDrawer } from "./visit/VisitDrawer.svelte";
export { needsText } from "./words/outbox";
