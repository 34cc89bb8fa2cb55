// Contact with the server: who is signed in, what its clock says, and how a request ended.
import * as store from "./store.js";

const BASE = "/doorstep/";
const ASK_FOR = 15_000; // milliseconds until a silent server counts as no answer
const SEND_FOR = 60_000;
const A_BYTE = 0.1; // milliseconds more for each: ten seconds for 100 kB, as on a line that is bad
const listeners = new Set();
let asking = null;
let seen = null; // when the server's clock was last read: {server, phone, ticks}

export const state = {
  online: false, signedIn: false, known: false, user: null, name: "", csrf: "", offset: null,
  hours: 0, pin: true, mayRecord: false, phones: [], at: null,
};

/** Call with each news of the contact; answers a function that stops it. */
export const onChange = (listener) => (listeners.add(listener), () => listeners.delete(listener));

/** Ask who is signed in; several who ask at once share one answer. */
export function ask() {
  asking ??= asked().finally(() => (asking = null));
  return asking;
}

async function asked() {
  const path = await sessionPath();
  const began = { phone: Date.now(), ticks: performance.now() };
  const { status, body } = await request("GET", path, null, ASK_FOR);
  if (status === 200 && body?.user) signedIn(body, began);
  else if (status === 401) await signedOut(body);
  else change({ online: status > 0, known: false });
  return state;
}

// Who is signed out says which phone this is, to learn whether it was taken away (ADR 34).
async function sessionPath() {
  const who = await store.mark("last");
  const phone = who && (await store.get("keys", who))?.phone;
  return phone ? `session?phone=${phone}` : "session";
}

function signedIn(body, began) {
  seen = readClock(Date.parse(body.at), began);
  change({
    online: true, known: true, signedIn: true, user: body.user, name: body.name, csrf: body.csrf, at: new Date(),
    offset: offset(), hours: body.hours, pin: body.pin, mayRecord: body.may_record, phones: body.phones ?? [],
  });
}

// The server's clock was read half-way between asking and hearing, unless the phone's was set meanwhile.
function readClock(server, began) {
  const [phone, ticks] = [Date.now(), performance.now()];
  const took = ticks - began.ticks;
  if (Math.abs(phone - began.phone - took) > 2_000) return null;
  return { server, phone: phone - took / 2, ticks: ticks - took / 2 };
}

async function signedOut(body) {
  change({ online: true, known: true, signedIn: false, user: null, name: "", csrf: "", phones: [] });
  if (!body?.revoked) return;
  const vault = await import("./vault.js");
  await vault.revoked(await store.mark("last"));
}

function change(news) {
  Object.assign(state, news);
  for (const listener of listeners) listener(state);
}

/** Seconds the server's clock is ahead of the phone's; null where it is not known, or the phone's jumped since. */
export function offset() {
  if (!seen) return null;
  const byClock = Date.now() - seen.phone;
  const byTicks = performance.now() - seen.ticks; // goes on evenly whatever the clock is set to
  if (Math.abs(byClock - byTicks) > 60_000) return null;
  return Math.round((seen.server - seen.phone) / 1000);
}

/** The time, set right where the difference is known. */
export const now = () => new Date(Date.now() + (offset() ?? 0) * 1000);

export const get = (path, patience = SEND_FOR) => request("GET", path, null, patience);
export const post = (path, object) => request("POST", path, JSON.stringify(object));

/** How a request ended: {status, body, retryAfter}; status 0 is no answer, body null what is no JSON. */
async function request(method, path, text, patience = SEND_FOR + Math.round(text.length * A_BYTE)) {
  const told = { method, credentials: "same-origin", cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(patience) };
  told.headers = { Accept: "application/json" };
  if (text) {
    told.body = text;
    Object.assign(told.headers, { "Content-Type": "application/json", "X-CSRFToken": state.csrf });
  }
  try {
    const response = await fetch(BASE + path, told);
    const waits = Number(response.headers.get("Retry-After")) || 0;
    return { status: response.status, body: await bodyOf(response), retryAfter: waits };
  } catch {
    change({ online: false });
    return { status: 0, body: null, retryAfter: 0 };
  }
}

// An answer that breaks off in the middle is no answer.
async function bodyOf(response) {
  const kind = response.headers.get("Content-Type") ?? "";
  if (!/\bjson\b/.test(kind)) return null;
  return response.json();
}
