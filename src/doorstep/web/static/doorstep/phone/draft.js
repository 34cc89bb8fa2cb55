// What is being written: kept sealed at most a second after it was typed, found again after a kill.
// A draft carries the id its record will have, so that a record saved just before a kill is not saved twice.
const SOON = 500; // milliseconds

export const keyOf = (kind, pk) => `${kind}:${pk}`;
// By which child a door is known: the same whenever the list is taken anew, and in whatever order.
export const pkOf = (children) => Math.min(...children.map(({ pk }) => pk));

// The draft under a key, or a new one; one whose record was saved already is put away.
export async function opened(app, key, begin = {}) {
  const found = await app.drafts.get(key);
  if (found && !(await isSaved(app, found.id))) return found;
  if (found) await app.drafts.drop(key);
  return { id: crypto.randomUUID(), begun: Date.now(), values: {}, ...begin };
}

export async function exists(app, key) {
  const found = await app.drafts.get(key);
  return Boolean(found) && !(await isSaved(app, found.id));
}

export async function isSaved(app, id) {
  return (await app.queue.items()).some(({ client_id }) => client_id === id);
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
      timer ??= setTimeout(() => flush().catch((error) => app.tell(error.message)), SOON);
    },
    flush,
    leave: () => (timer ? flush() : kept),
  };
}
