// What was saved on this phone and is not yet at the council (ADR 33). A thing is on the disk before
// anybody is told that it is saved, and leaves only when the server says that it has it.
import * as contact from "./contact.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

export { FullError } from "./store.js";

const EVERY = 30_000;
const REPORT_AGAIN = 5 * 60_000;
const LONGEST = 30 * 60_000; // milliseconds between two tries of one thing
const GIVE_UP_AFTER = 3; // things in a row that the server could not take now: it is not well
const listeners = new Set();
let reported = null; // {told, at}: what the server was told last, in this window
let running = null;
let again = false;

/** Call when something changed, here or in another window. */
export const onChange = (listener) => listeners.add(listener);
const changed = (user) => store.tellAll("queue", { user });
store.onNews(({ what }) => {
  if (what === "queue") for (const listener of listeners) listener();
});

/** Save; when this resolves it is on the disk. With a `client_id` that was saved before, nothing is saved twice. */
export async function save({ kind, body, stamped = false, label = "", client_id = crypto.randomUUID() }) {
  const item = {
    client_id, kind, stamped, user: vault.user(), phone: vault.phone(), state: "waiting", of: body.of ?? null,
    told_at: new Date().toISOString(), offset: contact.offset(), tries: 0, next_at: 0, sealed: await vault.seal({ body, label }),
  };
  await store.write(["queue", "marks"], async (tx) => {
    if (await tx.objectStore("queue").get(client_id)) return;
    await tx.objectStore("queue").add({ ...item, number: await nextNumber(tx) });
  });
  changed(item.user);
  send();
  return { ...shown(item), label };
}

// Clocks jump, so what was saved first is told by counting.
async function nextNumber(tx) {
  const number = ((await tx.objectStore("marks").get("number"))?.value ?? 0) + 1;
  await tx.objectStore("marks").put({ name: "number", value: number });
  return number;
}

const shown = (item) => ({
  client_id: item.client_id, kind: item.kind, told_at: item.told_at, state: item.state,
  reasons: [], receipt: item.receipt ?? null, status: item.status ?? null,
  aside: item.aside ?? null, tries: item.tries,
});

const mine = async (user = vault.user()) =>
  (await store.all("queue")).filter((item) => item.user === user).sort((a, b) => a.number - b.number);

/** Everything of the person whose keys are open, the oldest first. */
export const items = async () => Promise.all((await mine()).map(opened));

async function opened(item) {
  const inside = item.sealed ? await vault.open_(item.sealed).catch(() => ({})) : {};
  return { ...shown(item), label: "", body: null, answer: null, ...inside };
}

/** How much is not sent, since when, and how much needs its person; also while the page is locked. */
export async function counts() {
  const all = await mine(vault.user() ?? (await vault.lastUser()));
  const waiting = all.filter((item) => item.state === "waiting");
  const oldest = waiting.map((item) => item.told_at).sort()[0] ?? null;
  return { unsent: waiting.length, oldest, aside: all.filter((item) => item.state === "aside").length };
}

/** Send a mended thing again in the place of the one that was set aside. */
export async function replace(client_id, body, more = {}) {
  const item = await store.get("queue", client_id);
  const { label } = await vault.open_(item.sealed);
  await putBack(client_id, { ...more, sealed: await vault.seal({ body, label }), of: body.of ?? null });
}

/** Ask again about one that was set aside, as it is: it may have been settled at the council. */
export const retry = (client_id) => putBack(client_id, {});

async function putBack(client_id, more) {
  const fresh = { state: "waiting", tries: 0, next_at: 0 };
  await store.alter("queue", client_id, (item) => (item.state === "aside" ? { ...item, ...fresh, ...more } : null));
  changed(vault.user());
  send();
}

/** Try to send everything that is due; called often, works once at a time on the whole phone. */
export function send() {
  again = true;
  running ??= work().finally(() => (running = null));
  return running;
}

/** Try to send everything now: somebody asks for it, or the network is back; nothing waits for its next turn. */
export async function sendAll() {
  for (const { client_id, state, next_at } of await mine()) {
    if (state !== "waiting" || !next_at) continue;
    await store.alter("queue", client_id, (item) => ({ ...item, next_at: 0 })).catch((error) => console.error(error));
  }
  return send();
}

async function work() {
  while (again && vault.isOpen()) {
    again = false;
    await navigator.locks.request(`doorstep-send-${globalThis.doorstepDatabase ?? ""}`, deliver).catch((error) => console.error(error));
  }
}

async function deliver() {
  const found = await contact.ask();
  if (!(await isOurs(found))) return;
  const { settle } = await import("./answers.js");
  const tried = new Set();
  let failed = 0;
  for (let item; failed < GIVE_UP_AFTER && (item = await nextOf(tried)); ) {
    tried.add(item.client_id);
    const result = await settle(item, found).catch((error) => (console.error(error), "later"));
    if (result === "stop") break;
    failed = result === "later" ? failed + 1 : 0;
    changed(item.user);
  }
  await report();
}

// Only the person whose keys are open may be signed in; somebody else's sign-in locks the page.
async function isOurs({ signedIn, user, mayRecord, phones }) {
  if (!signedIn || !vault.isOpen()) return false;
  if (user !== vault.user()) {
    vault.gone("other", vault.user());
    return false;
  }
  if (!mayRecord) await vault.dropList(user);
  const known = phones.find(({ id }) => id === vault.phone());
  if (!known) await (await import("./phones.js")).again();
  if (known?.revoked) await vault.revoked(user);
  return vault.isOpen() && !known?.revoked;
}

async function nextOf(tried) {
  if (!vault.isOpen()) return null;
  const all = await mine();
  const waiting = new Set(all.filter(({ state }) => state === "waiting").map(({ client_id }) => client_id));
  return all.find((item) => item.state === "waiting" && !tried.has(item.client_id) && isDue(item) && !waiting.has(item.of));
}

// A time further off than any pause was set by a clock that has since been put back.
const isDue = ({ next_at }) => next_at <= Date.now() || next_at > Date.now() + LONGEST * 2;

/** When to try again a thing that could not be taken now: twice as long each time, never all at once. */
export function nextTry(tries, retryAfter) {
  const pause = Math.min(LONGEST, 5_000 * 2 ** tries) * (0.5 + Math.random() / 2);
  return Date.now() + Math.max(pause, Math.min(retryAfter * 1000, LONGEST));
}

async function report() {
  if (!vault.isOpen()) return;
  const told = await counts();
  const same = reported && JSON.stringify(told) === JSON.stringify(reported.told);
  if (same && Math.abs(Date.now() - reported.at) < REPORT_AGAIN) return;
  const { status } = await contact.post(`phones/${vault.phone()}/waiting`, told);
  if (status === 204 || status === 200) reported = { told, at: Date.now() };
  if (status === 410) await contact.ask().then(isOurs);
}

/** Begin to send by itself: now, when the network is back, when the page is looked at, every half minute. */
export function begin() {
  addEventListener("online", sendAll);
  globalThis.document?.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(send, EVERY);
  onChange(() => again || running || soon());
  return Promise.all([tidy(), send()]);
}

// Another window saved something: whichever of them comes first sends it.
async function soon() {
  const { unsent } = await counts();
  if (unsent) send();
}

// Receipts go with the day they were given on.
async function tidy() {
  const day = (at) => new Date(at).toDateString();
  const over = (await store.all("queue")).filter((item) => item.state === "sent" && day(item.sent_at) !== day(contact.now()));
  await store.write(["queue"], async (tx) => {
    for (const { client_id } of over) await tx.objectStore("queue").delete(client_id);
  });
}
