// After saving: that it is safe here, its receipt, how far it is, what is due next, and the note to copy.
import { add, button, group, h, heading, inset, link, paragraph, replace, summaryList, tag } from "./dom.js";
import { pkOf } from "./draft.js";
import { outBanner } from "./outing.js";
import { dueWords, nameOf, statusTag } from "./said.js";
import { receiptOf } from "./receipt.js";
import * as made from "./made.js";

export async function view(app, { client_id }) {
  const live = h("div", { "aria-live": "polite" });
  const node = h("div", null, heading("Saved on this phone"));
  add(node, paragraph("Receipt number ", h("strong", { class: "d-receipt" }, await receiptOf(client_id))));
  const answer = h("div");
  const again = () => app.go("done", { client_id }, { instead: true });
  add(node, live, await outBanner(app, again), await onwards(app, client_id), answer);
  await draw(app, client_id, live, answer);
  return { title: "Saved on this phone", node, gone: watched(app, client_id, { live, answer }) };
}

// Until the view is gone, it says how far the thing is.
function watched(app, client_id, { live, answer }) {
  let before = live.dataset.state;
  const look = async () => {
    if (!app.vault.isOpen()) return;
    const item = await made.one(app, client_id);
    if (item && item.state !== before) {
      before = item.state;
      await draw(app, client_id, live, answer);
    }
  };
  const looked = () => look().catch((error) => console.error(error));
  const gone = app.queue.onChange(looked);
  looked(); // what changed while it was drawn
  return gone;
}

const STATES = {
  waiting: [["Not sent yet", "yellow"], "It waits on this phone, encrypted, and is sent by itself as soon as there is signal."],
  sent: [["Sent", "green"], "Doorstep has it."],
  aside: [["Needs you", "red"], "Doorstep could not take it as it is. Nothing is lost: see why, and what to do."],
};

async function draw(app, client_id, live, answer) {
  const item = await made.one(app, client_id);
  if (!item) return replace(live, paragraph("It was sent, and its receipt has gone from this phone with its day."));
  live.dataset.state = item.state;
  const [[word, colour], text] = STATES[item.state];
  replace(live, item.names ? paragraph(item.label || item.names) : null, paragraph(tag(word, colour), " ", text));
  if (item.state === "aside") add(live, paragraph(link("What needs you", "waiting", () => app.go("waiting"))));
  return replace(answer, item.answer?.children?.length ? item.answer.children.map((child) => answered(app, child)) : awaited(item));
}

const NOTED = new Set(["visit", "call", "contact"]);
const awaited = ({ kind }) => (NOTED.has(kind) ? inset("The text for the case system is here when it is sent.") : null);

// What the server answered for one child: what is due now, and the note to copy.
function answered(app, child) {
  const name = nameOf(child);
  const next = (child.owed || []).filter((row) => row.due || row.due_at);
  const rows = next.slice(0, 3).map((row) => [dueWords(row.due ?? row.due_at), [row.title, " ", statusTag(row)]]);
  return h(
    "section",
    { "aria-label": name },
    heading(name, { level: 2 }),
    rows.length ? [heading("What is due next", { level: 3, size: "s" }), summaryList(rows)] : paragraph("Nothing is due next."),
    child.note ? copied(app, child.note, name) : null,
    child.href ? paragraph(h("a", { class: "govuk-link d-touch", href: child.href }, `Open the record of ${name}`)) : null,
  );
}

function copied(app, text, name) {
  const id = `note-${name.replace(/\W+/g, "-")}`;
  const area = h("textarea", { class: "govuk-textarea", id, rows: 6, readonly: true }, text);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      app.tell("The text is copied.");
    } catch {
      area.select();
      app.tell("The text is selected. Copy it with your phone’s menu.");
    }
  };
  return h(
    "div",
    { class: "govuk-form-group" },
    h("label", { class: "govuk-label govuk-label--s", for: id }, "Text for the case system"),
    area,
    button("Copy the text", copy, { kind: "secondary", hidden: `about ${name}` }),
  );
}

// --- where to go now -------------------------------------------------------------------------------------

async function onwards(app, client_id) {
  const item = await made.one(app, client_id);
  const next = await nextStop(app, item);
  const today = link("Today’s visits", "today", () => app.go("today"), { class: "govuk-link d-touch" });
  if (!next) return group(button("Today’s visits", () => app.go("today")));
  return h(
    "div",
    null,
    paragraph(`Next: ${next.children.map(nameOf).join(", ")}${next.address ? `, ${next.address}` : ""}`),
    group(button("Next visit", () => app.go("stop", { pk: pkOf(next.children) })), today),
  );
}

// The first stop after this one that nothing was recorded of today.
async function nextStop(app, item) {
  const list = await app.round.get();
  if (!list || item?.kind !== "visit") return null;
  const done = new Set((await made.all(app)).filter(({ kind }) => kind === "visit").flatMap(({ pks }) => pks));
  const here = list.stops.findIndex(({ children }) => children.some(({ pk }) => item.pks.includes(pk)));
  return list.stops.slice(here + 1).find(({ children }) => !children.some(({ pk }) => done.has(pk))) ?? null;
}
