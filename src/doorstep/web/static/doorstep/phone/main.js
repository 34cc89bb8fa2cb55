// The doorstep page: moves between its views, keeps the head of the page true, locks when untouched.
// A view is `export async function view(app, state)` in a module of its name; it gives {title, node},
// and may give `focus` (what to focus instead of the heading), `leave` (called before it goes, and whenever
// the page is hidden: to keep what was typed) and `gone` (called when it is gone for good: to stop listening).
import { announce, button, focusOn, h, heading, hush, paragraph, replace } from "./dom.js";
import * as contact from "./contact.js";
import * as drafts from "./drafts.js";
import * as queue from "./queue.js";
import * as vault from "./vault.js";
import { keepShell, watchBar } from "./bar.js";

const VIEWS = {
  assess: () => import("./assess.js"),
  call: () => import("./call.js"),
  check: () => import("./check.js"),
  done: () => import("./done.js"),
  lock: () => import("./lock.js"),
  outing: () => import("./outing.js"),
  photo: () => import("./photo.js"),
  stop: () => import("./stop.js"),
  today: () => import("./today.js"),
  visit: () => import("./visit.js"),
  waiting: () => import("./waiting.js"),
};
// Not needed for the first view, so not waited for where every request takes half a second.
const OTHERS = [() => import("./alone.js"), () => import("./answers.js"), () => import("./enrol.js"), () => import("./phones.js"), () => import("./pin.js")];
const HOME = "today";
const PLACE = "place"; // the draft that remembers where somebody was
const KEEPS_FOR = 3_000; // milliseconds in which what was typed is kept before it locks all the same
const MAIN = document.getElementById("main-content");
const SERVICE = document.title;
const IDLE = Number(document.documentElement.dataset.idleSeconds) * 1000;

const entries = new Map(); // what each step of the history shows; never in the history itself, which is stored
let key = 0; // of the step that is shown
let turn = 0; // counts what was asked to be shown: a view that comes too late is not shown
let shown = {}; // what the view gave
let touched = Date.now();

const app = {
  vault, queue, drafts, contact,
  /** Say something that was done; it goes by itself. */
  tell: (text) => announce(text),
  /** Say something that went wrong; it stays until another view is shown. */
  say: (text) => announce(text, { stays: true }),
  /** Show a view; `state` is kept as JSON. `instead`: in the place of this one, so that "back" passes it by. */
  async go(view, state = {}, { instead = false } = {}) {
    if (!instead) key += 1;
    entries.set(key, { view, state });
    history[instead ? "replaceState" : "pushState"]({ view, key }, "", `#${view}`);
    await show(key);
  },
  /** Begin anew: nothing that was shown before can be come back to. */
  async home(view = HOME, state = {}) {
    entries.clear();
    await app.go(view, state);
  },
  lock,
  leave,
};

async function show(at) {
  const mine = (turn += 1);
  await leave();
  const { view, state } = wanted(at);
  let made;
  try {
    app.round ??= view === "lock" ? undefined : await import("./round.js");
    made = await (await VIEWS[view]()).view(app, state);
  } catch (error) {
    console.error(error);
    made = sorry();
  }
  if (mine !== turn) return made.gone?.();
  done();
  shown = made;
  hush();
  document.title = `${made.title} - ${SERVICE}`;
  document.body.dataset.view = view;
  replace(MAIN, made.node);
  scrollTo(0, 0);
  focusOn(made.focus ?? MAIN.querySelector("h1"));
  await remember(view, state);
  return null;
}

function done() {
  const { gone } = shown;
  shown = {};
  try {
    gone?.();
  } catch (error) {
    console.error(error);
  }
}

// While it is locked only the view that opens it is shown, whatever was asked for.
function wanted(at) {
  const entry = entries.get(at) ?? { view: HOME, state: {} };
  return vault.isOpen() ? entry : { view: "lock", state: entry.view === "lock" ? entry.state : {} };
}

async function leave() {
  try {
    await shown.leave?.();
  } catch (error) {
    console.error(error);
  }
}

async function remember(view, state) {
  if (!vault.isOpen() || view === "lock") return;
  await drafts.keep(PLACE, { view, state }).catch((error) => console.error(error));
}

/** Go on after unlocking where somebody was when the page was locked, closed or killed. */
app.resume = async () => {
  const place = await drafts.get(PLACE);
  await app.home();
  if (place && place.view !== HOME && place.view in VIEWS) await app.go(place.view, place.state);
};

const sorry = () => ({
  title: "This could not be shown",
  node: h(
    "div",
    null,
    heading("This could not be shown"),
    paragraph("What was saved on this phone is still there, and what you typed is kept."),
    button("Go to today’s visits", () => app.home()),
    " ",
    button("What waits to be sent", () => app.go("waiting"), { kind: "secondary" }),
  ),
});

/** Forget what is open, and show the view that opens it. */
async function lock(state = {}) {
  turn += 1; // what is still on its way is not shown any more
  document.title = SERVICE;
  hush(0);
  replace(MAIN, heading("Locked")); // at once: of the list nothing stays, neither shown nor in memory
  await Promise.race([leave(), new Promise((resolve) => setTimeout(resolve, KEEPS_FOR))]);
  done();
  vault.lock();
  entries.clear();
  await app.home("lock", state);
}

addEventListener("popstate", ({ state }) => {
  if (!state && location.hash) return stay();
  key = state?.key ?? 0;
  return show(key);
});

// A jump within the page is no move to another view.
function stay() {
  const { view } = wanted(key);
  history.replaceState({ view, key }, "", `#${view}`);
}

document.querySelector(".govuk-skip-link").addEventListener("click", (event) => {
  event.preventDefault();
  focusOn(MAIN.querySelector("h1") ?? MAIN);
});
for (const kind of ["pointerdown", "keydown", "input"]) {
  addEventListener(kind, () => (touched = Date.now()), { capture: true, passive: true });
}
addEventListener("pagehide", leave);
addEventListener("pageshow", ({ persisted }) => persisted && comeBack().catch((error) => console.error(error)));
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : lockWhenIdle()));
setInterval(lockWhenIdle, 10_000);

function lockWhenIdle() {
  const idle = Date.now() - touched;
  if (vault.isOpen() && (idle > IDLE || idle < -60_000)) lock({ why: "idle" });
}

// Kept by the browser while another page was looked at, on which somebody may have signed out.
async function comeBack() {
  lockWhenIdle();
  await vault.lookAgain();
  await queue.send();
}

vault.onGone((why) => lock({ why }));
watchBar(app);
await app.home("lock");
// First that the page opens without signal; what fails of the rest fails alone.
const LAST = [
  () => keepShell(),
  () => queue.begin(),
  async () => (await import("./updating.js")).watchForUpdate(app),
  async () => (await import("./speak.js")).watchForSpeech(MAIN),
  async () => (await import("./round.js")).tidy(),
  // Everything is fetched while there is a network: no view is missing where there is none.
  ...Object.values(VIEWS),
  ...OTHERS,
];
for (const each of LAST) Promise.resolve().then(each).catch((error) => console.error(error));
