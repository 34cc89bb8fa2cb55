// What a record will do for a child: looked up in the answers that came with the list, never worked out here.
// A tree is only walked: what is asked next, and where the answer leads (ADR 35).
import { given } from "./fields.js";
import { dayIn, dayWords, minutesOf, timeWords } from "./when.js";

// The effect of a record on a child; null where the list does not hold it. `answers` are those that are
// sent; `made` and `written` the days on which it was and is written down.
export function effectOf(child, kind, answers, { made, written }) {
  const tables = child.effects?.days?.[made]?.[written]?.[kind];
  if (!tables) return null;
  const told = (name) => answersTo(name, answers, child);
  const found = {};
  for (const { tree, parts } of tables) {
    const leaf = walked(tree, told);
    if (typeof leaf !== "number") return null;
    Object.assign(found, parts[leaf]);
  }
  return filled(withRows(found, child.effects.rows), wordsFor(answers, child));
}

// The answers to a question, by the name the form has for it; a day and a time as they compare.
function answersTo(name, answers, child) {
  if (name === "next_attempt") return [dayIn(answers, name)];
  const own = `c${child.pk}-${name}`;
  const told = given(answers, own in answers ? own : name);
  return name === "visit_time" ? [minutesOf(told[0] ?? "")] : told;
}

export function walked(tree, answers) {
  let node = tree;
  while (node && typeof node === "object") node = next(node, answers(node.ask));
  return node;
}

function next(node, told) {
  const first = told[0] === "not_recorded" ? "" : (told[0] ?? "");
  if (node.any) return told.some((each) => node.any.includes(each)) ? node.then : node.else;
  if (node.before) return first < node.before ? node.then : node.else;
  return Object.hasOwn(node.is, first) ? node.is[first] : node.else;
}

// Rows that come out more than once are sent once, and named by their number.
function withRows(found, rows) {
  const named = (numbers) => (numbers ?? []).map((number) => rows[number]);
  return { ...found, counts: named(found.counts), owed: named(found.owed) };
}

// --- the words that were typed, in the sentences -----------------------------------------------------------

const SLOTS = /\{(\w+)\}/g;

function wordsFor(answers, child) {
  const told = (name) => (given(answers, name)[0] ?? "").trim();
  const again = dayIn(answers, "next_attempt");
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

function filled(value, words) {
  if (typeof value === "string") return value.replaceAll(SLOTS, (slot, name) => words[name] ?? slot);
  if (Array.isArray(value)) return value.map((each) => filled(each, words));
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, words)]));
}
