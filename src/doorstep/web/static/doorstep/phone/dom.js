// Elements made by script: text is only ever text, so nothing that was typed can become markup.
// A view builds its page of these; the classes are those of the stylesheet phone.css.

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "selected", "open", "htmlFor"]);

/** Make an element. `attrs`: class, on<event> functions, properties, attributes; null ones are left out. */
export function h(tag, attrs, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs ?? {})) put(made, name, value);
  return add(made, ...children);
}

function put(made, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") made.className = value;
  else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
  else if (PROPERTIES.has(name)) made[name] = value;
  else made.setAttribute(name, value === true ? "" : value);
}

/** Add children: elements, texts, lists of them; null, false and "" are left out. */
export function add(made, ...children) {
  for (const each of children.flat(Infinity)) {
    if (each === null || each === undefined || each === false || each === "") continue;
    made.append(each instanceof Node ? each : document.createTextNode(String(each)));
  }
  return made;
}

/** Several elements without one around them. */
export const all = (...children) => add(document.createDocumentFragment(), ...children);

export const hidden = (text) => h("span", { class: "govuk-visually-hidden" }, " ", text);
export const paragraph = (...children) => h("p", { class: "govuk-body" }, ...children);
export const small = (...children) => h("p", { class: "govuk-body-s d-small" }, ...children);

/** A heading; every view has one of level 1, which `main.js` focuses. */
export function heading(text, { level = 1, size = level === 1 ? "l" : "m", caption = "", id = null } = {}) {
  const made = h(`h${level}`, { class: `govuk-heading-${size}`, id });
  if (caption) add(made, h("span", { class: `govuk-caption-${size}` }, caption), " ");
  return add(made, text);
}

/** A button that does something; kind: "", "secondary", "warning". A slow one cannot be pressed twice. */
export function button(text, onclick, { kind = "", hidden: more = "", type = "button", ...attrs } = {}) {
  const look = kind ? ` govuk-button--${kind}` : "";
  const made = h("button", { type, class: `govuk-button${look}`, ...attrs }, text, more && hidden(more));
  if (onclick) made.addEventListener("click", once(made, onclick));
  return made;
}

// One press at a time: a second one while the first is still at work does nothing.
function once(made, does) {
  let working = false;
  return async (event) => {
    if (working) return;
    working = true;
    made.setAttribute("aria-disabled", "true");
    try {
      await does(event);
    } catch (error) {
      failed(error);
    } finally {
      working = false;
      made.removeAttribute("aria-disabled");
    }
  };
}

const IN_WORDS = new Set(["FullError", "NotAsideError", "NoPictureError"]); // made to be read by whoever pressed

/** Say that what somebody asked for was not done; nothing that fails may look as if nothing had been pressed. */
export function failed(error) {
  console.error(error);
  const words = IN_WORDS.has(error.name) ? error.message : "That did not work. What was saved is still on this phone. Try again.";
  announce(words, { stays: true });
}

/** A move to another view, as a link: `to` names the view, which may show in the address. */
export function link(text, to, onclick, { hidden: more = "", class: look = "govuk-link" } = {}) {
  const moves = async (event) => {
    event.preventDefault();
    try {
      await onclick(event);
    } catch (error) {
      failed(error);
    }
  };
  return h("a", { href: `#${to}`, class: look, onclick: moves }, text, more && hidden(more));
}

/** A link to an ordinary page of the site. */
export const away = (text, href, { hidden: more = "", class: look = "govuk-link" } = {}) =>
  h("a", { href, class: look }, text, more && hidden(more));

export const group = (...children) => h("div", { class: "govuk-button-group" }, ...children);
export const inset = (...children) => h("div", { class: "govuk-inset-text" }, ...children);

/** Something that must not be missed. */
export const warning = (...children) =>
  h(
    "div",
    { class: "govuk-warning-text" },
    h("span", { class: "govuk-warning-text__icon", "aria-hidden": "true" }, "!"),
    h("strong", { class: "govuk-warning-text__text" }, h("span", { class: "govuk-visually-hidden" }, "Warning "), ...children),
  );

/** A word with a colour; the word alone says it. Colours: grey, green, teal, blue, purple, red, orange, yellow. */
export const tag = (text, colour = "") =>
  h("strong", { class: `govuk-tag${colour ? ` govuk-tag--${colour}` : ""}` }, text);

export const details = (summary, ...children) =>
  h(
    "details",
    { class: "govuk-details" },
    h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, summary)),
    h("div", { class: "govuk-details__text" }, ...children),
  );

export const bullets = (items) =>
  h("ul", { class: "govuk-list govuk-list--bullet" }, ...items.map((each) => h("li", null, each)));

/** Rows of [what, value] or [what, value, [actions]]; empty values are left out. */
export function summaryList(rows) {
  const shown = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h("dl", { class: "govuk-summary-list" }, ...shown.map(summaryRow));
}

function summaryRow([what, value, actions]) {
  const row = h("div", { class: `govuk-summary-list__row${actions ? "" : " govuk-summary-list__row--no-actions"}` });
  add(row, h("dt", { class: "govuk-summary-list__key" }, what));
  add(row, h("dd", { class: "govuk-summary-list__value" }, value));
  return actions ? add(row, h("dd", { class: "govuk-summary-list__actions" }, actions)) : row;
}

/** What is wrong, first on the page: [{says, id}], each leading to its control. Focus it with `focusOn`. */
export function errorSummary(wrong, title = "There is a problem") {
  const items = wrong.map(({ says, id }) => h("li", null, id ? jump(says, id) : says));
  return h(
    "div",
    { class: "govuk-error-summary", tabindex: "-1", role: "alert" },
    h("h2", { class: "govuk-error-summary__title" }, title),
    h("div", { class: "govuk-error-summary__body" }, h("ul", { class: "govuk-list govuk-error-summary__list" }, ...items)),
  );
}

const jump = (says, id) =>
  h("a", { href: `#${id}`, onclick: (event) => (event.preventDefault(), focusOn(document.getElementById(id))) }, says);

/** Good or bad news in a box; kind: "success", "information", "warning", "error". */
export const notice = (kind, title, ...children) =>
  h(
    "div",
    { class: `d-notice d-notice--${kind}`, role: kind === "error" ? "alert" : null },
    title && h("p", { class: "d-notice__title" }, title),
    ...children,
  );

/** Put the focus on something, also where it does not take it by itself. */
export function focusOn(node) {
  if (!node) return;
  if (node.tabIndex < 0 && !node.hasAttribute("tabindex")) node.setAttribute("tabindex", "-1");
  node.focus();
  node.scrollIntoView?.({ block: "nearest" });
}

const GOES_AFTER = 12_000; // milliseconds
const BARELY_READ = 1_500;
let said = { at: 0 }; // what was said last

/** Say something to who listens and who looks, without moving the focus; said again when it is the same.
 * It goes by itself, or where it `stays`, with the next view. */
export function announce(text, { stays = false } = {}) {
  const live = document.getElementById("says");
  clearTimeout(said.going);
  said = { at: performance.now(), going: stays ? null : setTimeout(() => live.replaceChildren(), GOES_AFTER) };
  live.replaceChildren();
  requestAnimationFrame(() => live.replaceChildren(text));
}

/** Another view is shown: what was said of the last one goes, unless it was said on the way. */
export function hush(stays = BARELY_READ) {
  const live = document.getElementById("says");
  clearTimeout(said.going);
  if (performance.now() - said.at < stays) said.going = setTimeout(() => live.replaceChildren(), GOES_AFTER);
  else live.replaceChildren();
}

/** Make `wanted` what a node holds, touching only what differs: the rest keeps its focus and its place. */
export function inPlace(node, wanted) {
  for (const there of [...node.children]) if (!wanted.includes(there)) there.remove();
  for (const [at, each] of wanted.entries()) {
    if (node.children[at] !== each) node.insertBefore(each, node.children[at] ?? null);
  }
}

/** Put `children` in the place of what a node holds. */
export function replace(node, ...children) {
  node.replaceChildren();
  return add(node, ...children);
}

const LONDON = "Europe/London";
const words = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: LONDON, ...options });
const DAY = words({ weekday: "long", day: "numeric", month: "long" });
const CLOCK = words({ hour: "numeric", minute: "2-digit", hourCycle: "h12" });

/** "Sunday 22 November" of a moment or an ISO day. */
export const dayOf = (at) => DAY.format(at instanceof Date ? at : new Date(at.length === 10 ? `${at}T12:00:00Z` : at));
/** "3.04pm", as everywhere on the site. */
export const clockOf = (at) => CLOCK.format(new Date(at)).replace(":00", "").replace(":", ".").replace(/\s/g, "").toLowerCase();
/** "3.04pm" today, else "22 November at 3.04pm". */
export function momentOf(at, now = new Date()) {
  const [then, today] = [dayOf(new Date(at)), dayOf(new Date(now))];
  return then === today ? clockOf(at) : `${then.replace(/^\w+ /, "")} at ${clockOf(at)}`;
}
/** "1 visit", "3 visits". */
export const count = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
