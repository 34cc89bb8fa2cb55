// The visits that were put on this phone: sealed with a key of their own, gone when their hours are over.
import * as contact from "./contact.js";
import * as queue from "./queue.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const TAKE_FOR = 20_000; // milliseconds: whoever stands there waiting is told soon
let open = null; // {user, until, list}: read once, forgotten when the page is locked

vault.onOpened((isOpen) => {
  if (!isOpen) open = null;
});

/** The list, or null where there is none or its hours are over. */
export async function get() {
  const who = vault.user();
  if (!who) return null;
  if (open?.user === who && !isOver(open.until) && vault.hasList()) return open.list;
  open = null;
  const found = await store.get("list", who);
  if (!found) return null;
  if (isOver(found.until) || !vault.hasList()) return gone(who);
  return read(who, found);
}

async function read(who, found) {
  const list = await vault.openList(found.sealed).catch(() => null);
  if (!list) return gone(who);
  open = { user: who, until: found.until, list };
  return list;
}

async function gone(who) {
  open = null;
  await vault.dropList(who);
  return null;
}

const isOver = (until) => contact.now() > new Date(until);

/** Put the day's visits on the phone: "taken", "nothing" chosen, "revoked", "signed_out", "may_not", or "silent". */
export async function take() {
  const { status, body } = await contact.get(`phones/${vault.phone()}/round`, TAKE_FOR);
  if (status === 200 && body?.until) return (await keep(body)) ? "taken" : "silent";
  if (status === 204) return "nothing";
  if (status === 401) return "signed_out";
  if (status === 410) {
    await queue.send(); // which finds out whether the phone was taken away
    return vault.isOpen() ? "may_not" : "revoked";
  }
  return "silent";
}

async function keep(list) {
  open = null;
  return vault.keepList(list, { until: list.until, taken_at: list.taken_at });
}

/** Delete what is on the phone of somebody whose hours are over, whoever it is; also while it is locked. */
export async function tidy() {
  for (const { user, until } of await store.all("list")) if (isOver(until)) await vault.dropList(user);
}
