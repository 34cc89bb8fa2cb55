// What is unlocked: the keys of one person in this window's memory, and nothing of them elsewhere.
import * as keys from "./keys.js";
import * as store from "./store.js";

export const TRIES = 10; // wrong PINs before the wrapped keys are deleted
let held = null; // {user, phone, by, queue, old, list}: `old` are queue keys of former phones
const goneListeners = new Set();
const openedListeners = new Set();

export class WrongPin extends Error {
  constructor(left) {
    super("The PIN is wrong.");
    this.name = "WrongPin";
    this.left = left;
  }
}

export const isOpen = () => held !== null;
export const user = () => held?.user ?? null;
export const phone = () => held?.phone ?? null;
/** Forget the keys; what is sealed stays. */
export const lock = () => hold(null);
/** Called when it is opened or locked; answers a function that stops it. */
export const onOpened = (listener) => (openedListeners.add(listener), () => openedListeners.delete(listener));

function hold(keysOf) {
  held = keysOf;
  for (const listener of openedListeners) listener(held !== null);
}

/** Called with why the page must be locked: "revoked", "signed_out", "other". */
export const onGone = (listener) => goneListeners.add(listener);

export const seal = (object) => keys.sealWith(held.queue, held.user, object);
/** Open what was sealed, also under the key of a former phone. */
export async function open_(sealed) {
  const { user: who, queue, old } = held;
  for (const key of old) {
    const plain = await keys.openWith(key, who, sealed).catch(() => null);
    if (plain) return plain;
  }
  return keys.openWith(queue, who, sealed);
}
export const openList = (sealed) => keys.openWith(held.list, held.user, sealed);
export const hasList = () => Boolean(held?.list);

/** What is known of who uses this phone: a record with wrapped keys and no name. */
export const personOf = (who) => store.get("keys", who);
/** Who used it last; nobody where they signed out. */
export const lastUser = () => store.mark("last");

/** What is known of somebody of whom nothing is known. */
export const nobody = (who) => ({ user: who, phone: null, formerly: [], queue: null, old: [], list: null, tries: 0, signedOut: false });

/** Begin to use the phone: keys from the server, `how` it is opened ({pin} or {passkey: true}). */
export async function begin({ user: who, phone: which, keyText, former, how, formerly }) {
  const { by, record } = await opener(how);
  const queue = await keys.wrap(await keys.given(keyText), by);
  const old = await Promise.all(Object.values(former).map(async (text) => keys.wrap(await keys.given(text), by)));
  const person = { ...nobody(who), phone: which, formerly, ...record, queue, old };
  await dropLists(null); // a list is of who uses the phone now: another's goes
  await store.write(["keys", "marks"], async (tx) => {
    await tx.objectStore("keys").put(person);
    await tx.objectStore("marks").put({ name: "last", value: who });
  });
  hold(await opened(person, by));
}

/** Go on under a new phone's key; what was sealed before is still opened with the old one. */
export async function renew(which, keyText, before) {
  const { user: who, by } = held;
  const queue = await keys.wrap(await keys.given(keyText), by);
  const person = await store.alter("keys", who, (there) =>
    there.phone === before ? { ...there, phone: which, queue, old: [...there.old, there.queue] } : null,
  );
  if (person && held?.user === who) hold(await opened(person, by));
}

async function opener({ pin, passkey }) {
  const salt = keys.random(32);
  if (!passkey) return { by: await keys.fromPin(pin, salt), record: { how: "pin", salt } };
  const { credential, key } = await keys.newPasskey(salt);
  return { by: key, record: { how: "passkey", salt, credential } };
}

/** Open what is wrapped, by the PIN or by the passkey; a try is counted before it is made. */
export async function unlock(who, pin = null) {
  const found = await personOf(who);
  if (!found?.queue) throw new WrongPin(0);
  const by = found.how === "pin" ? await tried(found, pin) : await keys.fromPasskey(found.credential, found.salt);
  const open = await opened(found, by);
  await dropLists(who);
  await store.write(["keys", "marks"], async (tx) => {
    await tx.objectStore("marks").put({ name: "last", value: who });
    const there = await tx.objectStore("keys").get(who);
    if (there) await tx.objectStore("keys").put({ ...there, tries: 0, signedOut: false });
  }).catch(unlessFull);
  hold(open);
}

// Whoever may open it may do so on a full phone too: only then can they send, which makes room.
const unlessFull = (error) => {
  if (!(error instanceof store.FullError)) throw error;
};

async function dropLists(mine) {
  for (const { user: who } of await store.all("list")) if (who !== mine) await dropList(who);
}

async function tried(found, pin) {
  const more = (there) => ({ ...there, tries: there.tries + 1 });
  const counted = (await store.alter("keys", found.user, more).catch(unlessFull)) ?? found;
  const by = await keys.fromPin(pin, found.salt);
  try {
    await keys.unwrap(found.queue, by);
  } catch {
    if (counted.tries >= TRIES) await forgetKeys(found.user);
    throw new WrongPin(Math.max(0, TRIES - counted.tries));
  }
  return by;
}

const opened = async (found, by) => ({
  user: found.user,
  phone: found.phone,
  by,
  queue: await keys.unwrap(found.queue, by),
  old: await Promise.all(found.old.map((each) => keys.unwrap(each, by))),
  list: found.list && (await keys.unwrap(found.list, by)),
});

/** Seal a list with a key of its own, and keep both; the former list's key goes. */
export async function keepList(list, plain) {
  const { user: who, by } = held;
  const fresh = await keys.newKey();
  const sealed = await keys.sealWith(fresh, who, list);
  const wrapped = await keys.wrap(fresh, by);
  const kept = await store.write(["keys", "list"], async (tx) => {
    const there = await tx.objectStore("keys").get(who);
    if (!there?.queue || there.signedOut) return false; // taken away while the list was on its way
    await tx.objectStore("keys").put({ ...there, list: wrapped });
    await tx.objectStore("list").put({ ...plain, user: who, sealed });
    return true;
  });
  if (kept && held) held.list = await keys.unwrap(wrapped, by);
  return kept;
}

/** Delete the list and its key in one step; a full phone, which cannot write, deletes the list alone. */
export async function dropList(who) {
  await store
    .write(["keys", "list"], async (tx) => {
      const there = await tx.objectStore("keys").get(who);
      if (there?.list) await tx.objectStore("keys").put({ ...there, list: null });
      await tx.objectStore("list").delete(who);
    })
    .catch(() => store.drop("list", who));
  if (held?.user === who) held.list = null;
}

/** Delete every wrapped key and the list; what waits to be sent stays, sealed, for its owner. */
export async function forgetKeys(who, { revoked: taken = false } = {}) {
  await store
    .write(["keys", "list"], async (tx) => {
      const there = await tx.objectStore("keys").get(who);
      const formerly = [...(there?.formerly ?? []), ...(taken && there?.phone ? [there.phone] : [])];
      await tx.objectStore("keys").put({ ...nobody(who), phone: taken ? null : there?.phone ?? null, formerly });
      await tx.objectStore("list").delete(who);
    })
    .catch(() =>
      store.write(["keys", "list"], (tx) => Promise.all([tx.objectStore("keys").delete(who), tx.objectStore("list").delete(who)])),
    );
}

/** The phone was taken away from its person. */
export async function revoked(who) {
  await forgetKeys(who, { revoked: true });
  gone("revoked", who);
}

/** Lock here and in every other window, and say why. */
export const gone = (why, who) => store.tellAll("gone", { why, user: who });

store.onNews(({ what, why, user: who }) => {
  if (what === "gone" && held?.user === who) shut(why);
});

function shut(why) {
  lock();
  for (const listener of goneListeners) listener(why);
}

/** A page that slept heard nothing: locks where its person has signed out or lost the keys meanwhile. */
export async function lookAgain() {
  const who = user();
  if (!who) return;
  const [there, last] = [await personOf(who), await lastUser()];
  if (held?.user !== who) return;
  if (!there || there.signedOut) shut("signed_out");
  else if (!there.queue) shut(there.phone ? "keys" : "revoked");
  else if (last !== who) shut("other");
  else if (!there.list) held.list = null;
}
