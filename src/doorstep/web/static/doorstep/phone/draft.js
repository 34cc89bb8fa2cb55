// What is being written: kept sealed at most a second after it was typed, found again after a kill.
// A draft carries the id its record will have, so that a record saved just before a kill is not saved twice.
import { isSaved, isSavedSo, setApart } from "./saving.js";

const SOON = 500; // milliseconds

export const keyOf = (kind, pk) => `${kind}:${pk}`;
// By which child a door is known: the same whenever the list is taken anew, and in whatever order.
export const pkOf = (children) => Math.min(...children.map(({ pk }) => pk));

// The draft under a key, or a new one. `typed`: whether somebody wrote anything into it.
export async function opened(app, key, begin = {}) {
  return (await begunUnder(app, key)) ?? { id: crypto.randomUUID(), begun: Date.now(), typed: false, values: {}, ...begin };
}

// The draft under a key, or null. One whose record was saved already is put away; where another window saved
// something else under its id, it stays, under an id of its own.
export async function begunUnder(app, key) {
  const found = await app.drafts.get(key);
  if (!found || !(await isSaved(app, found.id))) return found;
  if (!(await isSavedSo(app, found, found.id))) return setApart(app, key, found, found.id);
  await app.drafts.drop(key);
  return null;
}

// Keeps a draft while somebody writes; `flush` at once, when the view is left or the page is hidden.
export function keeper(app, key, draft) {
  let timer;
  let kept = Promise.resolve();
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    kept = kept.catch(() => {}).then(() => app.drafts.keep(key, draft));
    return kept;
  };
  return {
    soon() {
      draft.typed = true;
      timer ??= setTimeout(() => flush().catch((error) => app.say(error.message)), SOON);
    },
    flush,
    leave: () => (timer ? flush() : kept),
  };
}
