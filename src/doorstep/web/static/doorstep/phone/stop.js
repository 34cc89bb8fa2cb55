// One door: what to know before ringing, what to do first, and what came of it.
import { add, button, bullets, details, group, h, heading, inset, link, notice, paragraph, small, summaryList, tag } from "./dom.js";
import { paperOf } from "./assess.js";
import { begunUnder, keyOf, pkOf } from "./draft.js";
import { tried } from "./filling.js";
import { begunWords, choice } from "./older.js";
import { outBanner, gone, isOut } from "./outing.js";
import { addressOf, dueWords, firstName, nameOf, namesOf, owedTable, together, warningsOf } from "./said.js";
import { placeOf } from "./stops.js";
import { allAsPlanned, planned } from "./visit.js";
import { wordsOf } from "./fields.js";
import { timeWords } from "./when.js";
import * as made from "./made.js";
import { markOf } from "./today.js";

const NOT_MADE = { refused: "They refused it", no_answer: "Nobody answered", not_there: "Not there" };
const SAID = {
  assessed: "The check is saved on this phone",
  in: "You are in. Say so here when you are out again",
};

export async function view(app, state) {
  const place = await placeOf(app, state);
  if (!place?.stop) return gone(app);
  const { list, stop } = place;
  const done = await made.all(app);
  const title = namesOf(stop.children);
  const mark = markOf(stop, done);
  const node = h("div", null, heading(title, { caption: stop.at ? `Agreed for ${timeWords(stop.at)}` : "Visit" }));
  add(node, mark ? paragraph(mark) : null, await said(app, state));
  add(node, warningsOf(stop), addressOf(stop), asked(stop));
  add(node, await outBanner(app, () => app.go("stop", state, { instead: true })));
  add(node, before(app, list, stop, done), await whatCame(app, list, stop, done), await going(app, stop));
  add(node, instead(app, stop), known(list, stop));
  add(node, paragraph(link("Today’s visits", "today", () => app.go("today"), { class: "govuk-link d-touch" })));
  return { title, node };
}

// Whoever was told that they are in learns from the banner if that was not taken.
async function said(app, { said: what }) {
  if (!SAID[what] || (what === "in" && !(await isOut(app)))) return null;
  return notice("success", SAID[what]);
}

function asked(stop) {
  const told = stop.children.filter((c) => c.asked).map((c) => `${nameOf(c)}: ${c.asked.says}`);
  return told.length ? inset(bullets([...new Set(told)])) : null;
}

// --- before going in -----------------------------------------------------------------------------------

function before(app, list, stop, done) {
  const paper = paperOf(list, stop);
  if (!paper) return null;
  const lack = stop.children.filter((c) => c.doorstep && !made.isAssessed(done, c.pk, list.day));
  const open = () => app.go("assess", { pk: pkOf(stop.children) });
  if (!lack.length) return paragraph(tag("Done", "green"), ` ${paper.title}, today. `, link("Fill it in again", "assess", open, { class: "govuk-link d-touch" }));
  return h(
    "section",
    { "aria-labelledby": "before" },
    heading("Before you go in", { level: 2, id: "before" }),
    paragraph(paper.title, h("span", { class: "d-line d-small" }, paper.clause)),
    button("Check on the doorstep", open),
  );
}

async function going(app, stop) {
  if (await isOut(app)) return null;
  const open = () => app.go("outing", { pk: pkOf(stop.children) });
  return h(
    "section",
    { "aria-labelledby": "going" },
    heading("Working alone", { level: 2, id: "going" }),
    paragraph("Say that you go in and how long you expect to be. If you are not back, your buddy and your manager are told."),
    button("I am going in", open, { kind: "secondary" }),
  );
}

// --- what came of it -----------------------------------------------------------------------------------

async function whatCame(app, list, stop, done) {
  const pk = pkOf(stop.children);
  const form = (came) => app.go("visit", { pk, ...(came ? { came } : {}) });
  const key = keyOf("visit", pk);
  const draft = await begunUnder(app, key);
  const after = paperOf(list, stop) && stop.children.some((c) => c.doorstep && !made.isAssessed(done, c.pk, list.day));
  const box = h("section", { "aria-labelledby": "came" }, heading("The visit", { level: 2, id: "came" }));
  if (draft) add(box, goOn(app, { key, draft, pk }, form));
  const kind = after || draft ? "secondary" : "";
  const problems = h("div");
  const seen = () => tried(problems, () => allAsPlanned(app, list, stop));
  add(box, problems, button("Seen, all as planned", seen, { kind, "aria-describedby": "as-planned" }));
  add(box, h("p", { class: "govuk-body-s", id: "as-planned" }, asPlannedWords(list, stop)));
  add(box, group(button("Seen, but otherwise: write it down", () => form("made"), { kind: "secondary" })));
  add(box, paragraph("The visit was not made:"));
  add(box, group(...Object.entries(NOT_MADE).map(([came, text]) => button(text, () => form(came), { kind: "secondary" }))));
  return box;
}

// What the one button will say was so, before it is pressed.
function asPlannedWords(list, stop) {
  const told = planned(stop);
  const common = ["method", "place"].map((name) => {
    const field = list.forms.visit.find((f) => f.name === name);
    return field && told[name] ? lower(wordsOf(field, told)) : "";
  });
  const each = stop.children.filter(({ unborn }) => !unborn).map((child) => {
    const needs = (child.needs || []).map((need) => NEEDS[need]).filter(Boolean);
    return `${firstName(child)} seen${needs.length ? `, ${together(needs)}` : ""}`;
  });
  return `Records now: ${[...common, ...each].filter(Boolean).join("; ")}. You check it before it is saved.`;
}

const NEEDS = { seen_alone: "seen alone", bedroom_seen: "bedroom seen" };
const lower = (text) => text[0].toLowerCase() + text.slice(1);

function goOn(app, { key, draft, pk }, form) {
  const again = () => app.go("stop", { pk }, { instead: true });
  const first = button("Go on with what you began", () => form());
  return notice("information", `You began to write this visit down ${begunWords(app, draft)}`, choice(app, { key, draft, again }, first));
}

function instead(app, stop) {
  const pk = pkOf(stop.children);
  const open = (view, state) => () => app.go(view, state);
  const touch = { class: "govuk-link d-touch" };
  return h(
    "section",
    { "aria-labelledby": "instead" },
    heading("Instead, or besides", { level: 2, id: "instead" }),
    h(
      "ul",
      { class: "govuk-list" },
      h("li", null, link("Call instead", "call", open("call", { pk }), touch)),
      h("li", null, link("Record a contact with somebody else", "call", open("call", { pk, type: "contact" }), touch)),
      h("li", null, link("Photograph a document", "photo", open("photo", { pk, child_id: stop.children[0].child_id }), touch)),
    ),
  );
}

// --- what is known -------------------------------------------------------------------------------------

function known(list, stop) {
  return h(
    "section",
    { "aria-labelledby": "known" },
    heading("What is known", { level: 2, id: "known" }),
    stop.children.map((child) => details(`What is owed to ${nameOf(child)}`, standing(child), owedTable(child))),
    stop.children.filter(({ assessed }) => assessed).map(assessed),
    list.guidance?.length ? details("PPE and guidance", bullets(list.guidance.map(guided))) : null,
    stop.children.filter(({ rules }) => rules?.length).map((child) => details(`What the policies say of visiting ${nameOf(child)}`, bullets(child.rules.map(guided)))),
  );
}

const standing = (child) =>
  summaryList([
    ["Case", child.case],
    ["Tier", child.tier],
    ["RAG", child.rag],
    ["Born", child.born && dueWords(child.born)],
  ]);

function assessed(child) {
  const { title, when, by, rows } = child.assessed;
  return details(`${title}: ${firstName(child)}`, small(`${dueWords(when)}${by ? `, ${by}` : ""}`), summaryList(rows));
}

const guided = ({ text, clause, policy }) => `${text} (${[policy, clause].filter(Boolean).join(", ")})`;
