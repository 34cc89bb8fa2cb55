// The head of the page: what is not sent, whether there is contact, whether the page itself is kept on the
// phone, and the lock; and news above the view.
import { away, button, count, h, link, momentOf, notice, paragraph, replace } from "./dom.js";

const SIGN_IN = "/account/login/?next=/doorstep/";
const UNREADABLE = null; // what the counts are where the phone does not give what it has
const WORKER = "/doorstep/worker.js";
const AGAIN = 60_000; // milliseconds until a worker that did not come whole is fetched again
const LATE = 4_000; // until it is said: on a good line nobody needs to know
let app;
let said = "";
let shell = "coming"; // or "late", "kept", "never" where the browser keeps no pages
let timer;

export function watchBar(theApp) {
  app = theApp;
  app.queue.onChange(draw);
  app.contact.onChange(draw);
  app.vault.onOpened(draw);
  addEventListener("online", draw);
  addEventListener("offline", draw);
  draw();
}

async function draw() {
  const told = await app.queue.counts().catch((error) => (console.error(error), UNREADABLE));
  const bar = document.getElementById("bar");
  document.body.dataset.unsent = told?.unsent ?? "unknown";
  document.body.dataset.aside = told?.aside ?? "unknown";
  const { known, signedIn } = app.contact.state;
  const key = JSON.stringify([told, contactWords(), shellWords(), app.vault.isOpen(), known, signedIn]);
  if (key === said) return; // said once: a live region must not repeat itself
  said = key;
  replace(bar, status(told), app.vault.isOpen() && lockButton());
  drawNews(told);
}

const status = (told) =>
  h("p", { role: "status" }, [shellWords(), contactWords(), ...countWords(told)].filter(Boolean).flatMap((each) => [each, " "]));

const countWords = (told) =>
  told === UNREADABLE ? ["What is saved on this phone cannot be read now."] : [unsentWords(told), asideWords(told), settledWords(told)];

function contactWords() {
  if (!navigator.onLine || !app.contact.state.online) return "No signal. ";
  return "";
}

function unsentWords({ unsent, oldest }) {
  if (!unsent) return open("All sent"); // what was sent today, its receipts and its texts stand there
  return open(`${unsent} not sent, oldest ${momentOf(oldest)}`);
}

const asideWords = ({ aside }) => aside > 0 && open(aside === 1 ? "1 needs you" : `${aside} need you`);
const settledWords = ({ settled }) => settled > 0 && open(`${settled} settled at the council`);
const open = (text) => (app.vault.isOpen() ? link(text, "waiting", () => app.go("waiting")) : text);
const lockButton = () => h("button", { type: "button", class: "govuk-link d-link-button", onclick: () => app.lock() }, "Lock");

// What somebody can do about it stands above the view, not in the small print of the head.
function drawNews(told) {
  const { known, signedIn } = app.contact.state;
  const signIn = app.vault.isOpen() && known && !signedIn;
  replace(
    document.getElementById("news-contact"),
    signIn && notice("warning", "You are signed out", paragraph(
      told?.unsent ? `${count(told.unsent, "thing")} saved on this phone will be sent when you have signed in. ` : "What you save stays on this phone until you have signed in. ",
      away("Sign in", SIGN_IN),
    )),
  );
}

/** Offer what is new; pressed once. */
export function offer(title, text, does) {
  replace(document.getElementById("news-update"), notice("information", title, button(text, does, { kind: "secondary" })));
}

// --- the page itself ---------------------------------------------------------------------------------------

const shellWords = () =>
  ({ late: "This page does not open without signal yet.", never: "This browser cannot open this page without signal." })[shell] ?? "";

/** The registration of what opens the page without signal (the service worker); the same again where it is there. */
export const registered = () => navigator.serviceWorker.register(WORKER, { scope: "/doorstep/", updateViaCache: "none" });

/** Keep the page itself on the phone; fetched again and again until it is there whole. */
export async function keepShell() {
  if (!navigator.serviceWorker) return turn("never");
  const late = setTimeout(() => turn("late"), LATE);
  navigator.serviceWorker.ready.then(() => (clearTimeout(late), turn("kept")));
  addEventListener("online", fetchAgain);
  return fetchAgain();
}

async function fetchAgain() {
  clearTimeout(timer);
  if (shell === "kept") return;
  timer = setTimeout(fetchAgain, AGAIN);
  await registered().catch((error) => console.error(error));
}

function turn(to) {
  shell = to;
  return draw();
}
