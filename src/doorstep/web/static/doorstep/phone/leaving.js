// On the site's ordinary pages: signing out says what is not yet sent from this phone, and deletes the
// key of the list before the list. Loaded when somebody presses "Sign out" (app.js).
const NAME = "doorstep";

/** What this person has not sent; null where nothing was ever put on this phone. */
async function opened() {
  const known = await indexedDB.databases?.().catch(() => null);
  if (known && !known.some(({ name }) => name === NAME)) return null;
  const store = await import("./store.js");
  return store;
}

async function whoIs() {
  const response = await fetch("/doorstep/session", { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
  return response?.status === 200 ? (await response.json()).user : null;
}

/** Before the form goes: false where the person is to decide first. */
export async function beforeSigningOut(form) {
  const store = await opened();
  if (!store) return true;
  const user = (await whoIs()) ?? (await store.mark("last"));
  if (!user) return true;
  const unsent = (await store.all("queue")).filter((item) => item.user === user && item.state !== "sent").length;
  if (unsent && !form.dataset.warned) {
    warn(form, unsent);
    return false;
  }
  await forget(store, user);
  return true;
}

/** The list goes, its key first; what was sent needs no receipt here any more; the rest waits, sealed. */
export async function forget(store, user) {
  if (!user) return;
  await store.write(["keys", "list", "queue"], (tx) => forgetIn(tx, user, true)).catch(() => {
    // A full phone cannot even write that a key is gone, but it can delete: the server has the queue's key.
    return store.write(["keys", "list", "queue"], (tx) => forgetIn(tx, user, false));
  });
  store.tellAll("gone", { why: "signed_out", user });
}

async function forgetIn(tx, user, roomy) {
  const person = await tx.objectStore("keys").get(user);
  if (person && roomy) await tx.objectStore("keys").put({ ...person, list: null, signedOut: true });
  else await tx.objectStore("keys").delete(user);
  await tx.objectStore("list").delete(user);
  for (const item of await tx.objectStore("queue").getAll()) {
    if (item.user === user && item.state === "sent") await tx.objectStore("queue").delete(item.client_id);
  }
}

function warn(form, unsent) {
  const { main, box } = place();
  box.replaceChildren();
  const title = text("h2", unsent === 1 ? "1 thing is not sent" : `${unsent} things are not sent`, "govuk-heading-m");
  const why = text("p", "It is on this phone only. If you sign out it stays here, locked, and is sent when you sign in again on this phone. The list of visits is deleted from it.", "govuk-body");
  const send = text("a", "Send first", "govuk-button");
  send.href = "/doorstep/";
  const leave = text("button", "Sign out and keep it here", "govuk-button govuk-button--secondary");
  leave.addEventListener("click", () => {
    form.dataset.warned = "yes";
    form.requestSubmit();
  });
  const buttons = text("div", "", "govuk-button-group");
  buttons.append(send, leave);
  box.append(title, why, buttons);
  main.prepend(box);
  title.tabIndex = -1;
  title.focus();
}

function place() {
  const main = document.getElementById("main-content");
  let box = document.getElementById("unsent");
  if (!box) {
    box = text("section", "", "govuk-inset-text");
    box.id = "unsent";
    box.setAttribute("role", "alert");
  }
  return { main, box };
}

function text(tag, words, look) {
  const made = document.createElement(tag);
  made.className = look;
  made.textContent = words;
  return made;
}
