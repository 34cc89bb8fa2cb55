// Sends one thing and does what its answer says: sent, set aside, or kept and tried again.
import * as contact from "./contact.js";
import * as store from "./store.js";
import * as vault from "./vault.js";
import { nextTry } from "./queue.js";

const ASIDE = new Set([400, 404, 409, 413, 415, 422]);
const TOO_LARGE = "It was too large to be sent.";

/** Send it; answers "sent", "aside", "later" (the next may go on), "again" (it was cut off, and there is a network
 * after all; only when asked for with `mayAgain`) or "stop" (nothing can be sent now). */
export async function settle(item, found, mayAgain) {
  const { body, label } = await vault.open_(item.sealed);
  const thing = {
    client_id: item.client_id, phone: vault.phone(), kind: item.kind, told_at: item.told_at,
    sent_at: new Date().toISOString(), offset: item.offset, stamped: item.stamped, body,
  };
  let answer = await contact.post("records", thing);
  if (isToken(answer) && (await sameAgain(found.user))) {
    answer = await contact.post("records", { ...thing, sent_at: new Date().toISOString() });
  }
  // Cut off just before the network came back: once more, for nobody tells of its coming a second time.
  if (answer.status === 0 && mayAgain && (await sameAgain(found.user))) return "again";
  return done(item, { body, label }, answer);
}

// A token that is too old is fetched anew, once; it must still be the same person's.
const isToken = ({ status, body }) => status === 403 && body?.error !== "may_not";
async function sameAgain(user) {
  const state = await contact.ask();
  return state.known && state.signedIn && state.user === user;
}

async function done(item, inside, answer) {
  const { status, body } = answer;
  if ((status === 200 || status === 201) && body?.client_id === item.client_id) return sent(item, inside, body);
  if (isRefusal(answer)) return aside(item, inside, answer);
  if (status === 401 || status === 403) return "stop";
  if (status === 410) return gone(item);
  // No answer: either there is no network, or it is this one thing that breaks the line.
  if (status === 0 && !(await contact.ask()).known) return "stop";
  return later(item, answer);
}

// Taken away, or unknown since a backup was put back: who is signed in is asked, which says which.
async function gone(item) {
  const { user, phones } = await contact.ask();
  const revoked = phones.some((each) => each.id === vault.phone() && each.revoked);
  if (user === item.user && revoked) await vault.revoked(item.user);
  return "stop";
}

// A refusal is one in our own words; what a proxy says about an address or a gateway is none.
const isRefusal = ({ status, body }) =>
  status === 413 || (body?.error && (ASIDE.has(status) || (status === 403 && body.error === "may_not")));

// What was written goes; the receipt stays for the day. Where even that finds no room, all of it goes.
async function sent(item, { label }, body) {
  const kept = { state: "sent", receipt: body.receipt, sent_at: contact.now().toISOString() };
  const sealed = vault.isOpen() && vault.user() === item.user ? await vault.seal({ label, answer: body }) : null;
  const put = (more) => store.alter("queue", item.client_id, (there) => ({ ...there, ...kept, ...more }));
  await put({ sealed }).catch(() => put({ sealed: null })).catch(() => store.drop("queue", item.client_id));
  return "sent";
}

// Why it was not taken may name somebody, so it is sealed with the rest.
async function aside(item, inside, { status, body }) {
  const wrong = body?.wrong?.length ? body.wrong : [{ where: "", says: body?.says || TOO_LARGE }];
  const settled = body?.settled ?? null;
  const sealed = await vault.seal({ ...inside, reasons: wrong, holds: body?.holds ?? [], settled });
  const kept = { state: "aside", status, sealed, aside: body?.aside ?? null, isSettled: isOfThis(item, settled) };
  kept.known_at = item.known_at ?? contact.now().toISOString();
  await store.alter("queue", item.client_id, (there) => ({ ...there, ...kept }));
  return "aside";
}

// What was mended may be other than what was settled, unless the council had this version by then.
const isOfThis = ({ isMended, known_at }, settled) =>
  Boolean(settled && (!isMended || (known_at && Date.parse(settled.at) > Date.parse(known_at))));

/** Keep it for another try, later each time. */
export async function later(item, { retryAfter = 0 } = {}) {
  const tries = item.tries + 1;
  await store.alter("queue", item.client_id, (there) => ({ ...there, tries, next_at: nextTry(tries, retryAfter) }));
  return "later";
}
