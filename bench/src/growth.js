// The body of a function for the window: does one of three things so often, and calls `done` when all is over.
//
// `switch` goes week by week, five forwards and five back, each once the one before is painted. `plain` puts as many plain buttons as the week
// has visits in place of one another over the page, and asks nobody: what WebKit itself grows by. `book` asks for the bookings that it is given,
// as the drawer does, and waits until none is on its way any more.
const [what, given, done] = [arguments[0], arguments[1], arguments[arguments.length - 1]];

const frame = () => new Promise(requestAnimationFrame);
const first = () => document.querySelector('[data-test="day-column"]').dataset.date;

/** Settles at the frame after the last change of the page. */
async function settled() {
  let changed;
  const observer = new MutationObserver(() => {
    changed = true;
  });
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  do {
    changed = false;
    await frame();
  } while (changed);
  observer.disconnect();
}

async function switchWeeks() {
  for (let turn = 0; turn < given; turn += 1) {
    const before = first();
    document.querySelector(`[data-test="${turn % 10 < 5 ? "next" : "previous"}"]`).click();
    while (first() === before) await frame();
    await settled();
  }
}

async function plainWeeks() {
  const many = document.querySelectorAll("[data-visit]").length;
  const week = document.createElement("div");
  Object.assign(week.style, { position: "fixed", inset: "0", background: "white", zIndex: "9" });
  document.body.append(week);
  for (let turn = 0; turn < given; turn += 1) {
    week.replaceChildren(...Array.from({ length: many }, (_, number) => plainVisit(number, turn)));
    await settled();
  }
  week.remove();
}

function plainVisit(number, turn) {
  const visit = document.createElement("button");
  const [column, row] = [number % 40, Math.floor(number / 40)];
  Object.assign(visit.style, { position: "absolute", left: `${column * 30}px`, top: `${row * 90}px`, width: "28px", height: "88px" });
  visit.textContent = `Visit ${number} of ${turn % 10}`;
  return visit;
}

async function book() {
  const { invoke } = window.__TAURI_INTERNALS__;
  for (const draft of given) await invoke("book", { draft });
  while ((await invoke("outbox")).length > 0) await new Promise((go) => setTimeout(go, 100));
}

({ switch: switchWeeks, plain: plainWeeks, book })[what]().then(() => done(null), (error) => done({ error: JSON.stringify(error) + String(error) }));
