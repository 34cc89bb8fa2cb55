// Today's visits in the order they are travelled: whom, where, what to know first, what is owed.
import { add, away, button, details, group, h, heading, link, momentOf, notice, paragraph, small, tag } from "./dom.js";
import * as made from "./made.js";
import { exists, keyOf, pkOf } from "./draft.js";
import { outBanner } from "./outing.js";
import { addressOf, nameOf, owedList, together, warningsOf, whoIsThere } from "./said.js";
import { dayWords, timeWords } from "./when.js";

const MOST = 3; // lines of what is owed on the card; all stand on the visit's page

export async function view(app) {
  const list = await app.round.get();
  if (!list) return nothing(app);
  const done = await made.all(app);
  const cards = [];
  for (const [number, stop] of list.stops.entries()) {
    cards.push(card(app, { stop, number: number + 1, done, begun: await begunAt(app, stop) }));
  }
  const node = h("div", null, heading("Today’s visits", { caption: dayWords(list.day) }), await outBanner(app));
  add(node, aged(app, list), cards.length ? h("ol", { class: "d-stops" }, ...cards) : noStops());
  add(node, others(app, list), takeAnew(app));
  refreshed(app, node, done);
  return { title: "Today’s visits", node };
}

// A record that is sent while the list is looked at shows as sent.
function refreshed(app, node, done) {
  const mark = (items) => items.map(({ client_id, state }) => client_id + state).join();
  const before = mark(done);
  let wasShown = false;
  const stop = app.queue.onChange(async () => {
    wasShown ||= node.isConnected;
    if (wasShown && !node.isConnected) return stop?.();
    if (wasShown && mark(await app.queue.items()) !== before) app.go("today", {}, { instead: true });
    return null;
  });
}

const begunAt = (app, stop) => exists(app, keyOf("visit", pkOf(stop.children)));

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
  silent: () => ["error", "No answer from Doorstep", paragraph("The list could not be taken. Try again where there is signal.")],
};

function takeAnew(app, words = "Take the list anew") {
  const says = h("div", { "aria-live": "polite" });
  const take = async () => {
    const how = await app.round.take();
    if (how === "taken") return app.go("today", {}, { instead: true });
    if (NOT_TAKEN[how]) says.replaceChildren(notice(...NOT_TAKEN[how]()));
    return null;
  };
  return h("div", { class: "d-take" }, says, button(words, take, { kind: words.startsWith("Take the") ? "secondary" : "" }));
}

// --- a stop ------------------------------------------------------------------------------------------

function card(app, { stop, number, done, begun }) {
  const open = (view) => () => app.go(view, { pk: pkOf(stop.children) });
  const title = h("h2", { class: "govuk-heading-m d-stop__title" });
  if (stop.at) add(title, h("span", { class: "govuk-caption-m" }, `Agreed for ${timeWords(stop.at)}`));
  add(title, `${number}.`);
  add(title, link(whoIsThere(stop), "stop", open("stop")));
  const mark = markOf(stop, done);
  if (mark) add(title, " ", mark);
  // What is owed was worked out before the visit: once something is recorded, only the page of the visit has it.
  const names = `: ${together(stop.children.map(nameOf))}`;
  const buttons = group(
    button(begun ? "Go on with what you began" : "At the door", () => atTheDoor(app, stop, done, begun), { hidden: names, kind: mark && !begun ? "secondary" : "" }),
    link("Call instead", "call", open("call"), { hidden: names, class: "govuk-link d-touch" }),
  );
  return h("li", { class: "d-stop" }, title, warningsOf(stop), addressOf(stop), mark ? null : owedList(stop, MOST), buttons);
}

// The check on the doorstep comes first, where the policy has one and it was not made today.
async function atTheDoor(app, stop, done, begun) {
  const pk = pkOf(stop.children);
  if (begun) return app.go("visit", { pk });
  const list = await app.round.get();
  const wanted = stop.children.some((c) => c.doorstep && !made.isAssessed(done, c.pk, list.day));
  return app.go(wanted ? "assess" : "stop", { pk });
}

const STATES = { waiting: ["Saved, not sent yet", "yellow"], aside: ["Needs you", "red"], sent: ["Sent", "green"] };

export function markOf(stop, done) {
  const pks = stop.children.map(({ pk }) => pk);
  const last = done.filter((each) => each.kind === "visit" && each.pks.some((pk) => pks.includes(pk))).at(-1);
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

