// Saves a form while somebody writes, and shows questions when they are asked; it works without this.
const form = document.querySelector("form[data-autosave]");
const says = document.getElementById("saved");
const EVERY = 20_000; // milliseconds between two savings
let changed = false;
let saving = null;
let timer;

function tell(text) {
  if (says.textContent !== text) says.textContent = text;
}

// After signing in again elsewhere this page's token is an old one: a fresh page has the new one.
async function renew() {
  const page = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (page.redirected || !page.ok) return false;
  const read = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = read.querySelector("main input[name=csrfmiddlewaretoken]")?.value;
  if (token) form.elements.csrfmiddlewaretoken.value = token;
  return Boolean(token);
}

async function send(again) {
  const answer = await fetch(form.dataset.autosave, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
    keepalive: document.visibilityState === "hidden",
  });
  if (answer.redirected) throw new Error("you were signed out. Sign in again in another tab: what you wrote stays on this page, and is saved when you come back.");
  if (answer.status === 403 && again && (await renew())) return send(false);
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (!answer.ok) throw new Error(told.error ?? "you may not write this any more, or your sign-in is over.");
  form.elements.draft_version.value = told.version;
  return told.saved_at;
}

async function save() {
  clearTimeout(timer);
  timer = undefined;
  if (!changed || saving) return saving;
  changed = false;
  saving = send(true).then(
    (at) => tell(`${at}.`),
    (error) => {
      changed = true;
      const why = error instanceof TypeError ? "there is no connection. What you wrote stays on this page." : error.message;
      tell(`Not saved: ${why}`);
      timer ??= setTimeout(save, EVERY);
    },
  );
  await saving;
  saving = null;
}

function asksFor(question) {
  return Object.entries(JSON.parse(question.dataset.onlyIf)).every(([name, wanted]) => {
    const above = document.getElementById(`q-${name}`);
    if (!above || above.hidden) return false;
    const given = above.querySelectorAll("input:checked, option:checked");
    return [...given].some((each) => wanted.includes(each.value));
  });
}

function reveal() {
  for (const question of form.querySelectorAll("[data-only-if]")) question.hidden = !asksFor(question);
}

if (form) {
  form.addEventListener("input", () => {
    changed = true;
    timer ??= setTimeout(save, EVERY);
  });
  form.addEventListener("change", reveal);
  form.addEventListener("focusout", save);
  document.addEventListener("visibilitychange", save);
  // A saving under way would count as somebody else's: the button waits for it.
  form.addEventListener("submit", (sent) => {
    clearTimeout(timer);
    changed = false;
    if (!saving) return;
    sent.preventDefault();
    const button = sent.submitter;
    saving.finally(() => form.requestSubmit(button));
  });
  addEventListener("pageshow", reveal);
  reveal();
}
