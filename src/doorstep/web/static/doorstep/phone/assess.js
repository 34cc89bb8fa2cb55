// The check on the doorstep before anyone goes in: the policy's own form, once for siblings, a record for each.
import { add, button, bullets, focusOn, group, h, heading, inset, link, notice, small } from "./dom.js";
import { answersOf, askedOf, given, lacking } from "./fields.js";
import { CHILDREN } from "./body.js";
import { filling } from "./filling.js";
import { keyOf, opened, pkOf } from "./draft.js";
import { located, mending, sayWhy, unmendable } from "./mending.js";
import { begunWords, isStale } from "./older.js";
import { apartWords, saved } from "./saving.js";
import { placeOf } from "./stops.js";
import { gone } from "./outing.js";
import { dayIn, london } from "./when.js";
import { nameOf, namesOf, warningsOf } from "./said.js";

export async function view(app, asked) {
  const state = await located(app, asked);
  const place = await placeOf(app, state);
  const hindered = await unmendable(app, state.mend, place);
  if (hindered) return hindered;
  const paper = place?.stop && paperOf(place.list, place.stop);
  if (!paper) return gone(app);
  const { list, stop } = place;
  const key = state.mend ? keyOf("mend", state.mend) : keyOf(`assess:${paper.id}`, pkOf(stop.children));
  const everybody = { values: { [CHILDREN]: stop.children.map(({ pk }) => String(pk)) } };
  const begin = state.mend ? await mending(app, state.mend, stop.children) : everybody;
  const { draft, dropped } = await fresh(app, key, begin, state.mend);
  const fields = [...which(stop), ...paper.fields];
  const then = (told) => save(app, { list, stop, paper, fields, key, state }, told);
  const form = filling(app, { key, draft, fields, parts: (show) => fields.map(show), then });
  if (state.mend) await sayWhy(app, state.mend, form);
  return { title: paper.title, node: page(app, { stop, paper, fields, form, draft, dropped }), leave: form.leave };
}

// How it is at a door holds for a while only: what was answered before that is asked anew.
async function fresh(app, key, begin, mends) {
  const draft = await opened(app, key, begin);
  if (mends || !isStale(draft)) return { draft, dropped: null };
  await app.drafts.drop(key);
  return { draft: await opened(app, key, begin), dropped: begunWords(app, draft) };
}

// The form that is owed at this door, or that the policy in force has for one.
export function paperOf(list, stop) {
  const id = stop.children.map(({ doorstep }) => doorstep).find(Boolean);
  const paper = id && list.forms.doorstep?.[id];
  return paper ? { ...paper, id } : null;
}

function which(stop) {
  if (stop.children.length < 2) return [];
  const options = stop.children.map((child) => [String(child.pk), nameOf(child)]);
  return [{ name: CHILDREN, label: "For which children?", kind: "checkboxes", options, required: true, missing: "Select for which children" }];
}

function page(app, { stop, paper, fields, form, draft, dropped }) {
  add(
    form.form,
    group(
      button("Save the check", null, { type: "submit" }),
      link("Back to the visit", "stop", () => app.go("stop", { pk: pkOf(stop.children) }), { class: "govuk-link d-touch" }),
    ),
  );
  const prompts = paper.prompts?.length ? inset(bullets(paper.prompts)) : null;
  return h(
    "div",
    null,
    form.problems,
    heading(paper.title, { caption: namesOf(stop.children) }),
    dropped ? notice("information", `What you answered ${dropped} is gone: it may not be so any more. Answer it anew.`) : null,
    apartWords(draft),
    warningsOf(stop),
    prompts,
    small(paper.clause),
    stop.children.length > 1 ? small("Asked once; each child gets a record.") : null,
    noToAll(app, fields, form, draft),
    form.form,
  );
}

// One tap answers "no" to what is asked with yes or no and not answered yet; the answers stand there to be read.
function noToAll(app, fields, form, draft) {
  const open = () =>
    askedOf(fields, draft.values).filter((f) => f.kind === "yes_no" || isYesNo(f)).filter((f) => !given(draft.values, f.name).length);
  if (open().length < 2) return null;
  const press = () => {
    let answered = 0;
    for (let left = open(); left.length; left = open()) {
      form.set(Object.fromEntries(left.map(({ name }) => [name, "no"])));
      answered += left.length;
    }
    app.tell(`${answered} questions are answered “No”. Read them before you save.`);
    focusOn(firstOpen(fields, form, draft));
  };
  return button("No to every yes or no question", press, { kind: "secondary" });
}

// What is asked next: whoever writes goes on there without another tap.
function firstOpen(fields, form, draft) {
  const next = lacking(fields, draft.values)[0];
  return next && form.form.querySelector(`#${CSS.escape(next.id)}`);
}

function isYesNo(field) {
  const values = (field.options || []).map(([value]) => value);
  return values.length === 2 && values.includes("yes") && values.includes("no");
}

// --- saved ---------------------------------------------------------------------------------------------

async function save(app, { list, stop, paper, fields, key, state }, draft) {
  const chosen = new Set(given(draft.values, CHILDREN));
  const children = stop.children.filter(({ pk }) => stop.children.length < 2 || chosen.has(String(pk)));
  const body = {
    child_ids: children.map(({ child_id }) => child_id),
    form: paper.id,
    answers: textsOf(paper.fields, fields, draft.values),
    before: null,
  };
  const about = {
    pks: children.map(({ pk }) => pk), day: london(app.contact.now()).day, names: namesOf(children),
    who: Object.fromEntries(children.map((child) => [child.child_id, nameOf(child)])),
  };
  const thing = { mends: state.mend, kind: "assessment", body, stamped: true, label: `${paper.title}: ${about.names}` };
  if (!(await saved(app, key, draft, thing, about))) return app.go("assess", state, { instead: true });
  app.tell("The check is saved on this phone.");
  const next = about.day === list.day ? "stop" : "today";
  return app.go(next, { pk: pkOf(stop.children), said: "assessed" }, { instead: true });
}

// The answers as the policy's form knows them: texts, days as ISO, choices in a row.
function textsOf(own, fields, values) {
  const told = answersOf(fields, values);
  const found = {};
  for (const field of own) {
    const answer = field.kind === "date" ? dayIn(told, field.name) : given(told, field.name).join(", ");
    if (answer) found[field.name] = answer;
  }
  return found;
}
