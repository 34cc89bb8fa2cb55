// Lone working: I am going in, for how long, who is my buddy; longer; I am out again.
// What is said here waits like any record: the phone tells the server as soon as there is a network.
import { add, bullets, button, errorSummary, focusOn, group, h, heading, inset, link, notice, paragraph, replace, warning } from "./dom.js";
import { answersOf, lacking, question, read } from "./fields.js";
import { addressOf, namesOf, warningsOf } from "./said.js";
import { london, timeWords } from "./when.js";
import { pkOf } from "./draft.js";
import { tried } from "./filling.js";
import { placeOf } from "./stops.js";
import { best } from "./saving.js";
import * as made from "./made.js";

const OPEN = "outing:open"; // the outing somebody is on, until they say that they are out
const LAST = "outing:last"; // how long and with whom the last time, to begin from
const LONGER = 30;

// The outing somebody is on, with where its start stands: `state` "waiting", "sent" or "aside"; null where there is
// none. `step` is what was about to be said, under which id and how long it holds: it was said if it is in the queue.
export async function open(app) {
  const out = await app.drafts.get(OPEN);
  if (!out) return null;
  const items = await app.queue.items();
  const itemOf = (id) => items.find(({ client_id }) => client_id === id);
  const start = itemOf(out.of);
  if (!start && out.step?.does === "start") return null;
  if (out.step?.does === "end" && itemOf(out.step.client_id)) {
    await best(app.drafts.drop(OPEN));
    return null;
  }
  const isLonger = out.step?.does === "extend" && itemOf(out.step.client_id);
  const said = isLonger ? { ...out, until: out.step.until, step: null } : out;
  return { ...said, state: start?.state ?? "sent", reasons: start?.reasons ?? [] };
}

// Whether somebody is out; nobody watches over an outing that was not taken.
export const isOut = async (app) => ((await open(app))?.state ?? "aside") !== "aside";

const clock = (at) => timeWords(london(at).time);

export async function view(app, state) {
  const list = await app.round.get();
  const { stop } = (await placeOf(app, state)) ?? {};
  if (await isOut(app)) return under(app);
  if (!stop) return gone(app);
  return asking(app, list, stop);
}

// --- going in ----------------------------------------------------------------------------------------

async function asking(app, list, stop) {
  const fields = list.forms.outing || [];
  const values = (await app.drafts.get(LAST)) || { minutes: "60" };
  const form = h("form", { novalidate: true });
  const problems = h("div");
  const begin = async () => {
    const told = read(form, fields);
    const wrong = lacking(fields, told);
    if (wrong.length) return show(problems, wrong);
    return tried(problems, async () => {
      await goIn(app, stop, answersOf(fields, told), told);
      await app.go("stop", { pk: pkOf(stop.children), said: "in" }, { instead: true });
    });
  };
  add(form, ...fields.map((field) => question(field, values)));
  add(form, group(button("I am going in", begin), back(app, stop)));
  const node = h(
    "div",
    null,
    problems,
    heading("I am going in", { caption: namesOf(stop.children) }),
    await outBanner(app),
    warningsOf(stop),
    addressOf(stop),
    notice("information", "In danger, ring 999", paragraph("This page tells your buddy late, and only with a network. It is no alarm.")),
    form,
  );
  return { title: "I am going in", node };
}

const back = (app, stop) => link("Back to the visit", "stop", () => app.go("stop", { pk: pkOf(stop.children) }));

function show(problems, wrong) {
  problems.replaceChildren(errorSummary(wrong));
  focusOn(problems.firstChild);
}

// The id is on the phone before anything is said under it: pressed again, nothing is said twice.
async function goIn(app, stop, told, typed) {
  const at = new Date().toISOString();
  const minutes = Number(told.minutes);
  const tried = (await open(app)) ? null : await app.drafts.get(OPEN);
  const of = tried?.step?.does === "start" ? tried.of : crypto.randomUUID();
  const body = { does: "start", child_ids: stop.children.map((c) => c.child_id), minutes, at };
  body.buddy = told.buddy || null;
  body.second = told.second || null;
  const out = { of, pk: pkOf(stop.children), names: namesOf(stop.children), pks: stop.children.map(({ pk }) => pk), at, until: later(at, minutes) };
  await app.drafts.keep(OPEN, { ...out, step: { does: "start" } });
  await say(app, of, body, out);
  await best(app.drafts.keep(OPEN, out));
  await best(app.drafts.keep(LAST, typed));
}

const later = (at, minutes) => new Date(Date.parse(at) + minutes * 60_000).toISOString();

async function say(app, client_id, body, { pks, names }) {
  await app.queue.save({ client_id, kind: "outing", body, stamped: true, label: `${LABELS[body.does]}: ${names}` });
  await best(made.note(app, client_id, { pks }));
}

const LABELS = { start: "Going in", extend: "Longer", end: "Out again" };

// --- while out, and out again --------------------------------------------------------------------------

// What is about to be said, under the id it was tried under before.
async function step(app, out, does, more = {}) {
  const client_id = out.step?.does === does ? out.step.client_id : crypto.randomUUID();
  out.step = { does, client_id, ...more };
  await app.drafts.keep(OPEN, kept(out));
}

// Where its start stands is asked of the queue each time.
const kept = ({ state, reasons, ...out }) => out;

async function longer(app, out) {
  const at = new Date().toISOString();
  const until = later(new Date(Math.max(Date.parse(out.until), Date.now())).toISOString(), LONGER);
  await step(app, out, "extend", { until });
  await say(app, out.step.client_id, { does: "extend", of: out.of, minutes: LONGER, at }, out);
  Object.assign(out, { until, step: null });
  await best(app.drafts.keep(OPEN, kept(out)));
}

// Also where the phone has no room to keep the id: being out again matters more than saying it twice.
async function amOut(app, out) {
  await best(step(app, out, "end"));
  await say(app, out.step.client_id, { does: "end", of: out.of, at: new Date().toISOString() }, out);
  await best(app.drafts.drop(OPEN));
}

// What stands on a view while somebody is out: since when, until when, and the two things to say.
function banner(app, out, again) {
  const over = Date.parse(out.until) < Date.now();
  const until = `Expected back at ${clock(out.until)}.`;
  const problems = h("div");
  const noted = (does, words) => () =>
    tried(problems, async () => {
      await does(app, out);
      await again();
      app.tell(words);
    });
  return h(
    "section",
    { class: "d-out", "aria-label": "You went in" },
    over ? warning(`You were expected back at ${clock(out.until)}. Say that you are out, or how much longer.`) : null,
    problems,
    paragraph(`You went in to ${out.names} at ${clock(out.at)}. ${over ? "" : until}`),
    out.state === "waiting" ? warning("Not sent yet: nobody has heard it.") : null,
    group(
      button("I am out again", noted(amOut, "Noted: you are out again.")),
      button("All well, 30 minutes longer", noted(longer, "Noted: 30 minutes longer."), { kind: "secondary" }),
    ),
  );
}

// It was set aside: whoever thinks that somebody watches over them must learn that nobody does.
function unheard(app, out, again) {
  const forget = async () => {
    await app.drafts.drop(OPEN);
    await again();
  };
  return notice(
    "error",
    "Nobody watches over you: the council’s system did not take it",
    paragraph(`You said at ${clock(out.at)} that you went in to ${out.names}. Tell your buddy yourself.`),
    out.reasons.length ? bullets(out.reasons.map(({ says }) => says)) : null,
    group(button("I have read it", forget, { kind: "secondary" }), link("What needs you", "waiting", () => app.go("waiting"), { class: "govuk-link d-touch" })),
  );
}

// Also where the list is gone: whoever is out must be able to say that they are out again.
export async function outBanner(app, again = () => app.go("today", {}, { instead: true })) {
  const out = await open(app);
  if (!out) return null;
  const box = h("div");
  draw(app, box, out, again);
  watched(app, box, out, again);
  return box;
}

const draw = (app, box, out, again) => replace(box, out.state === "aside" ? unheard(app, out, again) : banner(app, out, again));

// While it is looked at it may be sent, or set aside.
function watched(app, box, { state: before }, again) {
  let wasShown = false;
  let state = before;
  const look = async () => {
    wasShown ||= box.isConnected;
    if (wasShown && !box.isConnected) return stop?.();
    const out = app.vault.isOpen() ? await open(app) : null;
    if (!out || out.state === state) return null;
    state = out.state;
    const hadFocus = box.contains(document.activeElement);
    draw(app, box, out, again);
    return hadFocus ? focusOn(box.querySelector("button")) : null;
  };
  const stop = app.queue.onChange(look);
  look().catch((error) => console.error(error)); // what changed while it was read
}

async function under(app) {
  const again = () => app.go("today", {}, { instead: true });
  const node = h("div", null, heading("You went in"), await outBanner(app, again));
  add(node, paragraph(link("Today’s visits", "today", () => app.go("today"))));
  return { title: "You went in", node };
}

function gone(app) {
  const node = h("div", null, heading("This visit is not on the list any more"), inset("The list on this phone was taken anew, or its hours are over. What you typed is kept: take the list anew, and go on with it."));
  add(node, button("Today’s visits", () => app.home()));
  return { title: "Not on the list", node };
}

export { gone };
