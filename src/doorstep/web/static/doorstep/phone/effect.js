// What a record will do for a child, with the words that were typed put into its sentences. The answer is
// looked up in what came with the list (lookup.js), never worked out here.
import { given } from "./fields.js";
import { lookUp } from "./lookup.js";
import { dayIn, dayWords, minutesOf, timeWords } from "./when.js";

// The effect of a record on a child; null where the list does not hold it. `answers` are those that are
// sent; `made` and `written` the days on which it was and is written down.
export function effectOf(child, kind, answers, { made, written, shared }) {
  const told = (name) => answersTo(name, answers, child);
  const found = lookUp(shared, child.effects, { kind, made, written }, told);
  return found && filled(found, wordsFor(answers, child));
}

// The answers to a question, by the name the form has for it; a day and a time as they compare.
function answersTo(name, answers, child) {
  if (name === "next_attempt") return [dayIn(answers, name)];
  const own = `c${child.pk}-${name}`;
  const told = given(answers, own in answers ? own : name);
  return name === "visit_time" ? [minutesOf(told[0] ?? "")] : told;
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
