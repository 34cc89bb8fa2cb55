// An effect in the words the ordinary page of a check has for it.
import { bullets, count, details, h, heading, inset, notice, paragraph, summaryList, tag } from "./dom.js";
import { dueWords, nameOf, statusTag } from "./said.js";

export function effectShown(found, child, { assessed = false } = {}) {
  return [
    found.raised ? notice("warning", found.raised, found.because?.length ? bullets(found.because) : null) : null,
    found.opening ? inset(paragraph("The policy prescribes how the note begins. It will start with:"), paragraph(h("strong", null, found.opening))) : null,
    (found.refused || []).map((text) => notice("warning", "The policy does not allow it", paragraph(text))),
    agreement(found.agreement),
    counted(found.counts || [], child),
    found.missing?.length ? inset(paragraph("Not recorded, and unknown is not yes:"), bullets(found.missing)) : null,
    found.rules?.length ? details("What the policy says of a visit made in this way", summaryList(found.rules)) : null,
    found.met?.length ? paragraph(`No longer owed once it is saved: ${found.met.join("; ")}.`) : null,
    found.no_step ? inset("The policies in force ask for no step of their own now that the visit was not made. Tell your manager, who decides what happens next.") : null,
    owed(found, child, assessed),
  ];
}

function agreement(told) {
  if (!told) return null;
  const asks = (told.asks || []).map(({ text, by }) => `Ask for it before the next one: ${text}, begun by ${by}`);
  return inset(paragraph(told.lead), bullets([...(told.said || []), ...asks]));
}

// --- does it count ---------------------------------------------------------------------------------------

function counted(rows, child) {
  const none = `No duty to see ${nameOf(child)} holds today, so there is nothing it could count for.`;
  return h(
    "div",
    { class: "d-counted" },
    heading("Does it count?", { level: 3, size: "s" }),
    rows.length ? h("ul", { class: "govuk-list d-rows" }, ...rows.map(countedRow)) : paragraph(none),
  );
}

function countedRow({ title, clause, counts, why_not, beside }) {
  const why = why_not || beside;
  return h(
    "li",
    { class: "d-rows__row" },
    counts ? tag("Counts", "green") : tag("Does not count", "red"),
    h("span", { class: "d-line" }, title),
    h("span", { class: "d-line d-small" }, clause),
    why ? h("span", { class: "d-line" }, why[0].toUpperCase() + why.slice(1)) : null,
  );
}

// --- what is due next -------------------------------------------------------------------------------------

function owed(found, child, assessed) {
  const rows = found.owed || [];
  return h(
    "div",
    { class: "d-next" },
    heading("What is due next", { level: 3, size: "s" }),
    assessed ? paragraph("Worked out before today’s check on the doorstep was saved; it is worked out anew when it is sent.") : null,
    rows.length ? null : paragraph(found.nothing || "Nothing is owed then."),
    listed(rows.filter((row) => !isBeside(row))),
    beside(rows.filter(isBeside), child),
  );
}

// What stood before and is decided at a desk may be opened: at a door it must not push the button to save away.
const isBeside = (row) => row.is_decision && !row.new;
const listed = (rows) => (rows.length ? h("ul", { class: "govuk-list d-rows" }, ...rows.map(owedRow)) : null);
const beside = (rows, child) =>
  rows.length ? details(`Also due for ${nameOf(child)}: ${count(rows.length, "decision or meeting", "decisions or meetings")}`, listed(rows)) : null;

function owedRow(row) {
  return h(
    "li",
    { class: "d-rows__row" },
    h("strong", null, dueWords(row.due)),
    " ",
    statusTag(row),
    row.new ? [" ", tag("New", "blue")] : null,
    h("span", { class: "d-line" }, row.title),
    details("Why", paragraph(row.why), row.clause ? paragraph(row.clause) : null),
  );
}
