// What was recorded from this phone since the list was put on it: of whom, and where it stands.
// Which children a record is of lies sealed beside it; the queue itself knows only its kind and state.
export const keyOf = (client_id) => `made:${client_id}`;

// `about`: {pks, names, who: {child_id: name}, day, taken_at, wrote}, as far as it is of use for its kind.
export async function note(app, client_id, about) {
  await app.drafts.keep(keyOf(client_id), about);
}

// [{client_id, kind, state, receipt, answer, pks, key, names, effect …}] in the order they were saved.
export async function all(app) {
  const found = [];
  for (const item of await app.queue.items()) {
    found.push({ pks: [], ...((await app.drafts.get(keyOf(item.client_id))) || {}), ...item });
  }
  return found;
}

export async function one(app, client_id) {
  return (await all(app)).find((each) => each.client_id === client_id) || null;
}

const CHANGES = new Set(["visit", "call", "contact"]);

// What was set aside is not recorded: it counts for nothing until it is taken.
const stands = ({ state }) => state !== "aside";

// Whether something was recorded of a child that the list cannot know of: since it was taken, or not sent yet.
// Told by the list it was recorded with, not by times: the phone's clock may be wrong.
export const since = (made, pk, takenAt) =>
  made.some(
    (each) =>
      CHANGES.has(each.kind) && each.pks.includes(pk) && stands(each) && (each.taken_at === takenAt || each.state === "waiting"),
  );

export const isAssessed = (made, pk, day) =>
  made.some((each) => each.kind === "assessment" && each.pks.includes(pk) && each.day === day && stands(each));
