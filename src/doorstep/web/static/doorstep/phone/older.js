// Drafts grow old: what was begun on Monday is not silently the visit of Thursday. It is asked, once.
import { add, button, dayOf, focusOn, group, h, heading, link, paragraph } from "./dom.js";
import { whenBoxes, outOfStep } from "./stops.js";
import { dayIn, london, timeWords } from "./when.js";

// When a draft was begun, as its form has it: {day, time}.
function beganAt({ stamp, begun }) {
  const day = stamp && dayIn(stamp, "visit_date");
  return day ? { day, time: stamp.visit_time } : london(begun);
}

const today = (app) => dayIn(whenBoxes(Date.now(), outOfStep(app)), "visit_date");
const at = (time) => (time ? ` at ${timeWords(time)}` : "");

/** "on Monday 16 November at 9.28am", or "today at 9.28am". */
export function begunWords(app, draft) {
  const { day, time } = beganAt(draft);
  return `${day === today(app) ? "today" : `on ${dayOf(day)}`}${at(time)}`;
}

/** Whether to ask if it is still the visit of that day: begun on another day, and nobody has said so yet. */
export const isOld = (app, draft) => !draft.ofThatDay && beganAt(draft).day !== today(app);

// The day that stands in the form: that on which it was begun, unless somebody typed another.
const dayOfForm = (draft) => dayIn(draft.values, "visit_date") || beganAt(draft).day;

/** The view that asks, in the place of the form. `again()` shows the form; `noun`: "visit", "call", "contact". */
export function askingOf(app, { key, draft, noun, caption, again }) {
  const title = "Is it still the same?";
  const [began, day] = [beganAt(draft).day, dayOfForm(draft)];
  const typed = day === began ? "" : ` You wrote that it was on ${dayOf(day)}.`;
  const yes = async () => {
    await app.drafts.keep(key, { ...draft, ofThatDay: true });
    await again();
  };
  const node = h("div", null, heading(title, { caption }));
  add(node, paragraph(`You began this ${begunWords(app, draft)}.${typed} Is it still the ${noun} of that day?`));
  add(node, choice(app, { key, draft, again, no: "No, begin anew" }, button(`Yes, of ${dayOf(day)}`, yes)));
  add(node, paragraph(link("Today’s visits", "today", () => app.go("today"), { class: "govuk-link d-touch" })));
  return { title, node };
}

/** "Begin anew" beside another button. Where somebody wrote something it is asked once, as it throws that away. */
export function choice(app, { key, draft, again, no = "Begin anew" }, first) {
  const box = h("div");
  const drop = async () => {
    await app.drafts.drop(key);
    await again();
  };
  const ask = () => {
    const keepIt = button("Keep it", () => box.replaceChildren(buttons), { kind: "secondary" });
    const says = paragraph("What you wrote will be gone.");
    box.replaceChildren(says, group(button("Throw it away", drop, { kind: "warning" }), keepIt));
    focusOn(says);
  };
  const buttons = group(first, button(no, () => (draft.typed === false ? drop() : ask()), { kind: "secondary" }));
  return add(box, buttons);
}

const LONGEST = 4 * 3_600_000; // milliseconds: what was so at a door this morning is not so this afternoon

/** Whether answers about how it is now are too old to be gone on with. */
export const isStale = (draft) =>
  Math.abs(Date.now() - draft.begun) > LONGEST || london(draft.begun).day !== london(Date.now()).day;
