// What is typed and not yet saved, sealed; it survives a closed window, a killed one and a sign-out.
import * as contact from "./contact.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const LONGEST = 14 * 86_400_000; // milliseconds a draft is kept after it was begun
const NOTE = "made"; // the kind of the notes beside what was saved (made.js)

async function idOf(key, who = vault.user()) {
  const plain = new TextEncoder().encode(`${who} ${key}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", plain));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Keep something under a key in the place of what was kept before. In clear: its kind, and when it was begun. */
export async function keep(key, object) {
  const kept = {
    id: await idOf(key), user: vault.user(), phone: vault.phone(), at: Date.now(),
    kind: key.split(":")[0], begun: object?.begun ?? null, sealed: await vault.seal(object),
  };
  await store.put("drafts", kept);
}

/** What was kept, or null; also where it was sealed with a key that is gone. */
export async function get(key) {
  const found = await store.get("drafts", await idOf(key));
  return found ? vault.open_(found.sealed).catch(() => null) : null;
}

export const drop = async (key) => store.drop("drafts", await idOf(key));

/** Drop the notes beside what is not on this phone any more, and drafts that were begun long ago. */
export async function tidyDrafts(keptClientIds) {
  const who = vault.user(); // it may be locked meanwhile
  const mine = (await store.all("drafts")).filter(({ user }) => user === who);
  // Read after the notes: what was saved in between has its note and is kept.
  const saved = (await store.all("queue")).map(({ client_id }) => client_id);
  const notes = await Promise.all([...keptClientIds, ...saved].map((id) => idOf(`${NOTE}:${id}`, who)));
  const kept = new Set(notes);
  const over = mine.filter((each) => (each.kind === NOTE ? !kept.has(each.id) : isOld(each)));
  await store.write(["drafts"], async (tx) => {
    for (const { id } of over) await tx.objectStore("drafts").delete(id);
  });
}

// By the server's clock alone: a phone's that was set wrong must not throw away what was typed yesterday.
const isOld = ({ begun }) => begun && contact.offset() !== null && contact.now() - begun > LONGEST;
