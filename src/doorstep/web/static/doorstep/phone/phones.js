// Asks the server for the key of this person on this phone, and for those of what waits here under others.
import { alone } from "./alone.js";
import * as contact from "./contact.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const SILENT = "The council’s system did not answer. Try again where there is signal";

/** Set the phone up, or open it in a new way; answers what went wrong, or "". Two windows at once make one phone. */
export const enrol = (given) => alone("enrol", () => enrolled(given));

async function enrolled({ found, how, name }) {
  if (!found.user) return SILENT;
  let { answer, id, formerly } = await ask(found.user, name);
  if (answer.status === 410) {
    await vault.forgetKeys(found.user, { revoked: true });
    ({ answer, id, formerly } = await ask(found.user, name));
  }
  const { status, body } = answer;
  if (status !== 200 && status !== 201) return body?.says ?? SILENT;
  await vault.begin({ user: found.user, phone: id, keyText: body.key, former: body.keys ?? {}, how, formerly });
  return "";
}

// The phone's id is kept before it is told, so that after an answer that was lost the same is asked for.
async function ask(user, name) {
  const person = (await vault.personOf(user)) ?? vault.nobody(user);
  const id = person.phone ?? person.wanted ?? crypto.randomUUID();
  const formerly = await others(person, id);
  if (!person.phone) await store.put("keys", { ...person, formerly, wanted: id });
  return { answer: await contact.post("phones", { id, name, formerly }), id, formerly };
}

// Whatever is kept here under another phone's key needs that key.
async function others({ user, formerly }, id) {
  const kept = [...(await store.all("queue")), ...(await store.all("drafts"))];
  const phones = kept.filter((item) => item.user === user && item.sealed).map((item) => item.phone);
  return [...new Set([...formerly, ...phones])].filter((phone) => phone && phone !== id).slice(-50);
}

/** The server knows no such phone, as after a backup was put back: it gets a new one; the old key stays here. */
export const again = () =>
  alone("enrol", async () => {
    const old = vault.phone();
    const id = crypto.randomUUID();
    const { status, body } = await contact.post("phones", { id, name: "", formerly: [] });
    if (status === 201 || status === 200) await vault.renew(id, body.key, old);
  });
