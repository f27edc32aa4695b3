/** All keys, by where they work. */
export const keysHelp: { title: string; rows: [keys: string, does: string][] }[] = [
  {
    title: "Everywhere",
    rows: [
      ["C", "Book a visit"],
      ["/ or Ctrl K", "Find a person or do something"],
      ["Shift Enter", "There: open the person’s visit of today"],
      ["T", "Today"],
      ["1 2 3 4 5", "Today, Calendar, People, Import, History"],
      ["Ctrl L", "Lock now"],
      ["U", "Outbox: what is not settled yet"],
      ["Esc", "Close, and go back to where you were"],
      ["?", "All keys"],
    ],
  },
  {
    title: "On a visit",
    rows: [
      ["Enter", "Open"],
      ["L", "Let in"],
      ["H, Shift H", "Check in, check out"],
      ["Ctrl Z", "Take the last check-in, check-out or cancellation back"],
      ["E, Shift E", "Make it longer, make it shorter"],
      ["I", "Show or hide the PIN, once it is open"],
      ["B", "Badge, once it is open"],
      ["X", "Cancel"],
      ["R", "Book again"],
    ],
  },
  {
    title: "Today",
    rows: [
      ["Space", "Choose a row, to check in or out several at once"],
      ["Shift arrows", "Choose several rows"],
    ],
  },
  {
    title: "In the outbox",
    rows: [
      ["Arrows", "Move between its entries"],
      ["Enter", "Open the visit"],
    ],
  },
  {
    title: "Calendar",
    rows: [
      ["D W M O A", "Day, week, month, doors, list"],
      ["J or N", "Next"],
      ["K or P", "Previous"],
      ["G", "Go to a date"],
      ["F", "Filter"],
      ["Arrows", "Move between visits and times"],
      ["Shift arrows", "Choose a longer time"],
      ["Enter", "Open the visit, or book the time"],
      ["Alt arrows", "Move the visit along its hours or to another day; in the month by days and weeks"],
      ["Alt Shift ↑ ↓", "Move its end; ← → in Doors, not in the month"],
    ],
  },
  {
    title: "Import",
    rows: [
      ["Ctrl V", "Paste rows"],
      ["Enter", "Mend a cell, or choose who it is"],
      ["Delete", "Leave a row out, or take it in"],
      ["Ctrl Enter", "Book what is ready"],
    ],
  },
  {
    title: "History",
    rows: [["Home, End, PageUp, PageDown", "Far through the list"]],
  },
  {
    title: "While booking",
    rows: [["Ctrl Enter", "Book"]],
  },
  {
    title: "While changing times",
    rows: [
      ["Alt arrows", "Earlier, later, another day; with Shift the end alone"],
      ["Enter", "Change"],
      ["Esc", "Leave them as they are"],
    ],
  },
];

export const keysTitle = "Keys";
export const keysOff = "Single keys are switched off in Settings. Ctrl K, Ctrl L, Enter, Esc and the arrows still work.";
