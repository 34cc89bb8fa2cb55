// Today's visits in the order they are travelled: whom, where, what to know first, what is owed.
import { add, away, button, details, group, h, heading, link, momentOf, notice, paragraph, replace, small, tag } from "./dom.js";
import * as made from "./made.js";
import { begunUnder, keyOf, pkOf } from "./draft.js";
import { outBanner } from "./outing.js";
import { addressOf, nameOf, owedList, together, warningsOf, whoIsThere } from "./said.js";
import { dayWords, timeWords } from "./when.js";

const MOST = 3; // lines of what is owed on the card; all stand on the visit's page

export async function view(app) {
  const list = await app.round.get();
  if (!list) return nothing(app);
  const cards = list.stops.map((stop, at) => card(app, stop, at + 1));
  const out = h("div");
  const node = h("div", null, heading("Today’s visits", { caption: dayWords(list.day) }), out);
  add(node, aged(app, list), cards.length ? h("ol", { class: "d-stops" }, ...cards.map((each) => each.node)) : noStops());
  add(node, others(app, list), takeAnew(app));
  const renew = renewing(app, out, cards);
  let renewed = renew(); // one after the other, and the first hears of what changes meanwhile
  const gone = app.queue.onChange(() => (renewed = renewed.then(renew).catch((error) => console.error(error))));
  await renewed;
  return { title: "Today’s visits", node, gone };
}

// A record that is sent while the list is looked at shows as sent; whatever else somebody is about to press,
// reads or has opened stays where it is.
function renewing(app, out, cards) {
  let outings = null;
  return async () => {
    if (!app.vault.isOpen()) return;
    const done = await made.all(app);
    const now = done.filter(({ kind }) => kind === "outing").map(({ client_id, state }) => client_id + state).join();
    if (now !== outings) replace(out, await outBanner(app));
    outings = now;
    for (const each of cards) each.renew(done, await sinceWhen(app, each.stop));
  };
}

const begunAt = (app, stop) => begunUnder(app, keyOf("visit", pkOf(stop.children)));

// When the visit of a stop was begun, in words; empty where none was. The words come when they are wanted.
async function sinceWhen(app, stop) {
  const draft = await begunAt(app, stop);
  return draft ? (await import("./older.js")).begunWords(app, draft) : "";
}

async function nothing(app) {
  const node = h(
    "div",
    null,
    heading("Today’s visits"),
    await outBanner(app),
    h(
      "div",
      { class: "d-empty" },
      h("h2", { class: "govuk-heading-m" }, "There is no list on this phone"),
      paragraph("Either none was taken, or its hours are over and it was deleted. What you recorded and could not send yet is still here."),
      takeAnew(app, "Take today’s visits"),
      paragraph(away("Choose today’s visits first", "/doorstep/round/")),
    ),
    paragraph(link("See what waits to be sent", "waiting", () => app.go("waiting"))),
  );
  return { title: "Today’s visits", node };
}

const noStops = () =>
  h(
    "div",
    { class: "d-empty" },
    h("h2", { class: "govuk-heading-m" }, "No visits are chosen for today"),
    paragraph("You can still record a call or a contact with one of your children below."),
    paragraph(away("Choose today’s visits", "/doorstep/round/")),
  );

function aged(app, list) {
  const now = app.contact.now();
  return small(`Put on this phone: ${momentOf(list.taken_at, now)}. Deleted from it: ${momentOf(list.until, now)}.`);
}

const NOT_TAKEN = {
  nothing: () => ["information", "No visits are chosen", paragraph(away("Choose today’s visits", "/doorstep/round/"))],
  signed_out: () => ["error", "You are signed out", paragraph(away("Sign in", "/account/login/?next=/doorstep/"), ". What you recorded stays on this phone.")],
  may_not: () => ["error", "You cannot record visits any more", paragraph("Your role does not let you. What you recorded stays on this phone. Ask your manager.")],
  revoked: () => ["error", "This phone was taken off your account", paragraph("Sign in and set it up again. What was not sent is kept.")],
  silent: () => ["error", "No answer from Doorstep", paragraph(navigator.onLine ? "The line is too bad for the list. Try again where it is better." : "There is no signal. Try again where there is.")],
};

function takeAnew(app, words = "Take the list anew") {
  const says = h("div", { "aria-live": "polite" });
  const take = async () => {
    replace(says, paragraph("Fetching the list…"));
    const how = await app.round.take().catch((error) => (replace(says), Promise.reject(error)));
    if (how === "taken") return app.go("today", {}, { instead: true });
    return replace(says, NOT_TAKEN[how] && notice(...NOT_TAKEN[how]()));
  };
  return h("div", { class: "d-take" }, says, button(words, take, { kind: words.startsWith("Take the") ? "secondary" : "" }));
}

// --- a stop ------------------------------------------------------------------------------------------

// A card, and how it is renewed where something was recorded or begun meanwhile.
function card(app, stop, number) {
  const open = (view) => () => app.go(view, { pk: pkOf(stop.children) });
  const title = h("h2", { class: "govuk-heading-m d-stop__title" });
  if (stop.at) add(title, h("span", { class: "govuk-caption-m" }, `Agreed for ${timeWords(stop.at)}`));
  add(title, `${number}.`);
  add(title, link(whoIsThere(stop), "stop", open("stop")));
  const names = `: ${together(stop.children.map(nameOf))}`;
  const [mark, owed, since] = [h("span"), h("div"), h("div")];
  const door = button("At the door", () => atTheDoor(app, stop), { hidden: names });
  add(title, mark);
  const buttons = group(door, link("Call instead", "call", open("call"), { hidden: names, class: "govuk-link d-touch" }));
  const renew = renewingCard(stop, { mark, owed, since, door });
  return { stop, renew, node: h("li", { class: "d-stop" }, title, warningsOf(stop), addressOf(stop), owed, since, buttons) };
}

function renewingCard(stop, { mark, owed, since, door }) {
  let before = null;
  return (done, begun) => {
    const state = lastVisit(stop, done)?.state ?? "";
    if (before === `${state} ${begun}`) return;
    before = `${state} ${begun}`;
    replace(mark, state && [" ", tag(...STATES[state])]);
    // What is owed was worked out before the visit: once something is recorded, only the page of the visit has it.
    replace(owed, state ? null : owedList(stop, MOST));
    replace(since, begun && small(`You began to write it down ${begun}.`));
    door.firstChild.textContent = begun ? "Go on with what you began" : "At the door";
    door.classList.toggle("govuk-button--secondary", Boolean(state && !begun));
  };
}

// The check on the doorstep comes first, where the policy has one and it was not made today.
async function atTheDoor(app, stop) {
  const pk = pkOf(stop.children);
  if (await begunAt(app, stop)) return app.go("visit", { pk });
  const [list, done] = [await app.round.get(), await made.all(app)];
  const wanted = stop.children.some((c) => c.doorstep && !made.isAssessed(done, c.pk, list.day));
  return app.go(wanted ? "assess" : "stop", { pk });
}

const STATES = { waiting: ["Saved, not sent yet", "yellow"], aside: ["Needs you", "red"], sent: ["Sent", "green"] };

function lastVisit(stop, done) {
  const pks = stop.children.map(({ pk }) => pk);
  return done.filter((each) => each.kind === "visit" && each.pks.some((pk) => pks.includes(pk))).at(-1);
}

export function markOf(stop, done) {
  const last = lastVisit(stop, done);
  return last ? tag(...STATES[last.state]) : null;
}

// --- children who are not visited today --------------------------------------------------------------

function others(app, list) {
  if (!list.others?.length) return null;
  const rows = list.others.map((child) =>
    h(
      "li",
      null,
      link(`${nameOf(child)}, ${child.age}`, "call", () => app.go("call", { pk: child.pk }), {
        hidden: ": record a call or contact",
        class: "govuk-link d-touch",
      }),
    ),
  );
  return details(
    "Record a call or contact with another child of yours",
    h("ul", { class: "govuk-list" }, ...rows),
  );
}

