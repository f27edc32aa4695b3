import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Backend } from "./backend";
import type { News } from "./bindings";

/** The desk in the app: each method is the command of the same name. */
export const tauri: Backend = {
  session: () => invoke("session"),
  setup: () => invoke("setup"),
  saveSetup: (input) => invoke("save_setup", { input }),
  signIn: () => invoke("sign_in"),
  pasteAddress: (address) => invoke("paste_address", { address }),
  cancelSignIn: () => invoke("cancel_sign_in"),
  signOut: () => invoke("sign_out"),
  startDemo: () => invoke("start_demo"),
  clock: () => invoke("clock"),
  status: () => invoke("status"),
  refresh: () => invoke("refresh"),
  painted: () => invoke("painted"),
  notify: (title, body, open) => invoke("notify", { title, body, open }),
  findPeople: (text, offset, limit) => invoke("find_people", { text, offset, limit }),
  person: (id) => invoke("person", { id }),
  photo: async (id) => {
    const bytes = await invoke<ArrayBuffer>("photo", { id });
    return bytes.byteLength === 0 ? null : bytes;
  },
  places: () => invoke("places"),
  agenda: (first, last) => invoke("agenda", { first, last }),
  visit: (key) => invoke("visit", { key }),
  plan: (draft) => invoke("plan", { draft }),
  book: (draft) => invoke("book", { draft }),
  planMove: (key, times) => invoke("plan_move", { key, times }),
  moveVisit: (key, times) => invoke("move_visit", { key, times }),
  cancelSeries: (key, reach) => invoke("cancel_series", { key, reach }),
  planSeriesMove: (key, to) => invoke("plan_series_move", { key, to }),
  moveSeries: (key, to) => invoke("move_series", { key, to }),
  addToSeries: (key, dates) => invoke("add_to_series", { key, dates }),
  planNewcomer: (draft, who) => invoke("plan_newcomer", { draft, who }),
  bookNewcomer: (draft, who, pin) => invoke("book_newcomer", { draft, who, pin }),
  givePin: (id) => invoke("give_pin", { id }),
  showPin: (id) => invoke("show_pin", { id }),
  cancelVisit: (key) => invoke("cancel_visit", { key }),
  addVisitor: (key, person) => invoke("add_visitor", { key, person }),
  mark: (keys, here) => invoke("mark", { keys, here }),
  unmark: (before) => invoke("unmark", { before }),
  letIn: (key, door) => invoke("let_in", { key, door }),
  dismissBooking: (key) => invoke("dismiss_booking", { key }),
  outbox: () => invoke("outbox"),
  sendAgain: (key) => invoke("send_again", { key }),
  giveUp: (key) => invoke("give_up", { key }),
  deleteSurplus: (key) => invoke("delete_surplus", { key }),
  readImport: (bytes) => invoke("read_import", bytes),
  importNow: () => invoke("import_now"),
  changeImport: (change) => invoke("change_import", { change }),
  bookImport: () => invoke("book_import"),
  stopImport: () => invoke("stop_import"),
  leaveImport: () => invoke("leave_import"),
  onNews: (handler) => listen<News>("news", (event) => handler(event.payload)),
};
