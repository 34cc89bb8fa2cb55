// What a record will do, before it is saved: looked up in what came with the list, for each child.
import { add, button, group, h, heading, inset, link, notice, paragraph, summaryList } from "./dom.js";
import { bodyOf, chosenOf } from "./body.js";
import { effectShown } from "./effects.js";
import { effectOf } from "./effect.js";
import { answersOf, given, lacking, rowsOf } from "./fields.js";
import { isSaved } from "./draft.js";
import { tried } from "./filling.js";
import { sourceOf } from "./sources.js";
import { isStamped, outOfStep } from "./stops.js";
import { gone } from "./outing.js";
import { nameOf, namesOf, warningsOf } from "./said.js";
import { dayIn, dayWords, london, minutesOf, timeWords } from "./when.js";
import * as made from "./made.js";

const WHEN = ["visit_date", "visit_time"];

export async function view(app, state) {
  const source = await sourceOf(app, state);
  if (!source) return gone(app);
  const draft = await app.drafts.get(source.key);
  if (!draft) return elsewhere(app, "today");
  if (await isSaved(app, draft.id)) return elsewhere(app, "done", { client_id: draft.id });
  if (lacking(source.fields, draft.values).length) return elsewhere(app, source.view, { ...source.state, wrong: true });
  const children = chosenOf(draft, source.children);
  const done = await made.all(app);
  const title = `Check the ${source.noun} before you save it`;
  const node = h("div", null, heading(title, { caption: namesOf(children) }));
  const problems = h("div");
  add(node, problems, source.stop ? warningsOf(source.stop) : null, late(app, draft));
  add(node, summaryList([["When", whenWords(draft)], ...common(source, draft)]));
  for (const child of children) add(node, about(app, source, draft, child, done));
  add(node, tellers(app, { source, draft, problems, children }));
  return { title, node };
}

// Nothing to check here: it was saved already, just before the page was closed, or something is missing.
function elsewhere(app, view, state = {}) {
  setTimeout(() => app.go(view, state, { instead: true }));
  return { title: "One moment", node: h("div", null, heading("One moment")) };
}

// --- what is said ----------------------------------------------------------------------------------------

export function whenWords(draft) {
  const day = dayIn(draft.values, "visit_date");
  const time = minutesOf(given(draft.values, "visit_time")[0] || "");
  return `${dayWords(day)}${time ? ` at ${timeWords(time)}` : ""}`;
}

const common = (source, draft) =>
  rowsOf(source.fields.filter((f) => !source.isOwn(f) && !WHEN.includes(f.name) && !f.name.startsWith("_")), draft.values);

function late(app, draft) {
  const written = london(app.contact.now()).day;
  const day = dayIn(draft.values, "visit_date");
  if (day > written) return notice("error", "The day is still to come", paragraph("Doorstep will refuse it. Change the day."));
  const clock = outOfStep(app) && isStamped(draft) ? "This phone’s clock is wrong. Day and time are set right when it is sent." : "";
  return clock ? inset(clock) : null;
}

function about(app, source, draft, child, done) {
  const id = `effect-${child.pk}`;
  const own = rowsOf(source.fields.filter((f) => source.isOwn(f, child)), draft.values);
  const box = h("section", { "aria-labelledby": id }, heading(nameOf(child), { level: 2, size: "l", id }));
  return add(box, own.length ? summaryList(own) : null, effect(app, source, draft, child, done));
}

function effect(app, source, draft, child, done) {
  if (made.since(done, child.pk, source.list.taken_at)) {
    return unknown(`You recorded something else of ${nameOf(child)} since the list was put on this phone.`);
  }
  const day = dayIn(draft.values, "visit_date");
  const answers = answersOf(source.fields, draft.values);
  const written = london(app.contact.now()).day;
  const found = effectOf(child, source.effect, answers, { made: day, written, shared: source.list.shared });
  if (!found) return unknown("The list on this phone does not hold the answer for this day or these answers.");
  return effectShown(found, child, { assessed: made.isAssessed(done, child.pk, day) });
}

const unknown = (why) =>
  notice("information", "What it counts for is worked out when it is sent", paragraph(why));

// --- saved -----------------------------------------------------------------------------------------------

function tellers(app, { source, draft, problems, children }) {
  const text = children.length > 1 ? `Save ${children.length} records` : "Save the record";
  return group(
    button(text, () => tried(problems, () => save(app, source, draft))),
    link("Change something", source.view, () => app.go(source.view, source.state), { class: "govuk-link d-touch" }),
  );
}

async function save(app, source, draft) {
  const children = chosenOf(draft, source.children);
  const body = bodyOf(draft, source.fields, source.children, source.call);
  const saved = source.mends ?? draft.id;
  await stored(app, source, draft, { body, label: `${source.label} ${namesOf(children)}` });
  await tidied(app, source, draft, { saved, children }).catch((error) => console.error(error));
  await app.go("done", { client_id: saved }, { instead: true });
}

// It is saved by now, whatever becomes of the marks beside it.
async function tidied(app, source, draft, { saved, children }) {
  const pks = children.map(({ pk }) => pk);
  const about = { pks, names: namesOf(children), day: dayIn(draft.values, "visit_date"), taken_at: source.list.taken_at };
  await made.note(app, saved, about);
  await app.drafts.drop(source.key);
  if (draft.values.role) await app.drafts.keep("last:role", draft.values.role);
}

async function stored(app, source, draft, { body, label }) {
  if (source.mends) return app.queue.replace(source.mends, body, isStamped(draft) ? {} : { stamped: false });
  return app.queue.save({ client_id: draft.id, kind: source.kind, body, stamped: isStamped(draft), label });
}

