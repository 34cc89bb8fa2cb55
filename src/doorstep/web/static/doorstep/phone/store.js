// What lies on the phone (IndexedDB). In clear: an opaque number for the person, kinds, times, states,
// counts, ids made here. Everything else is sealed before it comes to this module (vault.js).
import { openDB } from "./idb.js";

const STORES = { keys: "user", list: "user", queue: "client_id", drafts: "id", marks: "name" };
const VERSION = 1;
let opened = null; // the promise of the database

export class FullError extends Error {
  constructor() {
    super("This phone is full, so this could not be saved. Nothing you typed is gone: delete photographs or apps you do not need, then save again.");
    this.name = "FullError";
  }
}

const name = () => globalThis.doorstepDatabase ?? "doorstep";

function open() {
  opened ??= openDB(name(), VERSION, {
    upgrade(db) {
      for (const [store, keyPath] of Object.entries(STORES)) {
        if (!db.objectStoreNames.contains(store)) db.createObjectStore(store, { keyPath });
      }
    },
    blocking: close, // a newer page wants to change it: this one must not stand in the way
    terminated: () => (opened = null),
  }).catch((error) => {
    opened = null;
    throw error;
  });
  return opened;
}

async function close() {
  const db = await opened;
  opened = null;
  db?.close();
}

export const get = async (store, key) => (await open()).get(store, key);
export const all = async (store) => (await open()).getAll(store);

/** Change stores in one transaction; when this resolves, it is on the disk. */
export async function write(stores, does) {
  const tx = (await open()).transaction(stores, "readwrite", { durability: "strict" });
  const done = tx.done.then(() => null, (error) => error ?? new Error("The transaction was ended."));
  let result;
  try {
    result = await does(tx);
  } catch (error) {
    abort(tx);
    await done;
    throw told(error);
  }
  const failed = await done;
  if (failed) throw told(failed);
  return result;
}

function abort(tx) {
  try {
    tx.abort();
  } catch {
    // it ended by itself
  }
}

// A full disk is said in words; it may come from the request, from the commit, or as its own kind of error.
const told = (error) => (error.name === "QuotaExceededError" || /quota/i.test(String(error.message)) ? new FullError() : error);

export const put = (store, value) => write([store], (tx) => tx.objectStore(store).put(value));
export const drop = (store, key) => write([store], (tx) => tx.objectStore(store).delete(key));
/** Change one thing that is there; `change` gives the new one, or null to leave it. */
export const alter = (store, key, change) =>
  write([store], async (tx) => {
    const there = await tx.objectStore(store).get(key);
    const made = there && change(there);
    if (made) await tx.objectStore(store).put(made);
    return made ?? null;
  });

export const mark = async (which) => (await get("marks", which))?.value ?? null;
export const setMark = (which, value) => put("marks", { name: which, value });

// Windows of one phone tell each other what changed: {what, user}.
const channel = new BroadcastChannel("doorstep");
const listeners = new Set();
channel.onmessage = ({ data }) => hear(data);
function hear(news) {
  if (news.database === name()) for (const listener of listeners) listener(news);
}

/** Tell the other windows, and this one. */
export function tellAll(what, more = {}) {
  const news = { what, database: name(), ...more };
  channel.postMessage(news);
  hear(news);
}
/** Call with what the windows tell each other; answers a function that stops it. */
export const onNews = (listener) => (listeners.add(listener), () => listeners.delete(listener));
