// Where somebody is: the list, the stop or the child of their own, and what its draft begins with.
import { boxes, dayIn, london } from "./when.js";

const OUT_OF_STEP = 120; // seconds; below, clocks are taken to agree, as the server takes them

// {list, stop, children} of the stop a child is at, or of one child of one's own; null if it is gone.
export async function placeOf(app, { pk }) {
  const list = await app.round.get();
  if (!list) return null;
  const stop = list.stops.find(({ children }) => children.some((child) => child.pk === pk));
  if (stop) return { list, stop, children: stop.children };
  const child = (list.others || []).find((each) => each.pk === pk);
  return child ? { list, stop: null, children: [child] } : null;
}

// How far the phone's clock is from the server's, in seconds, where that matters.
export function outOfStep(app) {
  const offset = app.contact.offset() ?? 0;
  return Math.abs(offset) > OUT_OF_STEP ? offset : 0;
}

// The day and time of an instant of the phone's clock, as the boxes of the form have them.
export function whenBoxes(instant, offset = 0) {
  const { day, time } = london(instant + offset * 1000);
  return { ...boxes("visit_date", day), visit_time: time };
}

export const WHEN = ["visit_date-day", "visit_date-month", "visit_date-year", "visit_time"];

// Whether day and time are still the phone's own, because nobody typed others.
export const isStamped = (draft) =>
  WHEN.every((name) => (draft.values[name] ?? "") === (draft.stamp?.[name] ?? ""));

// What a draft of a visit, call or contact begins with.
export function begun(app) {
  const stamp = whenBoxes(Date.now(), outOfStep(app));
  return { begun: Date.now(), stamp, values: { ...stamp } };
}

// Day and time as they are sent: the phone's own are sent as its clock had them; the server sets them right.
export const whenSent = (draft) =>
  isStamped(draft) ? (draft.asSent ?? whenBoxes(draft.begun)) : Object.fromEntries(WHEN.map((n) => [n, draft.values[n] ?? ""]));

// Whether to ask why it is written down later: the list says of each of its days what is still in time.
export const lateBy = (app, list) => (values) => {
  const day = dayIn(values, "visit_date");
  const first = list.in_time_from?.[london(app.contact.now()).day];
  return { _late: day && first && day < first ? "yes" : "" };
};

export const whyLate = (field) =>
  field.name.startsWith("late_") ? { ...field, only_if: { ...field.only_if, _late: ["yes"] } } : field;
