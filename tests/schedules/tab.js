// One window of a simulated phone: the page's own modules in a Worker, so that ending it is a true kill.
// Between them and the real server stands what can go wrong; clock and waiting are moved by hand.
const RealDate = Date;
const realFetch = fetch;
const derive = crypto.subtle.deriveKey.bind(crypto.subtle);
let set; // {origin, database, clock, began, shift, faults, offline}
let modules;

crypto.subtle.deriveKey = (how, ...rest) => derive(how.name === "PBKDF2" ? { ...how, iterations: 1000 } : how, ...rest);

function moveClock() {
  const now = () => set.clock + (RealDate.now() - set.began) + set.shift;
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length ? given : [now()]));
    }
    static now() {
      return now();
    }
  };
}

for (const name of ["add", "put"]) {
  const real = IDBObjectStore.prototype[name];
  IDBObjectStore.prototype[name] = function (...given) {
    if (!set.full) return real.apply(this, given);
    postMessage({ happened: "full" });
    throw new DOMException("no room", "QuotaExceededError");
  };
}

globalThis.fetch = async (address, told) => {
  const real = () => realFetch(set.origin + address, told);
  if (set.offline) throw new TypeError("no network");
  const fault = address.endsWith("/records") || address.includes("/session") ? takeFault(address) : null;
  return fault ? FAULTS[fault](real) : real();
};

function takeFault(address) {
  const at = set.faults.findIndex(({ where }) => address.includes(where));
  if (at < 0) return null;
  const [{ kind }] = set.faults.splice(at, 1);
  postMessage({ happened: kind });
  return kind;
}

const lost = () => {
  throw new TypeError("the line was cut");
};
const page = (status, headers = {}) => new Response("<h1>broken</h1>", { status, headers: { "Content-Type": "text/html", ...headers } });
const json = (status, headers = {}) => new Response('{"error":"not_now","says":"Later.","wrong":[]}', { status, headers: { "Content-Type": "application/json", ...headers } });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const FAULTS = {
  cut_before: lost,
  cut_after: async (real) => (await (await real()).arrayBuffer(), lost()),
  broken_before: async () => page(500),
  broken_after: async (real) => (await (await real()).arrayBuffer(), page(500)),
  gateway_after: async (real) => (await (await real()).arrayBuffer(), page(504)),
  half_answer: async (real) => (await (await real()).arrayBuffer(), new Response('{"client_id": "', { status: 201, headers: { "Content-Type": "application/json" } })),
  not_now: async () => json(503, { "Retry-After": "1" }),
  too_many: async () => json(429, { "Retry-After": "2" }),
  old_token: async () => new Response('{"error":"csrf"}', { status: 403, headers: { "Content-Type": "application/json" } }),
  twice: async (real) => (await (await real()).arrayBuffer(), real()),
  slow: async (real) => (await pause(60), real()),
};

const unlessFull = (error) => {
  if (error.name !== "FullError") throw error;
  return "full";
};

const DOES = {
  async begin(given) {
    set = given;
    globalThis.doorstepDatabase = set.database;
    moveClock();
    const load = (name) => import(`${set.origin}/static/doorstep/phone/${name}.js`);
    const [contact, keys, leaving, phones, queue, store, vault] = await Promise.all(
      ["contact", "keys", "leaving", "phones", "queue", "store", "vault"].map(load),
    );
    modules = { contact, keys, leaving, phones, queue, store, vault };
    return true;
  },
  async enrol({ pin }) {
    const found = await modules.contact.ask();
    return modules.phones.enrol({ found, how: { pin }, name: "A phone" }).catch(unlessFull);
  },
  async unlock({ pin }) {
    const { user } = await modules.contact.ask();
    const who = user ?? (await modules.vault.lastUser());
    const person = who && (await modules.vault.personOf(who));
    if (!person?.queue) return "no_keys";
    if (person.signedOut && !user) return "signed_out";
    await modules.vault.unlock(who, pin);
    modules.queue.send();
    return "open";
  },
  async save({ client_id, kind, body, at }) {
    if (!modules.vault.isOpen()) return { locked: true };
    try {
      const put = typeof body === "string" ? JSON.parse(body.replaceAll(`"AT":""`, stamp())) : body;
      const item = await modules.queue.save({ client_id, kind, body: put, stamped: at, label: "A label" });
      return { saved: item.client_id };
    } catch (error) {
      if (error instanceof modules.queue.FullError) return { full: true };
      throw error;
    }
  },
  send: async () => (await modules.queue.send(), true),
  user: () => modules.vault.user(),
  items: async () => (modules.vault.isOpen() ? modules.queue.items() : null),
  counts: async () => modules.queue.counts(),
  isOpen: () => modules.vault.isOpen(),
  fault: (fault) => set.faults.push(fault),
  news: (more) => Object.assign(set, more) && true,
  async wait() {
    const { full } = set;
    set.full = false; // time passes on a full phone too
    for (const item of await modules.store.all("queue")) {
      if (item.state === "waiting") await modules.store.put("queue", { ...item, next_at: 0 });
    }
    set.full = full;
    modules.queue.sendAll().catch(() => {}); // with the time the pauses pass that lie in memory alone
    return true;
  },
  async signOut() {
    await modules.leaving.forget(modules.store, modules.vault.user() ?? (await modules.vault.lastUser()));
    return true;
  },
};

// The day and the time that the page puts on a record itself.
function stamp() {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", day: "numeric", month: "numeric", year: "numeric", hour: "2-digit", minute: "2-digit" }).formatToParts(new Date());
  const of = (type) => parts.find((part) => part.type === type).value;
  const told = { "visit_date-day": of("day"), "visit_date-month": of("month"), "visit_date-year": of("year"), visit_time: `${of("hour")}:${of("minute")}` };
  return Object.entries(told).map(([name, value]) => `"${name}":"${value}"`).join(",");
}

onmessage = async ({ data: { number, does, given } }) => {
  try {
    postMessage({ number, answer: await DOES[does](given ?? {}) });
  } catch (error) {
    postMessage({ number, failed: `${error.name}: ${error.message} ${error.stack}` });
  }
};
