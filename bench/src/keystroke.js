// The body of a function for the window: types `name` letter by letter and calls `done` with how long each took until its answer was there.
//
// `mine` is either the palette's own field and list, or a floor: a field that writes what is typed into as many rows. Each letter comes at a
// moment that has nothing to do with the frames, as a hand's does.
const [mine, name, done] = [arguments[0], arguments[1], arguments[arguments.length - 1]];

const frame = () => new Promise((go) => requestAnimationFrame(() => go(performance.now())));
const wait = (ms) => new Promise((go) => setTimeout(go, ms));
/** Once everything that this frame was to do is done: a message comes after it. */
const afterwards = () =>
  new Promise((go) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => go(performance.now());
    port2.postMessage(null);
  });

const ROWS = 8;

function floor() {
  const dialog = document.createElement("dialog");
  const input = document.createElement("input");
  const list = document.createElement("div");
  for (let row = 0; row < ROWS; row += 1) {
    const line = document.createElement("div");
    line.append(document.createElement("b"), document.createElement("small"));
    list.append(line);
  }
  dialog.id = "floor";
  dialog.append(input, list);
  document.body.append(dialog);
  dialog.showModal();
  input.addEventListener("input", () => {
    for (const line of list.children) {
      line.children[0].textContent = input.value;
      line.children[1].textContent = `${input.value} ${input.value}`;
    }
    list.dataset.answers = input.value;
  });
  return dialog;
}

function parts() {
  if (mine) return [document.querySelector('[data-test="palette-input"]'), document.querySelector("#palette-list")];
  return (document.getElementById("floor") ?? floor()).children;
}

/** Settles once the list says that it shows the answer to `text`. */
const answered = (list, text) =>
  new Promise((go, give) => {
    if (list.dataset.answers === text) return go();
    const observer = new MutationObserver(() => {
      if (list.dataset.answers !== text) return;
      observer.disconnect();
      clearTimeout(late);
      go();
    });
    const late = setTimeout(() => give(new Error(`no answer to "${text}"`)), 10_000);
    observer.observe(list, { attributes: true, attributeFilter: ["data-answers"] });
  });

/** Types a letter as a key does, by the editor: a field whose value is set gets a text node of its own, over which WebKit takes 10 ms. */
async function type(input, list, typed) {
  await wait(40 + Math.random() * 33);
  const start = performance.now();
  document.execCommand("insertText", false, typed.slice(-1));
  await answered(list, typed);
  const there = performance.now();
  await frame();
  const painted = await afterwards();
  const rastered = await frame();
  const row = list.querySelector("[role=option]");
  const top = (element) => Math.round(element.getBoundingClientRect().top);
  return { took: [there - start, painted - start, rastered - start], field: top(input), row: row && top(row) };
}

async function typeAll() {
  const [input, list] = parts();
  input.focus();
  const found = [];
  let typed = "";
  for (const letter of name) {
    typed += letter;
    found.push(await type(input, list, typed));
  }
  document.getElementById("floor")?.remove();
  return found;
}

typeAll().then(done, (error) => done({ error: String(error) }));
