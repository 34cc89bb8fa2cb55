// What a record will do for a child: looked up in the answers that came with the list, never worked out here.
// A tree is only walked: what is asked next, and where the answer leads (ADR 35).
import { given } from "./fields.js";
import { dayIn, dayWords, momentWords, timeWords, minutesOf } from "./when.js";

// The effect of a record on a child, its slots filled; null where the table does not say.
export function effectOf(child, kind, values, { day, at }) {
  const table = child.effects?.days?.[day]?.[kind];
  if (!table) return null;
  const leaf = walked(table.tree, (name) => answersTo(name, values, child));
  return typeof leaf === "number" ? filled(table.effects[leaf], wordsFor(values, child), at) : null;
}

// The answers to a question, by the name the form has for it; a day and a time as they compare.
function answersTo(name, values, child) {
  const own = name.replace("{child}", `c${child.pk}-`);
  if (`${own}-day` in values) return [dayIn(values, own)];
  if (own.endsWith("_time")) return [minutesOf(given(values, own)[0] || "")];
  return given(values, own);
}

export function walked(node, answers) {
  while (node && typeof node === "object") {
    const told = answers(node.ask);
    const first = told[0] ?? "";
    if ("any" in node) node = told.some((each) => node.any.includes(each)) ? node.then : node.else;
    else if ("before" in node) node = first < node.before ? node.then : node.else;
    else node = first in node.is ? node.is[first] : node.else;
  }
  return node;
}

function wordsFor(values, child) {
  const told = (name) => (given(values, name)[0] || "").trim();
  const again = dayIn(values, "next_attempt");
  const time = minutesOf(told("visit_time"));
  return {
    why: told("why"),
    why_not_seen: told(`c${child.pk}-why_not_seen`),
    method_words: told("method_words"),
    visit_time: time && timeWords(time),
    next_attempt: again && dayWords(again),
    next_attempt_long: again && dayWords(again, true),
  };
}

const SLOTS = /\{(\w+)\}/g;

function filled(value, words, at) {
  if (typeof value === "string") return value.replaceAll(SLOTS, (slot, name) => words[name] ?? slot);
  if (Array.isArray(value)) return value.map((each) => filled(each, words, at));
  if (!value || typeof value !== "object") return value;
  const made = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, words, at)]));
  if (made.due_after_seconds) made.due = momentWords(at + made.due_after_seconds * 1000);
  return made;
}
