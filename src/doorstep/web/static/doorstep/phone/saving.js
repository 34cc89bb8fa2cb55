// A draft is saved: under its own id, or in the place of what was set aside. Two windows may write one draft;
// what one of them saved is never taken for what the other wrote.
import { notice, paragraph } from "./dom.js";
import * as made from "./made.js";

// Save what a draft says; answers the id it lies under, or null where something else lies there: then the draft
// stays, under an id of its own. `thing`: {mends, kind, body, stamped, label}; `about`: the note beside it.
export async function saved(app, key, draft, thing, about) {
  const as = savedAs(draft, thing.mends);
  const wrote = await digestOf(draft);
  if (!(await put(app, key, draft, thing, wrote)) && !(await isSavedSo(app, draft, as))) {
    await setApart(app, key, draft, as);
    return null;
  }
  await best(made.note(app, as, { ...about, wrote }));
  await best(putAway(app, key, { wrote, as }));
  return as;
}

// What was set aside is mended in its place, but where that went on without it.
const savedAs = (draft, mends) => (mends && !draft.apart ? mends : draft.id);

// Whether it lies in the queue by this; false where something lay there before. `saving` says, after a kill, that
// what lies there is this.
async function put(app, key, draft, thing, wrote) {
  if (await isSaved(app, draft.id)) return false;
  const before = draft.saving ?? null;
  const saving = (mark) => best(app.drafts.keep(key, Object.assign(draft, { saving: mark })));
  await saving(wrote);
  try {
    const isNew = await queued(app, draft, thing);
    if (!isNew) draft.saving = before;
    return isNew;
  } catch (error) {
    await saving(before);
    throw error;
  }
}

async function queued(app, draft, { mends, kind, body, stamped, label, more = {} }) {
  if (savedAs(draft, mends) === draft.id) return !(await app.queue.save({ client_id: draft.id, kind, body, stamped, label })).wasThere;
  try {
    await app.queue.replace(mends, body, more);
    return true;
  } catch (error) {
    if (error.name === "NotAsideError") return false;
    throw error;
  }
}

export async function isSaved(app, id) {
  return (await app.queue.items()).some(({ client_id }) => client_id === id);
}

// It is saved by now, whatever becomes of the marks beside it.
export const best = (does) => does.catch((error) => console.error(error));

// --- the same, or something else ------------------------------------------------------------------------

// Whether what lies in the queue under an id is what this draft says.
export async function isSavedSo(app, draft, id) {
  const wrote = await digestOf(draft);
  return wrote === draft.saving || wrote === (await app.drafts.get(made.keyOf(id)))?.wrote;
}

// What a draft says, in few letters. What was left empty, and what follows from the answers, says nothing.
async function digestOf({ values }) {
  const told = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value.length !== 0);
  const said = JSON.stringify(told.filter(([name]) => name !== "_late").sort(([one], [two]) => (one < two ? -1 : 1)));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(said)));
  return btoa(String.fromCharCode(...hash));
}

/** Keep a draft under an id of its own: under the other one lies something else. */
export async function setApart(app, key, draft, from) {
  Object.assign(draft, { id: crypto.randomUUID(), apart: from, saving: null, typed: true });
  await app.drafts.keep(key, draft);
  return draft;
}

// Another window may have written on since this one was opened: that stays.
async function putAway(app, key, { wrote, as }) {
  const there = await app.drafts.get(key);
  if (there && (await digestOf(there)) !== wrote) return setApart(app, key, there, as);
  return app.drafts.drop(key);
}

// What a view of a draft says where it was set apart.
export const apartWords = (draft) =>
  draft.apart
    ? notice("warning", "Saved already from another window, in other words", paragraph("What stands here is kept, and not saved. Look first at what was saved: if you save this too, there are two records."))
    : null;

