// One window of the phone at a time. A window that the browser put to sleep with its turn in its hand, as
// some do with pages that can be gone back to, shows no sign of life: its turn is taken from it.
import * as store from "./store.js";

const SIGN_OF_LIFE = 20_000; // milliseconds
const PATIENCE = 90_000; // more than any awake window needs for a sign of life

/** Do something while no other window does it; answers what it answers. Twice at once must do no harm. */
export async function alone(what, does) {
  const name = `doorstep-${what}-${globalThis.doorstepDatabase ?? ""}`;
  let work = null;
  const hold = () => held(name, (work = Promise.resolve().then(does)));
  await patiently(name, hold).catch((error) => {
    if (!work) throw error; // else the turn was taken away: what was begun still ends
  });
  return work;
}

async function patiently(name, hold) {
  const patience = new AbortController();
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => patience.abort(), PATIENCE);
  };
  const deaf = store.onNews(({ what, turn }) => what === "working" && turn === name && wait());
  const mine = () => (clearTimeout(timer), deaf(), hold());
  wait();
  try {
    return await navigator.locks.request(name, { signal: patience.signal }, mine);
  } catch (error) {
    if (!patience.signal.aborted) throw error;
    return navigator.locks.request(name, { steal: true }, mine);
  }
}

// The turn is over with the work, or when the page goes: what sleeps must hold nobody up.
async function held(name, work) {
  const alive = setInterval(() => store.tellAll("working", { turn: name }), SIGN_OF_LIFE);
  let leave;
  const left = new Promise((resolve) => addEventListener("pagehide", (leave = resolve), { once: true }));
  try {
    await Promise.race([work.catch(() => {}), left]);
  } finally {
    clearInterval(alive);
    removeEventListener("pagehide", leave);
  }
}
