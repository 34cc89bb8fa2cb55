// What is typed and not yet saved, sealed; it survives a closed window, a killed one and a sign-out.
import * as store from "./store.js";
import * as vault from "./vault.js";

async function idOf(key) {
  const plain = new TextEncoder().encode(`${vault.user()} ${key}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", plain));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Keep something under a key in the place of what was kept before. */
export async function keep(key, object) {
  const kept = { id: await idOf(key), user: vault.user(), phone: vault.phone(), at: Date.now(), sealed: await vault.seal(object) };
  await store.put("drafts", kept);
}

/** What was kept, or null; also where it was sealed with a key that is gone. */
export async function get(key) {
  const found = await store.get("drafts", await idOf(key));
  return found ? vault.open_(found.sealed).catch(() => null) : null;
}

export const drop = async (key) => store.drop("drafts", await idOf(key));
