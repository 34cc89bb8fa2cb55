// What was saved on this phone: what waits to be sent, what needs its person, what was sent today.
import { add, all, away, bullets, button, count, details, group, h, heading, inPlace, momentOf, paragraph, replace, small, summaryList, tag } from "./dom.js";
import * as made from "./made.js";
import { written } from "./written.js";

const KINDS = { visit: "Visit", call: "Call", contact: "Contact", assessment: "Assessment", outing: "Going out or coming back", photograph: "Photograph" };
const FORMS = { visit: "visit", call: "call", contact: "call", assessment: "assess", photograph: "photo" };

export async function view(app) {
  const page = { app, shown: new Map(), drawing: Promise.resolve() };
  page.parts = [part("Needs you", "Nothing needs you."), part("Settled at the council"), part("Waiting to be sent", "Nothing waits: all that was saved is sent."), part("Sent today", "Nothing was sent today.")];
  page.send = group(button("Send now", () => sendNow(app)));
  const [needs, settled, waits, sent] = page.parts;
  const today = group(button("Go to today’s visits", () => app.go("today"), { kind: "secondary" }));
  const body = h("div", { class: "govuk-grid-column-two-thirds" }, heading("What was saved on this phone"), needs.node, settled.node, waits.node, page.send, sent.node, today);
  page.body = body;
  await draw(page);
  const again = () => (page.drawing = page.drawing.then(() => app.vault.isOpen() && keepFocus(page)).catch((error) => console.error(error)));
  const gone = app.queue.onChange(again);
  again(); // what changed while it was drawn
  return { title: "What was saved on this phone", node: h("div", { class: "govuk-grid-row" }, body), gone };
}

// Something was sent while somebody reads: what had the focus keeps it, or it goes to what stands in its place.
async function keepFocus(page) {
  const { body } = page;
  const had = body.contains(document.activeElement) ? document.activeElement : null;
  await draw(page);
  if (!had || had.isConnected) return;
  (body.querySelector(`[data-id="${had.dataset.id}"]`) ?? body.querySelector("h1")).focus();
}

function part(title, nothing = "") {
  const [head, list, none] = [heading("", { level: 2 }), h("ul", { class: "d-queue" }), nothing && paragraph(nothing)];
  const fill = (rows) => {
    head.textContent = `${title} (${rows.length})`;
    inPlace(list, rows);
    list.hidden = !rows.length;
    if (none) none.hidden = Boolean(rows.length);
    else head.hidden = !rows.length;
  };
  return { node: all(head, list, none), fill };
}

async function draw(page) {
  const { app } = page;
  const [items, list] = [await made.all(app), await app.round.get()];
  const of = (state, also = () => true) => items.filter((item) => item.state === state && also(item));
  const told = [of("aside", (item) => !item.isSettled), of("aside", (item) => item.isSettled), of("waiting"), of("sent").reverse()];
  const one = [(item) => needing(app, item, list), (item) => settled(app, item, list), waiting, (item) => sent(app, item)];
  const before = page.shown;
  page.shown = new Map();
  for (const [at, { fill }] of page.parts.entries()) fill(told[at].map((item) => rowOf(page, before, item, one[at])));
  page.send.hidden = !told[2].length;
}

// A row of which nothing changed stays as it is: what somebody opened in it stays open, a press is not lost.
function rowOf({ shown }, before, item, one) {
  const key = JSON.stringify([item.state, item.tries, item.reasons, item.settled, item.isSettled, item.receipt, item.status]);
  const there = before.get(item.client_id);
  const row = there?.key === key ? there : { key, node: h("li", null, one(item)) };
  shown.set(item.client_id, row);
  return row.node;
}

async function sendNow(app) {
  const before = (await app.queue.counts()).unsent;
  await app.queue.sendAll();
  const { unsent } = await app.queue.counts();
  const left = `${count(unsent, "thing")} still ${unsent === 1 ? "waits" : "wait"}`;
  app.tell(unsent === 0 ? "All is sent." : `${before - unsent} sent. ${left}: it is tried again by itself.`);
}

// --- one of them -------------------------------------------------------------------------------------------

const aboutOf = (item) => item.label || KINDS[item.kind];
const named = (item) => all(h("h3", { class: "govuk-heading-s" }, aboutOf(item)), h("p", null, `${KINDS[item.kind]}, saved ${momentOf(item.told_at)}`));

const waiting = (item) =>
  all(named(item), item.tries > 0 && small(`It could not be sent yet (${count(item.tries, "try", "tries")}). It is tried again by itself; nothing is lost.`));

const sent = (app, item) =>
  all(
    named(item),
    h("p", null, tag("Sent", "green"), ` Receipt ${item.receipt}`),
    (item.answer?.children ?? []).some(({ note }) => note) &&
      button("Show what was recorded", () => app.go("done", { client_id: item.client_id }), { kind: "secondary", hidden: `for ${item.label}` }),
  );

function needing(app, item, list) {
  return all(
    named(item),
    h("p", null, tag("Not recorded", "red"), " ", notTaken(item)),
    whyOf(item),
    item.aside && small(`It is kept at the council too. Nothing of it is lost.`),
    details("What you wrote", summaryList(written(item, list, item))),
    instead(item),
    choices(app, item, list),
  );
}

function notTaken({ status, settled: before }) {
  if (before) return "It was settled at the council before you changed it:";
  return status === 409 ? "Something else was recorded under the same number." : "The council’s system did not take this, and why:";
}

function whyOf({ reasons }) {
  const says = reasons.map(({ says: words }) => words);
  return says.length > 0 && bullets(says);
}

const instead = ({ holds }) =>
  holds?.length > 0 && details("What is recorded instead", ...holds.map((each) => all(paragraph(each.name || each.child_id), summaryList(each.rows ?? []))));

// Somebody said at the council what became of it: the phone need not keep it any more.
function settled(app, item, list) {
  const { at, by, why } = item.settled;
  return all(
    named(item),
    h("p", null, tag("Settled", "green"), ` Settled at the council by ${by} on ${momentOf(at)}: ${why}`),
    details("Why it was not taken", whyOf(item)),
    details("What you wrote", summaryList(written(item, list, item))),
    group(takeOff(app, item), copying(app, item, list), asking(app, item)),
  );
}

function takeOff(app, item) {
  const box = h("div");
  const leave = () => (replace(box, first), first.focus());
  const first = button("Take it off this phone", () => (replace(box, ...asked), asked[0].focus()), { hidden: aboutOf(item), "data-id": `off-${item.client_id}` });
  const does = async () => {
    await app.queue.takeOff(item.client_id);
    app.tell("It is off this phone. The council’s system keeps it.");
  };
  const asked = [
    h("p", { tabindex: "-1" }, "Take it off this phone? It is kept at the council."),
    group(button("Yes, take it off", does, { kind: "warning", hidden: aboutOf(item) }), button("Keep it here", leave, { kind: "secondary", hidden: aboutOf(item) })),
  ];
  return add(box, first);
}

function choices(app, item, list) {
  const form = item.status === 409 ? null : FORMS[item.kind];
  return group(
    form && button("Mend it", () => app.go(form, { mend: item.client_id }), { hidden: aboutOf(item), "data-id": `mend-${item.client_id}` }),
    copying(app, item, list),
    asking(app, item),
    item.aside && away("Settle it at the council", `/doorstep/aside/${item.aside}/`, { hidden: aboutOf(item) }),
  );
}

const asking = (app, item) =>
  button("Ask again", () => ask(app, item), { kind: "secondary", hidden: aboutOf(item), "data-id": `ask-${item.client_id}` });

async function ask(app, item) {
  await app.queue.retry(item.client_id);
  await app.queue.send();
  const after = (await app.queue.items()).find(({ client_id }) => client_id === item.client_id);
  const aside = after?.isSettled ? "It was settled at the council." : "It was not taken this time either.";
  app.tell(after?.state === "sent" ? "It is recorded now." : after?.state === "aside" ? aside : "It is asked about when there is signal.");
}

const copying = (app, item, list) =>
  button("Copy what you wrote", () => copy(app, item, list), { kind: "secondary", hidden: aboutOf(item), "data-id": `copy-${item.client_id}` });

async function copy(app, item, list) {
  const text = written(item, list, item).map(([what, value]) => `${what}: ${value}`).join("\n");
  try {
    await navigator.clipboard.writeText(text);
    app.tell("Copied.");
  } catch {
    app.say("It could not be copied. Open “What you wrote” and copy it there.");
  }
}
