// What somebody wrote, as rows to read and to copy: of which child, questions and answers in words. Where
// the list that has the words is gone, names of fields and what was sent for them, as well as it goes.
import { fieldsOf } from "./fields.js";
import { nameOf } from "./said.js";

const DATE = /-(day|month|year)$/;
const OF_A_CHILD = /^c(\d+)-/;
const LEFT_OUT = new Set(["image", "together"]);

/** Rows of [what, words]. `note`: what was kept beside it when it was saved; `list`: the list, where there is one. */
export function written({ body, kind }, list, note) {
  const given = joined(body?.fields ?? body?.answers ?? body ?? {});
  const known = new Map(knownOf(list).map((child) => [child.pk, child]));
  const questions = questionsOf(list, kind, body, [...known.values()]);
  const named = naming({ given, body, known, note });
  return [...whoOf(body, known, note), ...given.map(([name, value]) => row(name, value, questions.get(name), named))];
}

function row(name, value, question, named) {
  const pk = OF_A_CHILD.exec(name)?.[1];
  const who = pk ? named(Number(pk)) : "";
  const what = question?.label ?? sentence(name.replace(OF_A_CHILD, ""));
  const label = (each) => question?.options?.find(([code]) => code === each)?.[1] ?? each;
  return [who && !what.includes(who) ? `${who}: ${what}` : what, [value].flat().map(label).join(", ")];
}

const sentence = (name) => name.replaceAll(/[_-]/g, " ").replace(/^./, (first) => first.toUpperCase());
const knownOf = (list) => [...(list?.stops ?? []).flatMap(({ children }) => children), ...(list?.others ?? [])];

// --- what was given ---------------------------------------------------------------------------------------

// The three boxes of a date are one day; what is empty, and a picture, is left out.
function joined(given) {
  const found = new Map();
  for (const [name, value] of Object.entries(given)) {
    if (LEFT_OUT.has(name) || value === null || value === "" || value.length === 0) continue;
    const whole = name.replace(DATE, "");
    const text = typeof value === "object" ? Object.values(value).flat() : String(value);
    found.set(whole, whole !== name && found.has(whole) ? `${found.get(whole)} ${text}` : text);
  }
  return [...found].filter(([name]) => !["child_id", "child_ids", "of", "form"].includes(name));
}

// The questions that were asked, by their names: those of the form, and those of each child.
function questionsOf(list, kind, body, children) {
  const { forms = {} } = list ?? {};
  const asked = {
    visit: () => [...(forms.visit ?? []), ...children.flatMap((child) => ofChild(forms, child))],
    call: () => (body?.call === "kit_call" ? Object.values(forms.kit_call ?? {}).flat() : forms.call),
    contact: () => forms.contact,
    assessment: () => forms.doorstep?.[body?.form]?.fields,
    outing: () => forms.outing,
  };
  return new Map((asked[kind]?.() ?? []).map((field) => [field.name, field]));
}

const ofChild = (forms, child) => [...fieldsOf(forms.unborn ?? [], child), ...fieldsOf(forms.child ?? [], child)];

// --- of whom ----------------------------------------------------------------------------------------------

const idsOf = (body) => [body?.child_id, ...(body?.child_ids ?? []), ...[body?.fields?.together ?? []].flat()].filter(Boolean);

function whoOf(body, known, note) {
  const names = { ...note?.who, ...Object.fromEntries([...known.values()].map((child) => [child.child_id, nameOf(child)])) };
  const ids = idsOf(body);
  if (!ids.length) return [];
  const told = ids.map((id) => names[id] ?? id).join(", ");
  return [["Of", ids.every((id) => names[id]) || !note?.names ? told : note.names]];
}

// Who a child is, by the key in the names of its fields: by the list, as the only one it can be, or by counting.
function naming({ given, body, known, note }) {
  const pks = [...new Set(given.map(([name]) => OF_A_CHILD.exec(name)?.[1]).filter(Boolean).map(Number))];
  const listed = new Set([...known.values()].map(({ child_id }) => child_id));
  const strangers = idsOf(body).filter((id) => !listed.has(id));
  const unknown = pks.filter((pk) => !known.has(pk));
  const stranger = (pk) => {
    if (pks.length === 1 && note?.names && note.pks?.length === 1) return note.names;
    if (unknown.length > 1 || strangers.length > 1) return `Child ${pks.indexOf(pk) + 1}`;
    return note?.who?.[strangers[0]] ?? strangers[0] ?? `Child ${pks.indexOf(pk) + 1}`;
  };
  return (pk) => (known.has(pk) ? nameOf(known.get(pk)) : stranger(pk));
}
