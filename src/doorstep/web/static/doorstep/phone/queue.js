// What was saved on this phone and is not yet at the council (ADR 33). A thing is on the disk before
// anybody is told that it is saved, and leaves only when the server says that it has it.
import * as contact from "./contact.js";
import * as drafts from "./drafts.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

export { FullError } from "./store.js";

/** What was to be mended or asked about again does not need it any more. */
export class NotAsideError extends Error {
  constructor() {
    super("This was sent again meanwhile, or taken off this phone. See what was saved on this phone.");
    this.name = "NotAsideError";
  }
}

const EVERY = 30_000;
const REPORT_AGAIN = 5 * 60_000;
const LONGEST = 30 * 60_000; // milliseconds between two tries of one thing
const LARGE = "photograph";
const GIVE_UP_AFTER = 3; // things in a row that the server could not take now: it is not well
const listeners = new Set();
let reported = null; // {told, at}: what the server was told last, in this window
let running = null;
let again = false;
let alarm; // for the thing whose turn is next
let tidied = false; // since it was unlocked
const askedAbout = new Set(); // of what was settled at the council
const pauses = new Map(); // until when to leave a thing of which the phone could not even write that

/** Call when something changed, here or in another window; answers a function that stops it. */
export const onChange = (listener) => (listeners.add(listener), () => listeners.delete(listener));
const changed = (user) => store.tellAll("queue", { user });
store.onNews(({ what }) => {
  if (what === "queue") for (const listener of listeners) listener();
});

/** Save; when this resolves it is on the disk. `wasThere`: this `client_id` was saved before, and nothing is saved now. */
export async function save({ kind, body, stamped = false, label = "", client_id = crypto.randomUUID() }) {
  const item = {
    client_id, kind, stamped, user: vault.user(), phone: vault.phone(), state: "waiting", of: body.of ?? null,
    told_at: new Date().toISOString(), offset: contact.offset(), tries: 0, next_at: 0, sealed: await vault.seal({ body, label }),
  };
  const wasThere = await store.write(["queue", "marks", "list"], async (tx) => {
    if (await tx.objectStore("queue").get(client_id)) return true;
    const list = (await tx.objectStore("list").get(item.user))?.taken_at ?? null;
    await tx.objectStore("queue").add({ ...item, list, number: await nextNumber(tx) });
    return false;
  });
  changed(item.user);
  send();
  return { ...shown(item), label, wasThere };
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
  aside: item.aside ?? null, isSettled: item.isSettled ?? false, tries: item.tries,
});

const mine = async (user = vault.user()) =>
  (await store.all("queue")).filter((item) => item.user === user).sort((a, b) => a.number - b.number);

/** Everything of the person whose keys are open, the oldest first. */
export const items = async () => Promise.all((await mine()).map(opened));

async function opened(item) {
  const inside = item.sealed ? await vault.open_(item.sealed).catch(() => ({})) : {};
  return { ...shown(item), label: "", body: null, answer: null, settled: null, ...inside };
}

/** How much is not sent, since when, how much needs its person, how much was settled for them; also while it is locked. */
export async function counts() {
  const all = await mine(vault.user() ?? contact.state.user ?? (await vault.lastUser()));
  const waiting = all.filter((item) => item.state === "waiting");
  const oldest = waiting.map((item) => item.told_at).sort()[0] ?? null;
  const aside = all.filter((item) => item.state === "aside");
  const settled = aside.filter(({ isSettled }) => isSettled).length;
  return { unsent: waiting.length, oldest, aside: aside.length - settled, settled };
}

/** Send a mended thing again in the place of the one that was set aside. */
export async function replace(client_id, body, more = {}) {
  const item = await store.get("queue", client_id);
  if (item?.state !== "aside") throw new NotAsideError();
  const { label } = await vault.open_(item.sealed);
  await putBack(client_id, { ...more, sealed: await vault.seal({ body, label }), of: body.of ?? null, isMended: true, known_at: null });
}

/** Ask again about one that was set aside, as it is: it may have been settled at the council. */
export const retry = (client_id) => putBack(client_id, {});

/** Take one off this phone that was settled at the council, where it is kept. */
export async function takeOff(client_id) {
  await store.write(["queue"], async (tx) => {
    const item = await tx.objectStore("queue").get(client_id);
    if (item?.state !== "aside" || !item.isSettled) throw new NotAsideError();
    await tx.objectStore("queue").delete(client_id);
  });
  changed(vault.user());
}

async function putBack(client_id, more) {
  const fresh = { state: "waiting", tries: 0, next_at: 0 };
  const put = await store.alter("queue", client_id, (item) => (item.state === "aside" ? { ...item, ...fresh, ...more } : null));
  if (!put) throw new NotAsideError();
  changed(vault.user());
  send();
}

/** Try to send everything that is due; called often, works once at a time on the whole phone. */
export function send() {
  again = true;
  running ??= work().finally(() => {
    running = null;
    if (again && vault.isOpen()) send(); // asked for between its last look and here
  });
  return running;
}

/** Try to send everything now: somebody asks for it, or the network is back; nothing waits for its next turn. */
export async function sendAll() {
  pauses.clear();
  for (const { client_id, state, next_at } of await mine()) {
    if (state !== "waiting" || !next_at) continue;
    await store.alter("queue", client_id, (item) => ({ ...item, next_at: 0 })).catch((error) => console.error(error));
  }
  return send();
}

async function work() {
  while (again && vault.isOpen()) {
    again = false;
    const turn = import("./alone.js").then(({ alone }) => alone("send", deliver));
    await turn.catch((error) => console.error(error));
  }
}

async function deliver() {
  const found = await contact.ask();
  if (!(await isOurs(found))) return;
  await tidy().catch((error) => console.error(error));
  const { settle, later } = await import("./answers.js");
  const [tried, cut] = [new Set(), new Set()];
  let failed = 0;
  for (let item; failed < GIVE_UP_AFTER && (item = await nextOf(tried)); ) {
    tried.add(item.client_id);
    const result = await settle(item, found, !cut.has(item.client_id)).catch((error) => broken(item, error, later));
    if (result === "stop") break;
    // Its place in the order is found anew: a picture that was cut off comes behind what was saved meanwhile.
    if (result === "again") tried.delete(item.client_id) && cut.add(item.client_id);
    else if (result !== "broken") failed = result === "later" ? failed + 1 : 0;
    changed(item.user);
  }
  await wakeForNext();
  await report();
}

// What has its turn before the next look is not kept waiting for it.
async function wakeForNext() {
  const turns = (await mine()).filter(({ state }) => state === "waiting").map(({ client_id, next_at }) => Math.max(next_at, pauses.get(client_id) ?? 0));
  const next = Math.min(...turns.filter((at) => !isPast(at))) - Date.now();
  clearTimeout(alarm);
  if (next < EVERY) alarm = setTimeout(send, next + 100);
}

// What this phone itself cannot send says nothing of the server, and holds up nothing behind it.
async function broken(item, error, later) {
  console.error(error);
  if (!vault.isOpen()) return "stop";
  pauses.set(item.client_id, nextTry(item.tries + 1, 0));
  await later(item).catch((failed) => console.error(failed));
  return "broken";
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
  const due = all.filter((item) => item.state === "waiting" && !tried.has(item.client_id) && isDue(item) && !waiting.has(item.of));
  return due.find(({ kind }) => kind !== LARGE) ?? due[0]; // a picture on a slow line keeps no visit waiting
}

// A time further off than any pause was set by a clock that has since been put back.
const isPast = (at) => at <= Date.now() || at > Date.now() + LONGEST * 2;
const isDue = ({ client_id, next_at }) => isPast(next_at) && isPast(pauses.get(client_id) ?? 0);

/** When to try again a thing that could not be taken now: twice as long each time, never all at once. */
export function nextTry(tries, retryAfter) {
  const pause = Math.min(LONGEST, 5_000 * 2 ** tries) * (0.5 + Math.random() / 2);
  return Date.now() + Math.max(pause, Math.min(retryAfter * 1000, LONGEST));
}

async function report() {
  if (!vault.isOpen()) return;
  const { unsent, oldest, aside } = await counts();
  const told = { unsent, oldest, aside };
  const same = reported && JSON.stringify(told) === JSON.stringify(reported.told);
  if (same && Math.abs(Date.now() - reported.at) < REPORT_AGAIN) return;
  const { status, body } = await contact.post(`phones/${vault.phone()}/waiting`, told);
  if (status === 204 || status === 200) reported = { told, at: Date.now() };
  if (status === 410) await contact.ask().then(isOurs);
  if (body?.settled?.length) await askAbout(new Set(body.settled));
}

// What was settled at the council is asked about once, so that nobody has to think of it.
async function askAbout(ids) {
  for (const { client_id, state, isSettled } of await mine()) {
    if (state !== "aside" || isSettled || !ids.has(client_id) || askedAbout.has(client_id)) continue;
    askedAbout.add(client_id);
    await retry(client_id);
  }
}

/** Begin to send by itself: now, when the network is back, when the page is looked at, every half minute. */
export function begin() {
  addEventListener("online", sendAll);
  globalThis.document?.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(send, EVERY);
  vault.onOpened(() => (tidied = false));
  onChange(() => again || running || soon());
  return send();
}

// Another window saved something: whichever of them comes first sends it.
async function soon() {
  const { unsent } = await counts();
  if (unsent) send();
}

// Receipts go with the day they were given on, but not before the list they belong to: it does not know of
// them. Only where the server has told the time: a phone whose clock was put back would lose them all.
async function tidy() {
  if (tidied || contact.offset() === null) return;
  tidied = true;
  const lists = new Map((await store.all("list")).map(({ user, taken_at }) => [user, taken_at]));
  const day = (at) => new Date(at).toDateString();
  const isOver = (item) =>
    item.state === "sent" && day(item.sent_at) !== day(contact.now()) && !(item.list && lists.get(item.user) === item.list);
  const all = await store.all("queue");
  const over = new Set(all.filter(isOver).map(({ client_id }) => client_id));
  await store.write(["queue"], async (tx) => {
    for (const client_id of over) await tx.objectStore("queue").delete(client_id);
  });
  await drafts.tidyDrafts(all.map(({ client_id }) => client_id).filter((id) => !over.has(id)));
}
