import { Channel, convertFileSrc, invoke } from "@tauri-apps/api/core";
import type { Backend } from "./backend";
import type { AtOnce, DateOrder, FirstSpan, FirstView, News } from "./bindings";

declare global {
  interface Window {
    /** Asks the first question, as the shell's own script does before the page's is read. */
    askFirst: (span: FirstSpan) => Promise<FirstView>;
    /** What the shell has found this computer to say of its clock; empty where that is for the page to find. */
    computerClock?: string;
    /** Which of two numbers is the day in the computer's own dates. */
    computerDates?: DateOrder;
    /** The answer to it, once. */
    firstView?: Promise<FirstView>;
  }
}

const listeners = new Set<(news: News) => void>();

function tell(piece: News): void {
  for (const listener of listeners) listener(piece);
}

/** Where the shell answers while the page waits; null where it has no such address. */
let atOnce: string | null = convertFileSrc("find", "at-once");

/** What is longer is no name: an address holds no pasted table. */
const AT_ONCE_LENGTH = 1000;

function findAtOnce(text: string, limit: number, reads: boolean): AtOnce | null {
  if (atOnce === null || text.length > AT_ONCE_LENGTH) return null;
  const request = new XMLHttpRequest();
  request.open("GET", `${atOnce}?${new URLSearchParams({ text, limit: String(limit), reads: String(reads) }).toString()}`, false);
  try {
    request.send();
  } catch {
    atOnce = null;
    return null;
  }
  return request.status === 200 ? (JSON.parse(request.responseText) as AtOnce) : null;
}

/** The desk in the app: each method is the command of the same name. */
export const tauri: Backend = {
  computerClock: window.computerClock ?? "",
  computerDates: window.computerDates ?? "dayFirst",
  firstView: async (span) => {
    const asked = window.firstView ?? window.askFirst(span);
    delete window.firstView;
    const view = await asked;
    // What has changed since the answer comes now, and so never before it.
    void invoke("hear", { news: new Channel<News>(tell) });
    return view;
  },
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
  begunAnewSeen: () => invoke("begun_anew_seen"),
  painted: () => invoke("painted"),
  notify: (title, body, open) => invoke("notify", { title, body, open }),
  print: () => invoke("print"),
  findPeople: (text, offset, limit) => invoke("find_people", { text, offset, limit }),
  quickAdd: (text) => invoke("quick_add", { text }),
  findAtOnce,
  doubles: (who) => invoke("doubles", { who }),
  writeTo: (message) => invoke("write_to", { message }),
  person: (id) => invoke("person", { id }),
  photo: async (id) => {
    const bytes = await invoke<ArrayBuffer>("photo", { id });
    return bytes.byteLength === 0 ? null : bytes;
  },
  places: () => invoke("places"),
  agenda: (first, last) => invoke("agenda", { first, last }),
  doorLog: (ask, offset, limit, reading, further) => invoke("door_log", { ask, offset, limit, reading, further }),
  history: (ask, offset, limit, reading) => invoke("history", { ask, offset, limit, reading }),
  exportHistory: (ask, form) => invoke("export_history", { ask, form }),
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
  bookNewcomer: (draft, who, given) => invoke("book_newcomer", { draft, who, given }),
  givePin: (id) => invoke("give_pin", { id }),
  revokeCredential: (id, credential, label) => invoke("revoke_credential", { id, credential, label }),
  showPin: (id) => invoke("show_pin", { id }),
  cancelVisit: (key) => invoke("cancel_visit", { key }),
  undoCancel: (key) => invoke("undo_cancel", { key }),
  addVisitor: (key, person) => invoke("add_visitor", { key, person }),
  mark: (keys, here) => invoke("mark", { keys, here }),
  unmark: (before) => invoke("unmark", { before }),
  rollCall: () => invoke("roll_call"),
  letIn: (key, door) => invoke("let_in", { key, door }),
  dismissBooking: (key) => invoke("dismiss_booking", { key }),
  outbox: () => invoke("outbox"),
  sendAgain: (key) => invoke("send_again", { key }),
  giveUp: (key) => invoke("give_up", { key }),
  deleteSurplus: (key) => invoke("delete_surplus", { key }),
  office: () => invoke("office"),
  limitGuests: (guests) => invoke("limit_guests", { guests }),
  chooseVisitorGroup: (group) => invoke("choose_visitor_group", { group }),
  noteVisit: (key, about) => invoke("note_visit", { key, about }),
  lastVisit: (person) => invoke("last_visit", { person }),
  saveTemplate: (template) => invoke("save_template", { template }),
  renameTemplate: (name, to) => invoke("rename_template", { name, to }),
  removeTemplate: (name) => invoke("remove_template", { name }),
  readImport: (bytes) => invoke("read_import", bytes),
  importNow: () => invoke("import_now"),
  changeImport: (change) => invoke("change_import", { change }),
  bookImport: () => invoke("book_import"),
  stopImport: () => invoke("stop_import"),
  leaveImport: () => invoke("leave_import"),
  touch: () => invoke("touch"),
  lockNow: () => invoke("lock_now"),
  lockScreen: () => invoke("lock_screen"),
  unlock: (pin) => invoke("unlock", { pin }),
  setLock: (minutes, old, pin) => invoke("set_lock", { minutes, old, new: pin }),
  onNews: (handler) => {
    listeners.add(handler);
    return Promise.resolve(() => listeners.delete(handler));
  },
};
