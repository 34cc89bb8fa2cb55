// A draft as it is sent: the names and values of the ordinary form, of the children it is about.
import { answersOf, given } from "./fields.js";
import { whenSent } from "./stops.js";

export const CHILDREN = "_children"; // which of the children it is about; sent as `together`

// The children that are chosen among those it can be about; all where there is nothing to choose.
export function chosenOf(draft, children) {
  if (children.length < 2) return children;
  const chosen = new Set(given(draft.values, CHILDREN));
  return children.filter(({ pk }) => chosen.has(String(pk)));
}

// The numbers of children of whom something stands in a draft and who are not there any more: the list was
// taken anew without them. What was written of them must not go unseen.
export function strangersIn(draft, children) {
  const about = Object.entries(draft.values).filter(([, value]) => value?.length).map(([name]) => /^c(\d+)-/.exec(name)?.[1]);
  const there = new Set(children.map(({ pk }) => String(pk)));
  return [...new Set([...about, ...given(draft.values, CHILDREN)])].filter((pk) => pk && !there.has(pk));
}

// Without what was written of children who are not there any more.
export function withoutStrangers(draft, children) {
  const gone = strangersIn(draft, children);
  const isOf = (name) => gone.some((pk) => name.startsWith(`c${pk}-`));
  const values = Object.fromEntries(Object.entries(draft.values).filter(([name]) => !isOf(name)));
  return { ...draft, values: { ...values, [CHILDREN]: given(values, CHILDREN).filter((pk) => !gone.includes(pk)) } };
}

export function bodyOf(draft, fields, children, call = "") {
  const about = chosenOf(draft, children);
  const told = answersOf(fields, draft.values);
  delete told[CHILDREN];
  const fieldsSent = { ...told, ...withoutBlanks(whenSent(draft)) };
  const others = about.slice(1).map(({ child_id }) => child_id);
  if (others.length) fieldsSent.together = others;
  const body = { child_id: about[0].child_id, fields: fieldsSent };
  return call ? { ...body, call } : body;
}

const withoutBlanks = (told) => Object.fromEntries(Object.entries(told).filter(([, value]) => value));
