// Speaking instead of typing, only where the browser understands speech on the phone itself: what is said
// beside a family's door is sent to nobody, and no sound is kept. Elsewhere it is only said, once, how else.
import { announce, button, h, small } from "./dom.js";
import * as store from "./store.js";

const LANGUAGE = "en-GB";
const ON_THE_PHONE = { langs: [LANGUAGE], processLocally: true };
const HINTED = "speech-hint";
const LONG_TEXT = "textarea:not([readonly]):not([data-speech])";
const ERRORS = {
  "not-allowed": "The microphone is switched off for this page. Switch it on in the browser’s settings, or type.",
  "audio-capture": "No microphone was found. Type instead.",
  "no-speech": "Nothing was heard. Press Speak and try again.",
};
let how = null; // a promise of what this browser can do
let open = null; // what listens now: {area, stop}

/** What this browser can do on the phone itself: "available", "downloadable" or "none". */
export async function speech(Recogniser = globalThis.SpeechRecognition) {
  if (typeof Recogniser?.available !== "function" || !("processLocally" in Recogniser.prototype)) return "none";
  try {
    const told = await Recogniser.available(ON_THE_PHONE);
    return ["available", "downloadable"].includes(told) ? told : "none";
  } catch {
    return "none";
  }
}

/** Offer it beside every long text that is shown in `root`, now and later. */
export function watchForSpeech(root) {
  const look = () => {
    if (open && !open.area.isConnected) open.stop();
    for (const area of root.querySelectorAll(LONG_TEXT)) offer(area);
  };
  new MutationObserver(look).observe(root, { childList: true, subtree: true });
  document.addEventListener("visibilitychange", () => document.hidden && open?.stop());
  look();
}

async function offer(area) {
  area.dataset.speech = "";
  const told = await (how ??= speech());
  if (!area.isConnected) return;
  if (told === "none") await hint(area);
  else area.after(control(area, told));
}

// Whether the keyboard's microphone sends the sound away is the phone's setting, so the council decides.
async function hint(area) {
  if (!matchMedia("(pointer: coarse)").matches || (await store.mark(HINTED))) return;
  await store.setMark(HINTED, true);
  area.after(small("You can speak with the microphone of your phone’s keyboard, if your council allows it. Read what it wrote before you save."));
}

// --- beside one text -----------------------------------------------------------------------------------

const labelOf = (area) => area.labels?.[0]?.textContent ?? "this text";

function control(area, told) {
  const says = h("p", { class: "govuk-body-s d-small", role: "status" });
  const parts = { area, says };
  parts.press = button("Speak", () => pressed(parts), { kind: "secondary", hidden: `: ${labelOf(area)}` });
  // Said beside the first text of a page only.
  const isNews = told === "downloadable" && !document.querySelector(".d-speak");
  const fetched = isNews && small("The first time, the browser fetches what it needs to understand speech on this phone. What you say stays on it.");
  return h("div", { class: "d-speak" }, fetched, parts.press, says);
}

async function pressed(parts) {
  if (open) {
    const mine = open.area === parts.area;
    open.stop();
    if (mine) return;
  }
  if (!(await fetched(parts))) {
    parts.says.textContent = "Speech could not be made ready on this phone. Type, or try again where there is signal.";
    return;
  }
  listen(parts);
}

// What is needed is fetched only because somebody pressed the button.
async function fetched({ says }) {
  if ((await how) === "available") return true;
  says.textContent = "Getting ready…";
  const done = await globalThis.SpeechRecognition.install(ON_THE_PHONE).catch(() => false);
  if (done) how = Promise.resolve("available");
  return done;
}

function listen(parts) {
  const { area, press, says } = parts;
  const heard = new globalThis.SpeechRecognition();
  Object.assign(heard, { lang: LANGUAGE, continuous: true, interimResults: false, processLocally: true });
  let problem = "";
  heard.onresult = (event) => {
    for (const result of [...event.results].slice(event.resultIndex)) {
      if (result.isFinal) write(area, result[0].transcript);
    }
  };
  heard.onerror = ({ error }) => (problem = ERRORS[error] ?? "It stopped listening. Press Speak to go on.");
  heard.onend = () => {
    if (open?.area === area) open = null;
    rename(press, "Speak");
    says.textContent = problem || "Not listening. Read what it wrote, and correct it, before you save.";
  };
  open = { area, stop: () => heard.stop() };
  rename(press, "Stop");
  says.textContent = "Listening. Press Stop when you are done.";
  heard.start();
}

const rename = (press, text) => (press.firstChild.textContent = text);

// At the cursor, as if it had been typed, so that it is kept as what is typed is kept.
function write(area, told) {
  const text = told.trim();
  if (!text || !area.isConnected) return;
  const before = area.value.slice(0, area.selectionStart);
  const after = area.value.slice(area.selectionEnd);
  const start = before && !/\s$/.test(before) ? " " : "";
  const end = after && !/^[\s.,;:!?]/.test(after) ? " " : "";
  area.setRangeText(start + text + end, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  announce(`Written: ${text}`);
}
