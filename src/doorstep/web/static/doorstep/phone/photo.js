// A photograph of a document: taken, drawn anew, looked at, named, saved as a record of its own.
import { add, button, errorSummary, focusOn, group, h, heading, hidden, link, paragraph, replace, small } from "./dom.js";
import { drawnAnew, lettersOf, shownAgain } from "./picture.js";
import { keeper, keyOf, opened, pkOf } from "./draft.js";
import { london } from "./when.js";
import { located, unmendable } from "./mending.js";
import { apartWords, best, saved } from "./saving.js";
import { nameOf, namesOf } from "./said.js";
import { placeOf } from "./stops.js";
import { gone } from "./outing.js";
import * as made from "./made.js";

const LONGEST = 200; // letters of what it is of
const IDS = { image: "photo-file", words: "photo-words", child: "photo-child-1" };

export async function view(app, asked) {
  const state = await located(app, asked);
  const place = await placeOf(app, state);
  const hindered = await unmendable(app, state.mend, place);
  if (hindered) return hindered;
  if (!place) return gone(app);
  const key = state.mend ? keyOf("mend", state.mend) : keyOf("photo", pkOf(place.children));
  const draft = await opened(app, key, state.mend ? await written(app, state.mend) : {});
  const keep = keeper(app, key, draft);
  const parts = { app, state, place, key, draft, keep, problems: h("div"), shown: h("div", { class: "d-photograph" }) };
  if (draft.values.image) await show(parts, await shownAgain(draft.values.image));
  return { title: "Photograph a document", node: page(parts), leave: keep.leave };
}

// What a photograph that was set aside says, to be mended.
async function written(app, client_id) {
  const item = (await app.queue.items()).find((each) => each.client_id === client_id);
  const { image = "", words = "", child_id = "", of = null } = item?.body ?? {};
  return { values: { image, words, child: child_id, of } };
}

function page(parts) {
  const { app, place, problems } = parts;
  const form = h("form", { novalidate: true, onsubmit: (event) => save(parts, event) });
  add(form, which(parts), file(parts), parts.shown, named(parts));
  add(
    form,
    group(
      button("Save the photograph", null, { type: "submit" }),
      link("Back to the visit", back(place), () => app.go(back(place), { pk: pkOf(place.children) }), { class: "govuk-link d-touch" }),
    ),
  );
  return h(
    "div",
    null,
    problems,
    heading("Photograph a document", { caption: namesOf(place.children) }),
    apartWords(parts.draft),
    paragraph("Of papers only: a letter, an agreement, a plan. Not of a child, of people or of a home."),
    form,
  );
}

const back = (place) => (place.stop ? "stop" : "today");

// --- what is asked -------------------------------------------------------------------------------------

function which({ place, draft, keep }) {
  if (place.children.length < 2) return null;
  const choose = (child_id) => () => {
    draft.values.child = child_id;
    keep.soon();
  };
  const one = (child, at) => {
    const id = `photo-child-${at + 1}`;
    const told = { id, name: "child", type: "radio", value: child.child_id, checked: draft.values.child === child.child_id };
    return h(
      "div",
      { class: "govuk-radios__item" },
      h("input", { class: "govuk-radios__input", ...told, onchange: choose(child.child_id) }),
      h("label", { class: "govuk-label govuk-radios__label", for: id }, nameOf(child)),
    );
  };
  return h(
    "div",
    { class: "govuk-form-group", "data-question": "child" },
    h(
      "fieldset",
      { class: "govuk-fieldset", "aria-describedby": "photo-child-error" },
      h("legend", { class: "govuk-fieldset__legend govuk-fieldset__legend--s" }, "Whose record does it belong to?"),
      wrongBox("child"),
      h("div", { class: "govuk-radios" }, ...place.children.map(one)),
    ),
  );
}

const wrongBox = (name) => h("p", { class: "govuk-error-message", id: `photo-${name}-error`, hidden: true });

function file(parts) {
  const control = h("input", {
    class: "govuk-input", id: IDS.image, type: "file", accept: "image/*", capture: "environment",
    "aria-describedby": "photo-hint photo-image-error", onchange: (event) => take(parts, event.target),
  });
  return h(
    "div",
    { class: "govuk-form-group", "data-question": "image" },
    h("label", { class: "govuk-label govuk-label--s", for: IDS.image }, "The photograph"),
    h("div", { class: "govuk-hint", id: "photo-hint" }, "Place, time and camera are taken out at once, and it is kept encrypted. If the camera keeps a copy of its own, delete that."),
    wrongBox("image"),
    control,
  );
}

function named({ draft, keep }) {
  const type = (event) => {
    draft.values.words = event.target.value;
    keep.soon();
  };
  return h(
    "div",
    { class: "govuk-form-group", "data-question": "words" },
    h("label", { class: "govuk-label govuk-label--s", for: IDS.words }, "What is it of?"),
    h("div", { class: "govuk-hint", id: "photo-words-hint" }, "Such as: letter of the landlord of 12 November."),
    wrongBox("words"),
    h("input", {
      class: "govuk-input", id: IDS.words, name: "words", type: "text", autocomplete: "off", oninput: type,
      value: draft.values.words ?? "", "aria-describedby": "photo-words-hint photo-words-error",
    }),
  );
}

// --- taken ---------------------------------------------------------------------------------------------

async function take(parts, control) {
  const [chosen] = control.files;
  if (!chosen) return;
  parts.app.tell("The picture is being drawn.");
  try {
    const { canvas, blob } = await drawnAnew(chosen);
    parts.draft.values.image = await lettersOf(blob);
    await show(parts, canvas);
    say(parts, []);
    parts.app.tell("The picture is below. Look whether it can be read.");
    await parts.keep.flush();
  } catch (error) {
    refuse(parts, "image", error);
  }
  control.value = ""; // the file as the camera made it is not held on to
}

async function show({ shown }, canvas) {
  canvas.className = "d-photograph__picture";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", "The photograph as it will be saved");
  replace(shown, canvas, small("If it cannot be read, take it again: the new one takes the place of this one."));
}

// --- saved ---------------------------------------------------------------------------------------------

function lacking({ place, draft }) {
  const { image, words = "", child } = draft.values;
  const told = [
    place.children.length > 1 && !child && ["child", "Select whose record it belongs to"],
    !image && ["image", "Take a photograph"],
    !words.trim() && ["words", "Say what the photograph is of"],
    words.trim().length > LONGEST && ["words", `What it is of must be ${LONGEST} characters or fewer`],
  ];
  return told.filter(Boolean).map(([name, says]) => ({ name, says, id: IDS[name] }));
}

async function save(parts, event) {
  event.preventDefault();
  const wrong = lacking(parts);
  say(parts, wrong);
  if (wrong.length) return;
  try {
    await best(parts.keep.flush()); // nothing of it is kept once more after it was put away
    await saveIt(parts);
  } catch (error) {
    refuse(parts, "", error);
  }
}

// The list's hours may be over since the form was opened: what is known of the place is what it was then.
async function saveIt({ app, place, draft, key, state }) {
  const child = place.children.find(({ child_id }) => child_id === draft.values.child) ?? place.children[0];
  const words = draft.values.words.trim();
  const body = { child_id: child.child_id, of: await visitOf(app, { place, child, state, draft }), words, image: draft.values.image };
  const label = `Photograph: ${words}`;
  const about = { pks: [child.pk], day: london(app.contact.now()).day, names: nameOf(child), who: { [child.child_id]: nameOf(child) }, label };
  const as = await saved(app, key, draft, { mends: state.mend, kind: "photograph", body, stamped: true, label }, about);
  if (!as) return app.go("photo", state, { instead: true });
  return app.go("done", { client_id: as }, { instead: true });
}

// The visit it stands with: the one named, the one that is being written, or the last of today.
async function visitOf(app, { place, child, state, draft }) {
  if (draft.values.of || state.of) return draft.values.of || state.of;
  const done = (await made.all(app)).filter(({ kind, pks }) => kind === "visit" && pks.includes(child.pk));
  const writing = await app.drafts.get(keyOf("visit", pkOf(place.children)));
  const waits = writing && !done.some(({ client_id }) => client_id === writing.id);
  return waits ? writing.id : (done.at(-1)?.client_id ?? null);
}

// --- what is wrong -------------------------------------------------------------------------------------

function refuse(parts, name, error) {
  say(parts, [{ name, says: error.message, id: IDS[name] ?? IDS.words }]);
}

function say({ problems }, wrong) {
  for (const box of document.querySelectorAll("[data-question]")) {
    const says = wrong.find(({ name }) => name === box.dataset.question)?.says ?? "";
    box.classList.toggle("govuk-form-group--error", Boolean(says));
    const told = box.querySelector(".govuk-error-message");
    told.hidden = !says;
    replace(told, says && hidden("Error:"), says && ` ${says}`);
  }
  replace(problems, wrong.length ? errorSummary(wrong) : null);
  if (wrong.length) focusOn(problems.firstChild);
}
