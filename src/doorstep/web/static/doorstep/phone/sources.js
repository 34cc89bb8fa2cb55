// Of which form a draft is: its fields, its children, what it is called, and where it is gone back to.
import { keyOf, pkOf } from "./draft.js";
import { placeOf } from "./stops.js";
import { fieldsFor } from "./visit.js";
import { callFields } from "./call.js";
import { NOUNS } from "./calls.js";

// What the page of a check needs to know; null where the list is gone.
export async function sourceOf(app, state) {
  const place = await placeOf(app, state);
  if (!place) return null;
  return state.kind === "visit" ? ofVisit(place, state) : ofCall(place, state);
}

function ofVisit({ list, stop, children }, state) {
  if (!stop) return null;
  return {
    list,
    stop,
    children,
    kind: "visit",
    effect: "visit",
    view: "visit",
    noun: "visit",
    label: "Visit to",
    call: "",
    key: state.mend ? keyOf("mend", state.mend) : keyOf("visit", pkOf(children)),
    state: { pk: pkOf(children), ...(state.mend ? { mend: state.mend } : {}) },
    mends: state.mend,
    fields: fieldsFor(list, stop),
    isOwn: isOwnOf,
  };
}

function ofCall({ list, stop, children }, state) {
  const type = state.type;
  const isContact = type === "contact";
  return {
    list,
    stop,
    children,
    kind: isContact ? "contact" : "call",
    effect: type,
    view: "call",
    noun: NOUNS[type],
    label: `${NOUNS[type][0].toUpperCase()}${NOUNS[type].slice(1)}:`,
    call: isContact ? "" : type,
    key: state.mend ? keyOf("mend", state.mend) : keyOf(type, pkOf(children)),
    state: { pk: state.pk, type, ...(state.mend ? { mend: state.mend } : {}) },
    mends: state.mend,
    fields: callFields(list, children, type),
    isOwn: isOwnOf,
  };
}

const isOwnOf = (field, child) => (child ? field.name.startsWith(`c${child.pk}-`) : /^c\d+-/.test(field.name));
