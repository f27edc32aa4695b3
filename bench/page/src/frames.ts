/** The next frame, and when it was. */
export function frame(): Promise<number> {
  return new Promise((done) => requestAnimationFrame(() => done(performance.now())));
}

/** From one frame to the next, in milliseconds. */
const APART = 1000 / 60;

function passed(time: number): Promise<void> {
  return new Promise((done) => setTimeout(done, time));
}

/** Some frames in which nothing happens, so that what went before is over, and a part of one, from 0 to 1: news does not wait for frames. */
export async function rest(part = 0): Promise<void> {
  await passed(60);
  for (let count = 0; count < 3; count += 1) await frame();
  if (part > 0) await passed(part * APART);
}

/** From a deed to the frame after the last change of the page that came of it, in milliseconds. */
export async function painted(deed: () => void): Promise<number> {
  let changed = false;
  let everChanged = false;
  const observer = new MutationObserver(() => {
    changed = everChanged = true;
  });
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  const start = performance.now();
  deed();
  let now: number;
  do {
    changed = false;
    now = await frame();
  } while ((changed || !everChanged) && now - start < 20_000);
  observer.disconnect();
  if (!everChanged) throw new Error("nothing was drawn");
  return now - start;
}

/** How far apart frames are while something is done in each of them, in milliseconds. */
export async function gaps(frames: number, each: (index: number) => void): Promise<number[]> {
  const found: number[] = [];
  let before = await frame();
  for (let index = 0; index < frames; index += 1) {
    each(index);
    const now = await frame();
    found.push(now - before);
    before = now;
  }
  return found;
}
