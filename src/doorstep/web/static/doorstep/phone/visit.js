// The form of a visit: asked once for all children at the door, then of each; only what is needed stands open.
import { add, button, details, group, h, heading, inset, link, small } from "./dom.js";
import { fieldsOf, lacking } from "./fields.js";
import { CHILDREN } from "./body.js";
import { filling } from "./filling.js";
import { keyOf, opened, pkOf } from "./draft.js";
import { located, mending, sayWhy, unmendable } from "./mending.js";
import { askingOf, isOld } from "./older.js";
import { apartWords } from "./saving.js";
import { begun, isStamped, lateBy, placeOf, whyLate } from "./stops.js";
import { gone } from "./outing.js";
import { nameOf, namesOf, warningsOf } from "./said.js";


const FIRST = ["came_of", "why", "next_attempt", "method", "method_words", "place"];
const AFTER = ["next_step"];
const WHEN = ["visit_date", "visit_time", "late_reason", "late_words"];
const ALWAYS = ["seen", "why_not_seen"];
const HEARD = ["observations", "childs_words", "worries"];

export async function view(app, asked) {
  const state = await located(app, asked);
  const place = await placeOf(app, state);
  const hindered = await unmendable(app, state.mend, place);
  if (hindered) return hindered;
  if (!place?.stop) return gone(app);
  const { list, stop } = place;
  const key = state.mend ? keyOf("mend", state.mend) : keyOf("visit", pkOf(stop.children));
  const draft = await opened(app, key, state.mend ? await mending(app, state.mend, stop.children) : begun(app));
  if (!state.mend && isOld(app, draft)) return asking(app, place, { key, draft, state });
  await begin(app, stop, draft, state.came);
  const fields = fieldsFor(list, stop);
  const then = () => app.go("check", { kind: "visit", pk: pkOf(stop.children), ...(state.mend ? { mend: state.mend } : {}) });
  const form = filling(app, { key, draft, fields, parts: (show) => parts(list, stop, fields, show), then, derived: lateBy(app, list) });
  form.form.addEventListener("change", () => openHeard(form.form, draft));
  openHeard(form.form, draft);
  if (state.wrong) setTimeout(form.submit);
  else if (state.mend) await sayWhy(app, state.mend, form);
  return { title: "Record the visit", node: page(app, stop, draft, form), leave: form.leave };
}

// Begun on another day: it is asked whether it is still that visit, before anything is written on.
function asking(app, { list, stop }, { key, draft, state }) {
  const again = () => (state.planned ? allAsPlanned(app, list, stop) : app.go("visit", state, { instead: true }));
  return askingOf(app, { key, draft, noun: "visit", caption: namesOf(stop.children), again });
}

function page(app, stop, draft, form) {
  add(
    form.form,
    group(
      button("Check what it does", null, { type: "submit" }),
      link("Back to the visit", "stop", () => app.go("stop", { pk: pkOf(stop.children) }), { class: "govuk-link d-touch" }),
    ),
    small("Nothing is recorded yet. What you type is kept on this phone."),
  );
  return h(
    "div",
    null,
    form.problems,
    heading("Record the visit", { caption: namesOf(stop.children) }),
    apartWords(draft),
    warningsOf(stop),
    form.form,
  );
}

// --- what it begins with -------------------------------------------------------------------------------

const made = { came_of: "made" };

// What the policy or the agreed plan asks for, so that nobody types it again.
export function planned(stop) {
  const told = stop.children.map((c) => c.planned).find(Boolean) || {};
  const answers = { method: told.method || "", place: told.method === "in_person" ? told.place || "" : "", announced: told.announced };
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => value));
}

// Everything as it was planned: each child seen, and what some duty counts on besides.
export function asPlanned(stop) {
  const told = { ...made, ...planned(stop), [CHILDREN]: stop.children.map(({ pk }) => String(pk)) };
  for (const child of stop.children.filter(({ unborn }) => !unborn)) {
    told[`c${child.pk}-seen`] = "yes";
    for (const name of child.needs || []) told[`c${child.pk}-${name}`] = "yes";
  }
  return told;
}

// All as planned, beside whatever was typed before; what is still lacking is asked in the form.
export async function allAsPlanned(app, list, stop) {
  const pk = pkOf(stop.children);
  const key = keyOf("visit", pk);
  const draft = await opened(app, key, begun(app));
  if (isOld(app, draft)) return app.go("visit", { pk, planned: true });
  // What is tapped now is now, unless somebody said when it was.
  if (isStamped(draft) && !draft.ofThatDay) renew(app, draft);
  const role = await app.drafts.get("last:role");
  draft.values = { ...(role ? { role } : {}), ...draft.values, ...asPlanned(stop) };
  await app.drafts.keep(key, draft);
  if (lacking(fieldsFor(list, stop), draft.values).length) return app.go("visit", { pk, wrong: true });
  return app.go("check", { kind: "visit", pk });
}

function renew(app, draft) {
  const { begun: now, stamp, values } = begun(app);
  Object.assign(draft, { begun: now, stamp, values: { ...draft.values, ...values } });
}

async function begin(app, stop, draft, came) {
  const role = await app.drafts.get("last:role");
  const defaults = {
    [CHILDREN]: stop.children.map(({ pk }) => String(pk)),
    ...(role ? { role } : {}),
    ...made,
    ...planned(stop),
  };
  draft.values = { ...defaults, ...draft.values };
  if (!came) return;
  draft.values.came_of = came;
  // Where it was planned to be is not where nobody was let in.
  if (came !== made.came_of && !draft.values.why) delete draft.values.place;
}

// --- what it asks --------------------------------------------------------------------------------------

// All fields in the order of the page; those of a child only while the child is among the chosen.
export function fieldsFor(list, stop) {
  const common = list.forms.visit.map(whyLate);
  const named = (names) => names.map((name) => common.find((f) => f.name === name)).filter(Boolean);
  const first = named(FIRST);
  const last = named([...AFTER, ...WHEN]);
  const rest = common.filter((f) => !first.includes(f) && !last.includes(f));
  const children = stop.children.flatMap((child) => childFields(list, stop, child));
  return [...whichChildren(stop), ...first, ...children, ...rest, ...last];
}

function whichChildren(stop) {
  if (stop.children.length < 2) return [];
  const options = stop.children.map((child) => [String(child.pk), nameOf(child)]);
  const missing = "Select which children the visit was to";
  return [{ name: CHILDREN, label: "Which children was it to?", kind: "checkboxes", options, required: true, missing }];
}

export function childFields(list, stop, child) {
  const chosen = stop.children.length > 1 ? { [CHILDREN]: [String(child.pk)] } : {};
  const described = (child.unborn && list.forms.unborn) || list.forms.child;
  return fieldsOf(described, child).map((f) => ({ ...f, only_if: { ...chosen, ...f.only_if } }));
}

function parts(list, stop, fields, show) {
  const by = (names) => fields.filter(({ name }) => names.includes(name));
  const own = new Set(stop.children.flatMap((c) => list.forms.child.map((f) => f.name.replace("{child}", `c${c.pk}-`))));
  const shown = [CHILDREN, ...FIRST, ...AFTER, ...WHEN];
  const rest = fields.filter(({ name }) => !own.has(name) && !shown.includes(name));
  const needed = rest.filter(({ required }) => required);
  return [
    by([CHILDREN, ...FIRST]).map(show),
    needed.map(show),
    stop.children.map((child) => about(list, stop, child, show)),
    by(AFTER).map(show),
    details("More about the visit", ...rest.filter((f) => !needed.includes(f)).map(show)),
    details("It was at another time", inset("Day and time are those when you opened this form. Change them if it was at another time."), ...by(WHEN).map(show)),
  ];
}

// At a visit that was made somebody has something to tell; otherwise it may be opened, for what was seen from the door.
function openHeard(form, draft) {
  const isMade = draft.values.came_of === "made";
  if (form.dataset.made === String(isMade)) return;
  form.dataset.made = String(isMade);
  for (const box of form.querySelectorAll(".d-heard")) box.open = isMade || Boolean(box.querySelector("textarea").value);
}

// What is asked of one child: what some duty counts on stands open, the rest may be opened.
function about(list, stop, child, show) {
  const prefix = `c${child.pk}-`;
  const open = new Set([...ALWAYS, ...(child.needs || [])].map((name) => prefix + name));
  const fields = childFields(list, stop, child);
  const heard = fields.filter(({ name }) => HEARD.some((each) => name === prefix + each));
  const more = fields.filter((field) => !open.has(field.name) && !heard.includes(field));
  const box = details(`What was seen and heard of ${nameOf(child)}`, ...heard.map(show));
  box.classList.add("d-heard");
  const id = `about-${child.pk}`;
  return h(
    "section",
    { "aria-labelledby": id, "data-child": String(child.pk) },
    heading(`About ${nameOf(child)}`, { level: 2, id }),
    fields.filter(({ name }) => open.has(name)).map(show),
    box,
    more.length ? details(`More about ${nameOf(child)}`, ...more.map(show)) : null,
  );
}

