import type {
  About,
  Agenda,
  Answer,
  AtOnce,
  Cancelling,
  Clock,
  DateOrder,
  DoorLogAsk,
  DoorLogPage,
  Double,
  Draft,
  Exported,
  ExportForm,
  FirstSpan,
  FirstView,
  Given,
  HistoryAsk,
  HistoryPage,
  Import,
  ImportChange,
  ImportRead,
  LetIn,
  LockScreen,
  Marked,
  Message,
  News,
  NewTimes,
  Newcomer,
  Office,
  OutboxEntry,
  PersonDetails,
  PasteError,
  PinAnswer,
  Places,
  Plan,
  QuickAdd,
  Reach,
  Receipt,
  RollCall,
  SeriesCancelled,
  SeriesMove,
  Setup,
  SetupInput,
  ShownPin,
  Status,
  Template,
  Undone,
  VisitDetails,
} from "./bindings";

/**
 * What the page asks of the desk. Every call may reject with a `DeskError`; the words for it are in `words.ts`.
 * Days are `YYYY-MM-DD` in the account's zone.
 */
export interface Backend {
  /** What the computer says of its clock: `12h`, `24h`, or the locale that it writes times in; empty for the page's own. Known from the start. */
  readonly computerClock?: string;
  /** Which of two numbers is the day, as the computer writes dates. */
  readonly computerDates?: DateOrder;
  /** Where the session stands, and what the first view shows. All that changes after the answer comes as news, and after it. */
  firstView(span: FirstSpan): Promise<FirstView>;
  setup(): Promise<Setup>;
  /** Keeps the client id in the user's settings and the secret in the keychain. */
  saveSetup(input: SetupInput): Promise<Setup>;
  /** Opens the browser; how it goes on comes as news. */
  signIn(): Promise<void>;
  /** The address that the browser ended on, pasted by a person. The answer is why it is not the one that is waited for, or null. */
  pasteAddress(address: string): Promise<PasteError | null>;
  cancelSignIn(): Promise<void>;
  signOut(): Promise<void>;
  startDemo(): Promise<void>;
  clock(): Promise<Clock>;
  status(): Promise<Status>;
  /** Reads everything from DoorFlow now. */
  refresh(): Promise<void>;
  /** Says that somebody has read that what this computer keeps was begun anew. */
  begunAnewSeen(): Promise<void>;
  /** Says that the first view of the building stands on the screen, for the log. */
  painted(): Promise<void>;
  /** Shows a notification of the computer's own kind, where it has such; `open` is what a click on it does. */
  notify(title: string, body: string, open: string): Promise<void>;
  /** Opens the system's dialog to print what the page shows for print. */
  print(): Promise<void>;
  /** People matching `text` (everybody by name for an empty one), from the `offset`-th. */
  findPeople(text: string, offset: number, limit: number): Promise<Answer>;
  /** What a line of text says of a booking, with dates as this computer writes them. */
  quickAdd(text: string): Promise<QuickAdd>;
  /**
   * The former of these from the first person on, and where it `reads` the text the latter, within the call: null where something would have to be
   * waited for, or where the page's host cannot. The page stands still meanwhile.
   */
  findAtOnce?(text: string, limit: number, reads: boolean): AtOnce | null;
  /** People who may be who was typed, the likeliest first. */
  doubles(who: Newcomer): Promise<Double[]>;
  /** Opens a message in the system's own program, for a person to send. */
  writeTo(message: Message): Promise<void>;
  /** One person, read afresh. */
  person(id: number): Promise<PersonDetails>;
  /** The photo's bytes (PNG or JPEG), fetched by the desk; null where there is none. */
  photo(id: number): Promise<ArrayBuffer | null>;
  places(): Promise<Places>;
  agenda(first: string, last: string): Promise<Agenda>;
  /** Lines of History from the `offset`-th, the latest first; with the `reading` of an earlier part, of the same list. */
  doorLog(ask: DoorLogAsk, offset: number, limit: number, reading: number | null, further: boolean): Promise<DoorLogPage>;
  history(ask: HistoryAsk, offset: number, limit: number, reading: number | null): Promise<HistoryPage>;
  /** All that History shows of a question, into a file that the system's own dialog asks for; null where none is chosen. */
  exportHistory(ask: HistoryAsk, form: ExportForm): Promise<Exported | null>;
  /** One visit by its key; a group reservation is read afresh. */
  visit(key: string): Promise<VisitDetails>;
  /** What would come of a draft. Sends nothing to DoorFlow. */
  plan(draft: Draft): Promise<Plan>;
  /** Commits the plan and begins to send it; how it goes on comes as news. Rejects with `refused` and the problems if it cannot be booked. */
  book(draft: Draft): Promise<Receipt>;
  /** What would come of a draft for somebody who is not in DoorFlow yet; its own person counts for nothing. */
  planNewcomer(draft: Draft, who: Newcomer): Promise<Plan>;
  /** Makes the person, with a PIN and in a group if asked to, then books: one booking. Rejects like `book`. */
  bookNewcomer(draft: Draft, who: Newcomer, given: Given): Promise<Receipt>;
  /** Has DoorFlow choose a PIN for a person who has none; how it goes on comes as news. */
  givePin(id: number): Promise<Receipt>;
  /** Revokes a credential, for good, by DoorFlow's id and name of its kind; how it goes on comes as news. Asked for twice, it is one. */
  revokeCredential(id: number, credential: string, label: string): Promise<Receipt>;
  /** A person's PIN, read now: for the visitor to be told, and kept nowhere. */
  showPin(id: number): Promise<ShownPin>;
  /** What would come of other times for a visit. Sends nothing to DoorFlow. */
  planMove(key: string, times: NewTimes): Promise<Plan>;
  /** Books a visit at other times, then takes the old one back; rejects with `refused` and the problems if that cannot be. */
  moveVisit(key: string, times: NewTimes): Promise<Receipt>;
  /** Cancels a visit; what cannot be done at once is kept in the outbox. A rejection means that nothing is cancelled. */
  cancelVisit(key: string): Promise<Cancelling>;
  /** Takes a cancellation back, by the key that was cancelled: what is gone is booked again. Rejects like `book`. */
  undoCancel(key: string): Promise<Undone>;
  /** Cancels a visit of a series with those that follow, or all that are not over; how it goes on shows on the calendar. */
  cancelSeries(key: string, reach: Reach): Promise<SeriesCancelled>;
  /** What would come of other times for several visits of a series, date by date. Sends nothing to DoorFlow. */
  planSeriesMove(key: string, to: SeriesMove): Promise<Plan>;
  /** Moves them, each by itself; answers with how far the first is. Rejects with `refused` and the problems if that cannot be. */
  moveSeries(key: string, to: SeriesMove): Promise<Receipt>;
  /** Books dates that are missing in a series, like this visit of it. Rejects like `book`. */
  addToSeries(key: string, dates: string[]): Promise<Receipt>;
  /** Books one more visitor for the times and places of a visit, and of its visitor's others in the series. Rejects like `book`. */
  addVisitor(key: string, person: number): Promise<Receipt>;
  /** Checks these visits' visitors in, or out; what was said of each before, for `unmark`. Nothing is sent. */
  mark(keys: string[], here: boolean): Promise<Marked[]>;
  /** Puts what was said back to what it was. */
  unmark(before: Marked[]): Promise<void>;
  /** Who is here; while nobody is signed in what was kept within the last day, or null. */
  rollCall(): Promise<RollCall | null>;
  /** Asks a door to let a visit's visitor in, once, and waits for what the door makes of it. */
  letIn(key: string, door: number): Promise<LetIn>;
  /** Everything that is not settled yet, oldest first. */
  outbox(): Promise<OutboxEntry[]>;
  /** Sends an entry again, once DoorFlow has been looked at for it. */
  sendAgain(key: string): Promise<void>;
  /** Takes an entry out of the outbox; what DoorFlow has of it stays there. */
  giveUp(key: string): Promise<void>;
  /** Cancels all but the oldest of a visit that DoorFlow has several times. */
  deleteSurplus(key: string): Promise<void>;
  /** Takes a booking that did not happen off the calendar. */
  dismissBooking(key: string): Promise<void>;
  /** What this office has settled for its bookings. */
  office(): Promise<Office>;
  /** More guests at once than this are said in a plan, from now on; 0 for no limit. Answers with what counts now. */
  limitGuests(guests: number): Promise<Office>;
  /** Has new visitors come into a group from now on; null for none. Answers with what counts now. */
  chooseVisitorGroup(group: number | null): Promise<Office>;
  /** Notes the host, the purpose and a note of a visit, in place of what was noted. Nothing is sent. */
  noteVisit(key: string, about: About): Promise<void>;
  /** The key of the visit that somebody had last, or has now; of the next to come where there was none; null where none is known. */
  lastVisit(person: number): Promise<string | null>;
  /** Keeps a template in this person's settings, in place of that of its name. */
  saveTemplate(template: Template): Promise<Office>;
  /** Gives a template that was made here another name, which no other has. */
  renameTemplate(name: string, to: string): Promise<Office>;
  /** Removes a template that was made here. */
  removeTemplate(name: string): Promise<Office>;
  /** Reads a table as a spreadsheet wrote it, into a file or the clipboard, and checks each row. Sends nothing to DoorFlow. */
  readImport(bytes: Uint8Array): Promise<ImportRead>;
  /** The table as it is; one without rows where there is none. */
  importNow(): Promise<Import>;
  /** Changes something of the table, and checks it again. */
  changeImport(change: ImportChange): Promise<Import>;
  /** Begins to book every row that can be booked; how it goes on comes as news. */
  bookImport(): Promise<Import>;
  /** Books no more rows after the one that is on its way. */
  stopImport(): Promise<void>;
  /** Leaves the table; what is in the outbox goes on. */
  leaveImport(): Promise<void>;
  /** Says that somebody is at the desk. */
  touch(): Promise<void>;
  /** Locks the desk, where a PIN is chosen. */
  lockNow(): Promise<void>;
  /** What the lock screen shows; with this and what follows, all that a locked desk answers. */
  lockScreen(): Promise<LockScreen>;
  /** Unlocks the desk; that it is, comes as news. */
  unlock(pin: string): Promise<PinAnswer>;
  /** Has the desk lock itself after so many minutes, null for never; by another PIN, where one is given. `old` is the one so far. */
  setLock(minutes: number | null, old: string | null, pin: string | null): Promise<PinAnswer>;
  /** Calls `handler` for each piece of news until the returned function is called. */
  onNews(handler: (news: News) => void): Promise<() => void>;
}
