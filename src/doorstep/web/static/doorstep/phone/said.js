// What several views say of a child, an address, what is owed: in words, never by colour alone.
import { away, bullets, h, small, tag } from "./dom.js";
import { dayWords, momentWords } from "./when.js";

const COLOURS = { overdue: "red", due_today: "orange", due_soon: "yellow", suspended: "grey" };

export const nameOf = (child) => child.name || child.child_id;
export const firstName = (child) => nameOf(child).split(" ")[0];

// "Tom", "Tom and Mia", "Tom, Mia and Bo"
export function together(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

const aged = (child) => `${firstName(child)} (${child.age})`;

export const whoIsThere = (stop) => together(stop.children.map(aged));
export const namesOf = (children) => together(children.map(nameOf));

export const dueWords = (due) => {
  if (!due) return "No day set";
  if (!/^\d{4}-/.test(due)) return due;
  return due.includes("T") ? momentWords(due) : dayWords(due);
};

const capital = (text) => text[0].toUpperCase() + text.slice(1).replaceAll("_", " ");

export function statusTag(row) {
  const known = String(row.status || "");
  return known && tag(row.status_words || capital(known), COLOURS[known] || "");
}

// What whoever goes there must know first; nothing where there are no warnings.
export function warningsOf(stop) {
  const told = [...new Set(stop.children.flatMap(({ warnings }) => warnings || []))];
  if (!told.length && !stop.two_workers) return null;
  return h(
    "div",
    { class: "d-safety" },
    h("p", { class: "d-safety__title" }, "Warning for staff"),
    stop.two_workers ? h("p", { class: "govuk-body" }, "Two workers go to this door.") : null,
    told.length ? bullets(told) : null,
  );
}

// A link that only the phone's own maps open: no map service is asked where a child lives. An iPhone knows no "geo:".
const MAPS = /iPhone|iPad/.test(navigator.userAgent) ? "maps:?q=" : "geo:0,0?q=";

export function addressOf(stop) {
  if (!stop.address) return small("No address is recorded.");
  const place = encodeURIComponent([stop.address, stop.postcode].filter(Boolean).join(", "));
  return h(
    "p",
    { class: "govuk-body d-address" },
    stop.address,
    stop.postcode && !stop.address.includes(stop.postcode) ? `, ${stop.postcode}` : "",
    " ",
    away("Open in this phone’s maps", MAPS + place, { hidden: `: ${stop.address}`, class: "govuk-link d-touch" }),
  );
}

// What is owed at a door, a line for each thing, siblings together.
function owedLines(stop) {
  const found = new Map();
  for (const child of stop.children) {
    for (const row of (child.owed || []).filter(({ is_decision }) => !is_decision)) {
      const mark = [row.title, row.due, row.method, row.status].join("|");
      if (!found.has(mark)) found.set(mark, { row, names: [] });
      found.get(mark).names.push(firstName(child));
    }
  }
  return [...found.values()].map(({ row, names }) => owedLine(row, stop.children.length > 1 ? names : []));
}

function owedLine(row, names) {
  const due = dueWords(row.due);
  const by = /^\d/.test(due) ? ` by ${due}` : "";
  return h(
    "li",
    null,
    names.length ? `${together(names)}: ` : "",
    `${row.title}${by}${row.method ? `, ${row.method}` : ""} `,
    statusTag(row),
  );
}

export const owedList = (stop, most = Infinity) => {
  const lines = owedLines(stop);
  const rest = lines.length - most;
  return [
    h("ul", { class: "govuk-list govuk-list--bullet d-owed" }, ...lines.slice(0, most)),
    rest > 0 ? small(`and ${rest} more, on the page of the visit`) : null,
  ];
};

export function owedTable(child) {
  if (!child.owed?.length) return small(`Nothing is owed to ${nameOf(child)} on this list.`);
  return h("ul", { class: "govuk-list d-rows" }, ...child.owed.map(owedRow));
}

const owedRow = (row) =>
  h(
    "li",
    { class: "d-rows__row" },
    h("strong", null, dueWords(row.due)),
    " ",
    statusTag(row),
    h("span", { class: "d-line" }, row.title, row.is_decision ? " (a decision)" : ""),
    h("span", { class: "d-line d-small" }, row.clause),
    row.method && h("span", { class: "d-line" }, `How: ${row.method}`),
    row.who?.length ? h("span", { class: "d-line" }, `By whom: ${[row.who].flat().join(", ")}`) : null,
    row.why && h("span", { class: "d-line" }, row.why),
  );
