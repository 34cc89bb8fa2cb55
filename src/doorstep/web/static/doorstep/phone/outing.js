// Lone working: I am going in, for how long, who is my buddy; longer; I am out again.
// What is said here waits like any record: the phone tells the server as soon as there is a network.
import { add, button, errorSummary, focusOn, group, h, heading, inset, link, notice, paragraph, warning } from "./dom.js";
import { answersOf, lacking, question, read } from "./fields.js";
import { addressOf, namesOf, warningsOf } from "./said.js";
import { london, timeWords } from "./when.js";
import { pkOf } from "./draft.js";
import { tried } from "./filling.js";
import { placeOf } from "./stops.js";
import * as made from "./made.js";

const OPEN = "outing:open"; // the outing somebody is on, until they say that they are out
const LAST = "outing:last"; // how long and with whom the last time, to begin from
const LONGER = 30;

export const open = (app) => app.drafts.get(OPEN);
const clock = (at) => timeWords(london(at).time);

export async function view(app, state) {
  const list = await app.round.get();
  const { stop } = (await placeOf(app, state)) ?? {};
  const out = await open(app);
  if (out) return under(app, out);
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

async function goIn(app, stop, told, typed) {
  const at = new Date().toISOString();
  const minutes = Number(told.minutes);
  const body = { does: "start", child_ids: stop.children.map((c) => c.child_id), minutes, at };
  body.buddy = told.buddy || null;
  body.second = told.second || null;
  const item = await saved(app, body, { pks: stop.children.map(({ pk }) => pk), names: namesOf(stop.children) });
  await app.drafts.keep(LAST, typed);
  await app.drafts.keep(OPEN, {
    of: item.client_id,
    pk: pkOf(stop.children),
    names: namesOf(stop.children),
    pks: stop.children.map(({ pk }) => pk),
    at,
    until: new Date(Date.parse(at) + minutes * 60_000).toISOString(),
  });
}

async function saved(app, body, { pks, names }) {
  const item = await app.queue.save({ kind: "outing", body, stamped: true, label: `${LABELS[body.does]}: ${names}` });
  await made.note(app, item.client_id, { pks });
  return item;
}

const LABELS = { start: "Going in", extend: "Longer", end: "Out again" };

// --- while out, and out again --------------------------------------------------------------------------

async function longer(app, out) {
  const body = { does: "extend", of: out.of, minutes: LONGER, at: new Date().toISOString() };
  await saved(app, body, out);
  const from = Math.max(Date.parse(out.until), Date.now());
  await app.drafts.keep(OPEN, { ...out, until: new Date(from + LONGER * 60_000).toISOString() });
}

async function amOut(app, out) {
  await saved(app, { does: "end", of: out.of, at: new Date().toISOString() }, out);
  await app.drafts.drop(OPEN);
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
    group(
      button("I am out again", noted(amOut, "Noted: you are out again.")),
      button("All well, 30 minutes longer", noted(longer, "Noted: 30 minutes longer."), { kind: "secondary" }),
    ),
  );
}

// Also where the list is gone: whoever is out must be able to say that they are out again.
export async function outBanner(app, again = () => app.go("today", {}, { instead: true })) {
  const out = await open(app);
  return out ? banner(app, out, again) : null;
}

function under(app, out) {
  const again = () => app.go("today", {}, { instead: true });
  const node = h("div", null, heading("You went in"), banner(app, out, again));
  add(node, paragraph(link("Today’s visits", "today", () => app.go("today"))));
  return { title: "You went in", node };
}

function gone(app) {
  const node = h("div", null, heading("This visit is not on the list any more"), inset("The list on this phone was taken anew, or its hours are over. What you typed is kept: take the list anew, and go on with it."));
  add(node, button("Today’s visits", () => app.home()));
  return { title: "Not on the list", node };
}

export { gone };
