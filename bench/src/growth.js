// The body of a function for the window: does one of two things so often, and calls `done` when all is over.
//
// `switch` goes week by week, five forwards and five back, each once the one before is painted. `book` asks for the bookings that it is given,
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

async function book() {
  const { invoke } = window.__TAURI_INTERNALS__;
  for (const draft of given) await invoke("book", { draft });
  while ((await invoke("outbox")).length > 0) await new Promise((go) => setTimeout(go, 100));
}

(what === "switch" ? switchWeeks() : book()).then(() => done(null), (error) => done({ error: JSON.stringify(error) + String(error) }));
