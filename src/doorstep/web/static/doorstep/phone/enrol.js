// Sets a phone up for the person who is signed in: its name, and how it is opened.
import { button, h, heading, inset, notice, paragraph, replace, small } from "./dom.js";
import { NoPasskey, passkeysMayWork } from "./keys.js";
import { afterOpening } from "./lock.js";
import { errorOn, pinField } from "./pin.js";
import { enrol } from "./phones.js";

const SHORTEST = 8;

/** What to show: where a passkey may work it comes first; a PIN where the council allows it. */
export function enrolment(app, found, person, { again = false } = {}) {
  const said = h("div", { role: "alert" });
  const page = { app, found, person, said, name: nameField(), level: again ? 2 : 1 };
  const choices = h("div", null, paragraph("One moment…"));
  passkeysMayWork().then((may) => replace(choices, ...ways(page, may)));
  const title = heading(again ? "Choose anew how to unlock" : "Set up this phone", { level: page.level });
  return [title, ...explanation(again), fleeting(), again || person?.phone ? null : page.name.node, said, choices];
}

// A private window: it forgets everything when it is closed.
function fleeting() {
  const said = h("div");
  const isLasting = navigator.storage?.persisted?.() ?? Promise.resolve(false);
  isLasting.catch(() => false).then((lasting) => {
    if (!lasting && !navigator.serviceWorker) replace(said, notice("warning", "This browser may forget what you save", paragraph("It looks like a private window, which forgets all when it is closed, also what is not sent. Open this page in an ordinary window.")));
  });
  return said;
}

const explanation = (again) =>
  again
    ? [paragraph("The list of visits is deleted from this phone and can be taken anew. What was saved and not sent stays.")]
    : [paragraph("Then visits and calls can be recorded on it without signal. What is on the phone is locked, and only you can open it."), onHomeScreen()];

// iOS may delete what a page keeps after seven days, but not that of a page on the home screen.
function onHomeScreen() {
  const apple = /iPhone|iPad/.test(navigator.userAgent) && !navigator.standalone;
  return apple && inset("First put this page on the home screen (Share, then “Add to Home Screen”) and open it from there. Otherwise the phone may delete what is not sent after a week.");
}

function nameField() {
  const input = h("input", { id: "phone-name", class: "govuk-input govuk-input--width-20", value: "My phone", maxlength: "100", autocomplete: "off" });
  const label = h("label", { class: "govuk-label govuk-label--s", htmlFor: "phone-name" }, "What to call this phone");
  const hint = h("div", { class: "govuk-hint", id: "phone-name-hint" }, "So that you and your manager know which phone has something to send");
  input.setAttribute("aria-describedby", hint.id);
  return { input, node: h("div", { class: "govuk-form-group" }, label, hint, input) };
}

function ways(page, passkey) {
  const pin = page.found.pin ? byPin(page) : null;
  if (!passkey) return pin ?? [inset("This browser cannot keep a passkey, and your council does not allow a PIN. Use another phone, or record on the ordinary pages.")];
  const useIt = () => begin(page, { passkey: true }, (says) => replace(page.said, h("p", { class: "govuk-error-message" }, says)));
  const more = pin && h("details", { class: "govuk-details" }, h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, "Use a PIN instead")), h("div", { class: "govuk-details__text" }, ...pin));
  return [button("Use this phone’s fingerprint, face or lock", useIt), more];
}

function byPin(page) {
  const hint = `${SHORTEST} characters or more: digits, letters or both. Do not use the code of the phone itself, or a birthday.`;
  const [first, second] = [pinField("new-pin", "Choose a PIN", { hint }), pinField("new-pin-again", "The same PIN again")];
  const choose = async () => {
    const wrong = weakness(first.input.value);
    if (wrong) return errorOn(first, wrong);
    if (first.input.value !== second.input.value) return errorOn(second, "The two PINs are not the same");
    await begin(page, { pin: first.input.value }, (says) => errorOn(first, says));
  };
  const stop = (event) => event.preventDefault();
  return [h("form", { novalidate: true, onsubmit: stop }, first.node, second.node, button("Set the PIN", choose, { type: "submit" })), small("If you forget it, sign in where there is signal and choose another. Nothing that was saved is lost.")];
}

/** Why a PIN is too easy to guess; "" where it is not. */
export function weakness(pin) {
  if (pin.length < SHORTEST) return `Choose a PIN of ${SHORTEST} characters or more`;
  if (new Set(pin).size < 4) return "Choose a PIN with at least four different characters";
  const steps = [...pin].slice(1).map((sign, at) => sign.charCodeAt(0) - pin.charCodeAt(at));
  return new Set(steps).size === 1 ? "Choose a PIN that does not just count up or down" : "";
}

async function begin({ app, found, name }, how, fails) {
  navigator.storage?.persist?.().catch(() => {}); // some browsers ask, and answer when they like
  try {
    const said = await enrol({ found, how, name: name.input.value.trim() || "My phone" });
    if (said) return fails(said);
  } catch (error) {
    if (error instanceof NoPasskey) return fails("This phone could not make a passkey for this. Try again, or use a PIN");
    throw error;
  }
  await afterOpening(app);
}
