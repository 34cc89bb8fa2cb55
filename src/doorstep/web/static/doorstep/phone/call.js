// A call to the family, the carer or the home's staff, or a contact with somebody else: the policy's own questions.
import { add, button, bullets, details, group, h, heading, inset, link, small } from "./dom.js";
import { CHILDREN } from "./body.js";
import { CALLS, NOUNS, capital, paperOf } from "./calls.js";
import { filling } from "./filling.js";
import { keyOf, opened, pkOf } from "./draft.js";
import { located, mending, sayWhy, unmendable } from "./mending.js";
import { askingOf, isOld } from "./older.js";
import { apartWords } from "./saving.js";
import { begun, lateBy, placeOf, whyLate } from "./stops.js";
import { gone } from "./outing.js";
import { nameOf, namesOf, owedList, warningsOf } from "./said.js";

const WHEN = ["visit_date", "visit_time", "late_reason", "late_words"];

export async function view(app, asked) {
  const state = await located(app, asked);
  const place = await placeOf(app, state);
  const hindered = await unmendable(app, state.mend, place);
  if (hindered) return hindered;
  if (!place) return gone(app);
  const { list, stop, children } = place;
  const type = state.type ?? CALLS[0];
  const key = state.mend ? keyOf("mend", state.mend) : keyOf(type, pkOf(children));
  const draft = await opened(app, key, await beginning(app, state, children));
  if (!state.mend && isOld(app, draft)) return asking(app, children, { key, draft, state });
  const fields = callFields(list, children, type);
  const told = { kind: "call", type, pk: state.pk, ...(state.mend ? { mend: state.mend } : {}) };
  const then = () => app.go("check", told);
  const form = filling(app, { key, draft, fields, parts: (show) => parts(fields, show), then, derived: lateBy(app, list) });
  if (state.wrong) setTimeout(form.submit);
  else if (state.mend) await sayWhy(app, state.mend, form);
  const title = `Record a ${NOUNS[type]}`;
  return { title, node: page(app, { list, stop, children, type, form, title, state, draft }), leave: form.leave };
}

// Begun on another day: it is asked whether it is still that call, before anything is written on.
function asking(app, children, { key, draft, state }) {
  const again = () => app.go("call", state, { instead: true });
  const noun = state.type === "contact" ? "contact" : "call";
  return askingOf(app, { key, draft, noun, caption: namesOf(children), again });
}

async function beginning(app, state, children) {
  if (state.mend) return mending(app, state.mend, children);
  const start = begun(app);
  const role = await app.drafts.get("last:role");
  return { ...start, values: { ...(role ? { role } : {}), ...start.values } };
}

// The questions: of whom, those of every call, those of the policy's form, and when it was.
export function callFields(list, children, type) {
  const own = paperOf(list, type).fields.map(whyLate);
  const when = own.filter(({ name }) => WHEN.includes(name));
  return [...which(children), ...own.filter((field) => !when.includes(field)), ...when];
}

function which(children) {
  if (children.length < 2) return [];
  const options = children.map((child) => [String(child.pk), nameOf(child)]);
  return [{ name: CHILDREN, label: "Which children was it about?", kind: "checkboxes", options, required: true, missing: "Select which children it was about" }];
}

function parts(fields, show) {
  const when = fields.filter(({ name }) => WHEN.includes(name));
  return [
    fields.filter((field) => !when.includes(field)).map(show),
    details("It was at another time", inset("Day and time are those when you opened this form. Change them if it was at another time."), ...when.map(show)),
  ];
}

function page(app, { list, stop, children, type, form, title, state, draft }) {
  const paper = paperOf(list, type);
  add(
    form.form,
    group(button("Check what it does", null, { type: "submit" }), backTo(app, stop, children)),
    small("Nothing is recorded yet. What you type is kept on this phone."),
  );
  return h(
    "div",
    null,
    form.problems,
    heading(title, { caption: namesOf(children) }),
    apartWords(draft),
    stop ? warningsOf(stop) : null,
    state.mend ? null : kinds(app, state, type),
    paper.prompts?.length ? inset(bullets(paper.prompts)) : null,
    owed(children),
    form.form,
  );
}

// Which kind of call it is: others are a tap away, and what was typed in each is kept.
function kinds(app, state, type) {
  const item = (each) =>
    each === type
      ? h("li", { "aria-current": "true" }, h("strong", null, capital(NOUNS[each])))
      : h("li", null, link(capital(NOUNS[each]), "call", () => app.go("call", { ...state, type: each }, { instead: true }), { class: "govuk-link d-touch" }));
  return h("nav", { "aria-label": "Kind of call" }, h("ul", { class: "govuk-list d-kinds" }, ...[...CALLS, "contact"].map(item)));
}

function owed(children) {
  if (!children.some((child) => child.owed?.length)) return null;
  return details("What is owed", owedList({ children }));
}

function backTo(app, stop, children) {
  const touch = { class: "govuk-link d-touch" };
  if (!stop) return link("Today’s visits", "today", () => app.go("today"), touch);
  return link("Back to the visit", "stop", () => app.go("stop", { pk: pkOf(children) }), touch);
}
