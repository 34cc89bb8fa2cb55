// Something that was set aside, opened again: what was typed then stands in the form anew.
import { CHILDREN } from "./body.js";
import { add, away, button, details, group, h, heading, inset, link, summaryList } from "./dom.js";
import * as made from "./made.js";
import { together } from "./said.js";
import { WHEN } from "./stops.js";
import { written } from "./written.js";

const itemOf = async (app, client_id) =>
  (await app.queue.items()).find((each) => each.client_id === client_id);

// The state of a view with the child and the kind of call of what is mended; as it is where nothing is.
export async function located(app, state) {
  if (!state.mend) return state;
  const { body, kind } = (await itemOf(app, state.mend)) ?? {};
  const known = knownOf(await app.round.get());
  const found = childrenOf(body).map((wanted) => known.find(({ child_id }) => child_id === wanted));
  const pk = found.find(Boolean)?.pk;
  if (!body) return state; // it was sent meanwhile: what was typed is gone on with, where it was
  return { ...state, pk, type: body.call ?? (kind === "contact" ? "contact" : undefined) };
}

const atDoors = (list) => list?.stops.flatMap(({ children }) => children) ?? [];
const knownOf = (list) => [...atDoors(list), ...(list?.others ?? [])];

// Every child that something was written of, the first first.
const childrenOf = (body) => [
  ...new Set([body?.child_id, body?.fields?.together, body?.child_ids].flat().filter(Boolean)),
];

// The view that is shown instead where a child of what is mended is not at hand: its form would leave out what was
// written of them. Null where all are, and where there is no list at all.
export async function unmendable(app, client_id, place) {
  const item = client_id && (await made.one(app, client_id));
  const list = await app.round.get();
  if (!item?.body || !list) return null;
  const there = new Set((place?.children ?? []).map(({ child_id }) => child_id));
  const missing = childrenOf(item.body).filter((child_id) => !there.has(child_id));
  const isAtAnother = missing.every((wanted) => atDoors(list).some(({ child_id }) => child_id === wanted));
  return missing.length ? elsewhere(app, { item, list, missing, isAtAnother }) : null;
}

const NOT_THERE = "not on the list on this phone. Take the list anew, or settle it at the council.";
const AT_ANOTHER = "at another door on the list on this phone. Settle it at the council.";

function elsewhere(app, { item, list, missing, isAtAnother }) {
  const title = "This cannot be mended here";
  const who = together(missing.map((child_id) => item.who?.[child_id] ?? child_id));
  const node = h("div", null, heading(title, { caption: item.label }));
  add(
    node,
    inset(`${who} ${missing.length > 1 ? "are" : "is"} ${isAtAnother ? AT_ANOTHER : NOT_THERE}`),
    details("What you wrote", summaryList(written(item, list, item))),
    group(
      button("Today’s visits", () => app.go("today")),
      item.aside ? away("Settle it at the council", `/doorstep/aside/${item.aside}/`, { class: "govuk-link d-touch" }) : null,
      link("What needs you", "waiting", () => app.go("waiting"), { class: "govuk-link d-touch" }),
    ),
  );
  return { title, node };
}

// Shows at the form what the server said against it, once the form is on the page.
export async function sayWhy(app, client_id, form) {
  const reasons = (await itemOf(app, client_id))?.reasons ?? [];
  setTimeout(() => form.refuse(reasons));
}

// What its draft begins with. Day and time are as they were sent; left alone, they are sent so again.
export async function mending(app, client_id, children) {
  const item = await itemOf(app, client_id);
  const { fields = {}, answers = {}, child_id, child_ids = [] } = item?.body ?? {};
  const { together = [], ...values } = fields;
  const about = new Set([child_id, ...[together].flat(), ...child_ids]);
  const pks = children.filter((child) => about.has(child.child_id)).map(({ pk }) => String(pk));
  const stamp = Object.fromEntries(WHEN.filter((name) => values[name]).map((name) => [name, values[name]]));
  return { stamp, asSent: stamp, typed: true, values: { ...values, ...answers, [CHILDREN]: pks } };
}
