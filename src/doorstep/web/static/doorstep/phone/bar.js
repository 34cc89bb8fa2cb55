// The head of the page: what is not sent, whether there is contact, and the lock; and news above the view.
import { away, button, count, h, link, momentOf, notice, paragraph, replace } from "./dom.js";

const SIGN_IN = "/account/login/?next=/doorstep/";
let app;
let said = "";

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
  const told = await app.queue.counts().catch(() => ({ unsent: 0, oldest: null, aside: 0 }));
  const bar = document.getElementById("bar");
  document.body.dataset.unsent = told.unsent;
  document.body.dataset.aside = told.aside;
  const { known, signedIn } = app.contact.state;
  const key = JSON.stringify([told, contactWords(), app.vault.isOpen(), known, signedIn]);
  if (key === said) return; // said once: a live region must not repeat itself
  said = key;
  replace(bar, status(told), app.vault.isOpen() && lockButton());
  drawNews(told);
}

const status = (told) =>
  h("p", { role: "status" }, [contactWords(), unsentWords(told), asideWords(told)].filter(Boolean).flatMap((each) => [each, " "]));

function contactWords() {
  if (!navigator.onLine || !app.contact.state.online) return "No signal. ";
  return "";
}

function unsentWords({ unsent, oldest }) {
  if (!unsent) return open("All sent"); // what was sent today, its receipts and its texts stand there
  return open(`${unsent} not sent, oldest ${momentOf(oldest)}`);
}

const asideWords = ({ aside }) => aside > 0 && open(aside === 1 ? "1 needs you" : `${aside} need you`);
const open = (text) => (app.vault.isOpen() ? link(text, "waiting", () => app.go("waiting")) : text);
const lockButton = () => h("button", { type: "button", class: "govuk-link d-link-button", onclick: () => app.lock() }, "Lock");

// What somebody can do about it stands above the view, not in the small print of the head.
function drawNews({ unsent }) {
  const { known, signedIn } = app.contact.state;
  const signIn = app.vault.isOpen() && known && !signedIn;
  replace(
    document.getElementById("news-contact"),
    signIn && notice("warning", "You are signed out", paragraph(
      unsent ? `${count(unsent, "thing")} saved on this phone will be sent when you have signed in. ` : "What you save stays on this phone until you have signed in. ",
      away("Sign in", SIGN_IN),
    )),
  );
}

/** Offer what is new; pressed once. */
export function offer(title, text, does) {
  replace(document.getElementById("news-update"), notice("information", title, button(text, does, { kind: "secondary" })));
}
