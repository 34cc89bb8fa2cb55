// Something that was set aside, opened again: what was typed then stands in the form anew.
import { CHILDREN } from "./body.js";
import { WHEN } from "./stops.js";

const itemOf = async (app, client_id) =>
  (await app.queue.items()).find((each) => each.client_id === client_id);

// The state of a view with the child and the kind of call of what is mended; as it is where nothing is.
export async function located(app, state) {
  if (!state.mend) return state;
  const { body, kind } = (await itemOf(app, state.mend)) ?? {};
  const list = await app.round.get();
  const wanted = body?.child_id ?? body?.child_ids?.[0];
  const known = [...(list?.stops.flatMap(({ children }) => children) ?? []), ...(list?.others ?? [])];
  const pk = known.find(({ child_id }) => child_id === wanted)?.pk;
  return { ...state, pk, type: body?.call ?? (kind === "contact" ? "contact" : undefined) };
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
  return { stamp, asSent: stamp, values: { ...values, ...answers, [CHILDREN]: pks } };
}
