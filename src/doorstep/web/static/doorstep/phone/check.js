// What a record will do, before it is saved: looked up in what came with the list, for each child.
import { add, button, group, h, heading, inset, link, notice, paragraph, summaryList } from "./dom.js";
import { bodyOf, chosenOf, strangersIn, withoutStrangers } from "./body.js";
import { effectShown } from "./effects.js";
import { effectOf } from "./effect.js";
import { answersOf, given, lacking, rowsOf } from "./fields.js";
import { begunUnder } from "./draft.js";
import { tried } from "./filling.js";
import { sourceOf } from "./sources.js";
import { isStamped, outOfStep } from "./stops.js";
import { gone } from "./outing.js";
import { unmendable } from "./mending.js";
import { isOld } from "./older.js";
import { apartWords, best, saved } from "./saving.js";
import { nameOf, namesOf, warningsOf } from "./said.js";
import { dayIn, dayWords, london, minutesOf, timeWords } from "./when.js";
import * as made from "./made.js";

const WHEN = ["visit_date", "visit_time"];

export async function view(app, state) {
  const source = await sourceOf(app, state);
  const hindered = await unmendable(app, state.mend, source);
  if (hindered || !source) return hindered ?? gone(app);
  const before = await app.drafts.get(source.key);
  const draft = before && (await begunUnder(app, source.key));
  return instead(app, { source, state, before, draft }) ?? page(app, { source, state, draft });
}

// What is shown where there is nothing to check: it was saved already, just before the page was closed, or
// something has to be asked first.
function instead(app, { source, state, before, draft }) {
  if (!before) return elsewhere(app, "today");
  if (!draft) return elsewhere(app, "done", { client_id: before.id });
  if (!source.mends && isOld(app, draft)) return elsewhere(app, source.view, source.state);
  if (strangersIn(draft, source.children).length) return strangers(app, source, draft, state);
  if (lacking(source.fields, draft.values).length) return elsewhere(app, source.view, { ...source.state, wrong: true });
  return null;
}

async function page(app, { source, state, draft }) {
  const children = chosenOf(draft, source.children);
  const done = await made.all(app);
  const title = `Check the ${source.noun} before you save it`;
  const node = h("div", null, heading(title, { caption: namesOf(children) }));
  const problems = h("div");
  add(node, problems, apartWords(draft), source.stop ? warningsOf(source.stop) : null, late(app, draft));
  add(node, summaryList([["When", whenWords(draft)], ...common(source, draft)]));
  for (const child of children) add(node, about(app, source, draft, child, done));
  add(node, tellers(app, { source, draft, problems, children, state }));
  return { title, node };
}

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

// Something was written of a child who is not at this door any more: it is not left out unseen.
function strangers(app, source, draft, state) {
  const title = "A child is not on the list any more";
  const leaveOut = async () => {
    await app.drafts.keep(source.key, withoutStrangers(draft, source.children));
    await app.go("check", state, { instead: true });
  };
  const node = h("div", null, heading(title, { caption: namesOf(source.children) }));
  add(node, inset("What you wrote is also about a child who is not on the list on this phone for this door any more. Choose the child and take the list anew, or leave out what you wrote of them."));
  add(node, group(button("Today’s visits", () => app.go("today")), button("Leave it out", leaveOut, { kind: "warning" })));
  return { title, node };
}

// --- saved -----------------------------------------------------------------------------------------------

function tellers(app, { source, draft, problems, children, state }) {
  const text = children.length > 1 ? `Save ${children.length} records` : "Save the record";
  return group(
    button(text, () => tried(problems, () => save(app, source, draft, state))),
    link("Change something", source.view, () => app.go(source.view, source.state), { class: "govuk-link d-touch" }),
  );
}

async function save(app, source, draft, state) {
  const children = chosenOf(draft, source.children);
  const about = {
    pks: children.map(({ pk }) => pk), names: namesOf(children), day: dayIn(draft.values, "visit_date"), taken_at: source.list.taken_at,
    who: Object.fromEntries(children.map((child) => [child.child_id, nameOf(child)])),
  };
  const as = await saved(app, source.key, draft, thingOf(source, draft, children), about);
  if (!as) return setApart(app, source, draft, state);
  if (draft.values.role) await best(app.drafts.keep("last:role", draft.values.role));
  return app.go("done", { client_id: as }, { instead: true });
}

function thingOf(source, draft, children) {
  const body = bodyOf(draft, source.fields, source.children, source.call);
  const stamped = isStamped(draft);
  const label = `${source.label} ${namesOf(children)}`;
  return { mends: source.mends, kind: source.kind, body, stamped, label, more: stamped ? {} : { stamped: false } };
}

// What was being mended went on without it: it is found where any record that was begun is, if there is room.
async function setApart(app, source, draft, state) {
  const { mend, ...rest } = { ...source.state, ...state };
  const { key } = await sourceOf(app, rest);
  const free = mend && !(await app.drafts.get(key));
  if (free) {
    await app.drafts.keep(key, draft);
    await app.drafts.drop(source.key);
  }
  return app.go("check", free ? rest : state, { instead: true });
}
