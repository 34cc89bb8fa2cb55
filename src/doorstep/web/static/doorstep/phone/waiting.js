// What was saved on this phone: what waits to be sent, what needs its person, what was sent today.
import { all, announce, away, bullets, button, count, details, group, h, heading, momentOf, paragraph, replace, small, summaryList, tag } from "./dom.js";

const KINDS = { visit: "Visit", call: "Call", contact: "Contact", assessment: "Assessment", outing: "Going out or coming back", photograph: "Photograph" };
const FORMS = { visit: "visit", call: "call", contact: "call", assessment: "assess", photograph: "photo" };

export async function view(app) {
  const node = h("div", { class: "govuk-grid-row" });
  const body = h("div", { class: "govuk-grid-column-two-thirds" });
  node.append(body);
  await draw(app, body);
  app.queue.onChange(() => body.isConnected && app.vault.isOpen() && keepFocus(body, () => draw(app, body)));
  return { title: "What was saved on this phone", node };
}

// Something was sent while somebody reads: what had the focus keeps it.
async function keepFocus(body, does) {
  const had = body.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  await does();
  if (had) (body.querySelector(`[data-id="${had}"]`) ?? body.querySelector("h1")).focus();
}

async function draw(app, body) {
  const items = await app.queue.items();
  const of = (state) => items.filter((item) => item.state === state);
  replace(
    body,
    heading("What was saved on this phone"),
    part("Needs you", of("aside"), (item) => needing(app, item), "Nothing needs you."),
    part("Waiting to be sent", of("waiting"), waiting, "Nothing waits: all that was saved is sent."),
    of("waiting").length > 0 && group(button("Send now", () => sendNow(app))),
    part("Sent today", of("sent").reverse(), (item) => sent(app, item), "Nothing was sent today."),
    group(button("Go to today’s visits", () => app.go("today"), { kind: "secondary" })),
  );
}

const part = (title, items, one, nothing) =>
  all(
    heading(`${title} (${items.length})`, { level: 2 }),
    items.length ? h("ul", { class: "d-queue" }, ...items.map((item) => h("li", null, one(item)))) : paragraph(nothing),
  );

async function sendNow(app) {
  const before = (await app.queue.counts()).unsent;
  await app.queue.sendAll();
  const { unsent } = await app.queue.counts();
  const left = `${count(unsent, "thing")} still ${unsent === 1 ? "waits" : "wait"}`;
  announce(unsent === 0 ? "All is sent." : `${before - unsent} sent. ${left}: it is tried again by itself.`);
}

const named = (item) => all(h("h3", { class: "govuk-heading-s" }, item.label || KINDS[item.kind]), h("p", null, `${KINDS[item.kind]}, saved ${momentOf(item.told_at)}`));

const waiting = (item) =>
  all(named(item), item.tries > 0 && small(`The council’s system could not take it yet (${count(item.tries, "try", "tries")}). It is tried again by itself; nothing is lost.`));

const sent = (app, item) =>
  all(
    named(item),
    h("p", null, tag("Sent", "green"), ` Receipt ${item.receipt}`),
    (item.answer?.children ?? []).some(({ note }) => note) &&
      button("Show what was recorded", () => app.go("done", { client_id: item.client_id }), { kind: "secondary", hidden: `for ${item.label}` }),
  );

function needing(app, item) {
  const says = item.reasons.map(({ says: words }) => words);
  return all(
    named(item),
    h("p", null, tag("Not recorded", "red"), " ", item.status === 409 ? "Something else was recorded under the same number." : "The council’s system did not take this, and why:"),
    says.length > 0 && bullets(says),
    item.aside && small(`It is kept at the council too. Nothing of it is lost.`),
    details("What you wrote", summaryList(rows(item.body))),
    item.holds?.length > 0 && details("What is recorded instead", summaryList(rows(item.holds))),
    choices(app, item),
  );
}

function choices(app, item) {
  const about = item.label || KINDS[item.kind];
  const form = item.status === 409 ? null : FORMS[item.kind];
  return group(
    form && button("Mend it", () => app.go(form, { mend: item.client_id }), { hidden: about, "data-id": `mend-${item.client_id}` }),
    button("Copy what you wrote", () => copy(item), { kind: "secondary", hidden: about, "data-id": `copy-${item.client_id}` }),
    button("Ask again", () => ask(app, item), { kind: "secondary", hidden: about, "data-id": `ask-${item.client_id}` }),
    item.aside && away("Settle it at the council", `/doorstep/aside/${item.aside}/`, { hidden: about }),
  );
}

async function ask(app, item) {
  await app.queue.retry(item.client_id);
  await app.queue.send();
  const after = (await app.queue.items()).find(({ client_id }) => client_id === item.client_id);
  announce(after?.state === "sent" ? "It is recorded now." : after?.state === "aside" ? "It was not taken this time either." : "It is asked about when there is signal.");
}

async function copy(item) {
  const text = rows(item.body).map(([what, value]) => `${what}: ${value}`).join("\n");
  try {
    await navigator.clipboard.writeText(text);
    announce("Copied.");
  } catch {
    announce("It could not be copied. Open “What you wrote” and copy it there.");
  }
}

/** What was written, as rows to read: names of fields in words, pictures left out. */
export function rows(body) {
  const given = body?.fields ?? body?.answers ?? body ?? {};
  return Object.entries(given)
    .filter(([name, value]) => name !== "image" && value !== null && value !== "" && value.length !== 0)
    .map(([name, value]) => [wordsOf(name), typeof value === "object" ? Object.values(value).flat().join(", ") : String(value)]);
}

const wordsOf = (name) => name.replace(/^c\d+-/, "").replaceAll(/[_-]/g, " ").replace(/^./, (first) => first.toUpperCase());
