// Opens the page: asks for the passkey or the PIN, or leads to setting the phone up.
import { all, away, button, focusOn, group, h, heading, inset, link, notice, paragraph, replace, small } from "./dom.js";

const SIGN_IN = "/account/login/?next=/doorstep/";
const WHY = {
  idle: ["information", "Locked because nothing was done for a while", "What you typed and saved is kept."],
  revoked: ["warning", "This phone was taken off your account", "The list of visits was deleted from it. What was not sent is kept, locked, until you sign in and set the phone up again."],
  signed_out: ["information", "You have signed out", "The list of visits was deleted from this phone. What was not sent is kept, locked, for you."],
  other: ["information", "Somebody else has signed in on this phone", "What was not sent is kept, locked, for the person who saved it."],
  keys: ["warning", "Ten wrong PINs", "The list of visits was deleted from this phone. What was not sent is kept: sign in and choose a new PIN."],
};

export async function view(app, state) {
  const body = h("div", { class: "govuk-grid-column-two-thirds" });
  const node = h("div", { class: "govuk-grid-row" }, body);
  const page = { app, body, why: state.why, drawn: "", drawing: Promise.resolve() };
  await draw(page, app.contact.state);
  // What is shown at once comes from the phone; the answer of the server may show that it is somebody else.
  page.answered = app.contact.ask().then((found) => redraw(page, found));
  const seen = (found) => redraw(page, found);
  const deaf = app.contact.onChange(seen);
  if (!page.drawn) await answer(page);
  return { title: body.querySelector("h1")?.textContent ?? "On the doorstep", node, focus: state.why ? null : body.querySelector("input"), gone: deaf };
}

// The server's answer, or four seconds: no longer is waited for a line that is bad.
const answer = ({ answered }) => Promise.race([answered, new Promise((resolve) => setTimeout(resolve, 4_000))]);

// One after another: whoever waits for it finds what the last news made of the page.
function redraw(page, found) {
  page.drawing = page.drawing.then(() => page.app.vault.isOpen() || draw(page, found)).catch((error) => console.error(error));
  return page.drawing;
}

async function draw(page, found) {
  const kind = await situation(page.app, found);
  const key = `${kind.step} ${kind.person?.user ?? ""}`;
  if (key === page.drawn) return;
  page.drawn = kind.step === "asking" ? "" : key;
  const parts = await STEPS[kind.step](page, kind, found);
  const before = page.body.querySelector("#pin");
  const [typed, focused] = [before?.value, document.activeElement];
  const hadFocus = page.body.contains(focused) || focused === document.body;
  replace(page.body, why(page.why || kind.why), ...parts);
  const after = page.body.querySelector("#pin");
  if (typed && after) after.value = typed; // whoever types faster than the server answers loses nothing
  if (!page.body.isConnected) return;
  document.title = document.title.replace(/^.*?(?= - )/, page.body.querySelector("h1").textContent);
  if (hadFocus) focusOn(before && focused === before && after ? after : page.body.querySelector("h1"));
}

function why(reason) {
  const [kind, title, text] = WHY[reason] ?? [];
  return title ? notice(kind, title, paragraph(text)) : null;
}

/** What is to be done before the page opens: {step, person}. */
async function situation({ vault }, { known, signedIn, user, mayRecord, phones }) {
  if (known && signedIn) {
    const person = await vault.personOf(user);
    const revoked = phones.some(({ id, revoked: gone }) => gone && id === person?.phone);
    // Whose right to record ended still sends what they wrote: their own phone gives them its key again.
    const isKnown = phones.some(({ id, revoked: gone }) => !gone && id === person?.phone);
    if (!mayRecord && !person?.queue && !isKnown) return { step: "may_not" };
    return person?.queue && !revoked ? { step: "unlock", person } : { step: "enrol", person, why: (revoked || wasTaken(person)) && "revoked" };
  }
  const person = await vault.personOf((await vault.lastUser()) ?? "");
  if (person?.queue && !person.signedOut) return { step: "unlock", person };
  if (known) return { step: "sign_in", why: wasTaken(person) && "revoked" };
  return { step: navigator.onLine ? "asking" : "no_signal" };
}

// Also where nobody was looking when it was: the session ended with it, and the page was opened later.
const wasTaken = (person) => Boolean(person && !person.queue && !person.phone && person.formerly.length);

const STEPS = {
  unlock: (page, { person }) => unlocking(page, person),
  enrol: async (page, { person }, found) => (await enrol()).enrolment(page.app, found, person),
  sign_in: () => [heading("Sign in to use this page"), paragraph("Then the day’s visits can be put on this phone."), signIn()],
  may_not: () => [heading("You cannot record visits"), paragraph("Your role does not let you record visits, so there is nothing to put on this phone."), paragraph(away("Go to the start page", "/"))],
  no_signal: () => [heading("There is no signal"), paragraph("To begin, sign in once where there is signal. After that this page works without.")],
  asking: (page) => [heading("On the doorstep"), paragraph("One moment…"), small(link("Try again", "lock", () => page.app.contact.ask()))],
};

// Fetched when they are needed: whoever is not signed in needs neither.
const enrol = () => import("./enrol.js");
const pin = () => import("./pin.js");

const signIn = () => h("a", { href: SIGN_IN, class: "govuk-button", role: "button", draggable: "false" }, "Sign in");

function unlocking(page, person) {
  return person.how === "pin" ? withPin(page, person) : withPasskey(page, person);
}

async function withPin(page, person) {
  const { app } = page;
  const { errorOn, pinField } = await pin();
  const field = pinField("pin", "Your PIN for this phone", { autocomplete: "current-password" });
  const open = async () => {
    const typed = field.input.value;
    if (!typed) return errorOn(field, "Enter your PIN");
    await tryToOpen(page, person, typed, (says) => wrongPin(page, field, says));
  };
  const form = h("form", { novalidate: true, onsubmit: (event) => event.preventDefault() }, field.node, button("Unlock", open, { type: "submit" }));
  return [heading("Unlock"), form, forgotten(app, "I have forgotten my PIN")];
}

// Wrong for the person who used the phone last may be right for the one who has signed in: that
// stands when the server has answered, and the form that is shown then is theirs.
async function wrongPin(page, field, says) {
  await answer(page);
  if (field.node.isConnected) return errorOn(field, says);
  page.body.querySelector("#pin")?.form.querySelector("button").click();
}

function withPasskey(page, person) {
  const error = h("p", { class: "govuk-error-message", role: "alert" });
  const open = () => tryToOpen(page, person, null, (says) => replace(error, says));
  return [heading("Unlock"), paragraph("Use your fingerprint, your face or the phone’s own lock."), error, button("Unlock", open), forgotten(page.app, "The passkey does not work")];
}

async function tryToOpen({ app }, person, typed, fails) {
  try {
    await app.vault.unlock(person.user, typed);
  } catch (error) {
    if (error.left === 0) return app.lock({ why: "keys" });
    const left = error.left ?? 10;
    return fails(error.name === "WrongPin" ? `The PIN is wrong. ${left < 6 ? `${left} more tries before the list is deleted` : "Try again"}` : "The passkey was not used. Try again");
  }
  await afterOpening(app);
}

/** Go on once it is open: what waits is sent, and the person is where they were. */
export async function afterOpening(app) {
  await app.resume();
  app.queue.send();
}

const forgotten = (app, words) => {
  const answer = h("div", { "aria-live": "polite" });
  const ask = async () => {
    const found = await app.contact.ask();
    replace(answer, ...(await recovery(app, found, await app.vault.personOf(found.user ?? ""))));
    focusOn(answer.querySelector("h2, p"));
  };
  return all(paragraph(link(words, "lock", ask)), answer);
};

async function recovery(app, found, person) {
  if (!found.known) return [inset("Go where there is signal, sign in and set this phone up again. Nothing that was saved is lost.")];
  if (!found.signedIn) return [inset("Sign in, then choose a new way to unlock. The list of visits is put on the phone anew; nothing that was saved is lost."), group(signIn())];
  return (await enrol()).enrolment(app, found, person, { again: true });
}
