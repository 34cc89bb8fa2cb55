// The questions of a form as the list describes them: shown, read, and what is still lacking.
// A description is made by the server from the ordinary form; nothing is asked here that is not asked there.
import { h } from "./dom.js";
import { dayIn, dayWords } from "./when.js";

const DATE = ["day", "month", "year"];
const CHOSEN = new Set(["radios", "checkboxes", "yes_no", "select"]);
const SEVERAL = "checkboxes";

// The questions about one child: their names and labels carry the child instead of the slot.
export function fieldsOf(described, child) {
  const fill = (text) =>
    typeof text === "string" ? text.replaceAll("{child}", child.name || child.child_id) : text;
  const named = (name) => name.replace("{child}", `c${child.pk}-`);
  const conditions = (told) =>
    told && Object.fromEntries(Object.entries(told).map(([name, wanted]) => [named(name), wanted]));
  return described.map((field) => ({
    ...field,
    name: named(field.name),
    label: fill(field.label),
    hint: fill(field.hint),
    missing: fill(field.missing),
    only_if: conditions(field.only_if),
    required_if: conditions(field.required_if),
  }));
}

export function idOf(field) {
  return `f-${field.name.replaceAll(".", "-")}`;
}

export function firstControl(field) {
  if (field.kind === "date") return `${idOf(field)}-day`;
  return field.options?.length && field.kind !== "select" ? `${idOf(field)}-1` : idOf(field);
}

export function given(values, name) {
  const value = values[name] ?? "";
  return Array.isArray(value) ? value : value === "" ? [] : [value];
}

const ANY = "*"; // whatever was answered

const holds = (conditions, values) =>
  Object.entries(conditions).every(([name, wanted]) =>
    given(values, name).some((each) => each && (wanted.includes(ANY) || wanted.includes(each))),
  );

// The questions that the answers ask for; one that hangs on a question not asked is not asked either.
export function askedOf(fields, values) {
  const asked = new Map();
  for (const field of fields) {
    const told = field.only_if || {};
    const above = Object.keys(told).every((name) => asked.get(name) !== false);
    asked.set(field.name, above && holds(told, values));
  }
  return fields.filter(({ name }) => asked.get(name));
}

function isEmpty(field, values) {
  if (field.kind === "date") return DATE.every((part) => !(values[`${field.name}-${part}`] || "").trim());
  return !given(values, field.name).some((each) => each.trim());
}

const within = (label) => label.replace(/[?.]$/, "");

const NO_ARTICLE = new Set(
  "the a an your their what who how why where when which until since by from with in".split(" "),
);

// What a question is called within a sentence, as the ordinary pages call it.
function called(label) {
  if (label.endsWith("?")) return `an answer to “${label}”`;
  const [first] = label.split(" ");
  if (first === first.toUpperCase()) return label;
  const lower = label[0].toLowerCase() + label.slice(1);
  return NO_ARTICLE.has(first.toLowerCase()) ? lower : `the ${lower}`;
}

const missingWords = (field) =>
  field.missing || `${CHOSEN.has(field.kind) ? "Select" : "Enter"} ${called(field.label)}`;

export const isRequired = (field, values) =>
  Boolean(field.required || (field.required_if && holds(field.required_if, values)));

function wrongOf(field, values) {
  if (isEmpty(field, values)) return isRequired(field, values) ? missingWords(field) : "";
  const told = given(values, field.name);
  if (told.length > 1 && field.alone?.some((option) => told.includes(option))) {
    return `${within(field.label)}: select what was heard, or nothing`;
  }
  if (field.kind === "date" && !dayIn(values, field.name)) {
    return `${within(field.label)}: this must be a real date, such as 27 11 2026`;
  }
  const longest = Math.max(0, ...told.map((each) => each.length));
  if (field.max && longest > field.max) {
    return `${within(field.label)}: this must be ${field.max} characters or fewer`;
  }
  return "";
}

// What is still wrong with the answers, in the order of the page: [{name, id, says}].
export function lacking(fields, values) {
  return askedOf(fields, values)
    .map((field) => ({ name: field.name, id: firstControl(field), says: wrongOf(field, values) }))
    .filter(({ says }) => says);
}

// Only what is asked is sent: an answer to a question that went away again stays in the draft.
export function answersOf(fields, values) {
  const found = {};
  for (const field of askedOf(fields, values)) {
    const names = field.kind === "date" ? DATE.map((part) => `${field.name}-${part}`) : [field.name];
    for (const name of names) {
      const value = values[name];
      if (value !== undefined && value !== "" && value.length) found[name] = value;
    }
  }
  return found;
}

// --- shown -------------------------------------------------------------------------------------------

function hintAndError(field, says) {
  const id = idOf(field);
  return [
    field.hint && h("div", { id: `${id}-hint`, class: "govuk-hint" }, field.hint),
    says &&
      h(
        "p",
        { id: `${id}-error`, class: "govuk-error-message" },
        h("span", { class: "govuk-visually-hidden" }, "Error: "),
        says,
      ),
  ];
}

function describedBy(field, says) {
  const ids = [field.hint && `${idOf(field)}-hint`, says && `${idOf(field)}-error`];
  return ids.filter(Boolean).join(" ") || null;
}

function choice(field, [value, label], number, values) {
  const id = `${idOf(field)}-${number}`;
  const type = field.kind === SEVERAL ? "checkbox" : "radio";
  const kind = field.kind === SEVERAL ? "checkboxes" : "radios";
  const checked = given(values, field.name).includes(value);
  return h(
    "div",
    { class: `govuk-${kind}__item` },
    h("input", { class: `govuk-${kind}__input`, id, name: field.name, type, value, checked }),
    h("label", { class: `govuk-label govuk-${kind}__label`, for: id }, label),
  );
}

function group(field, says, inner) {
  return h(
    "fieldset",
    { class: "govuk-fieldset", "aria-describedby": describedBy(field, says) },
    h("legend", { class: "govuk-fieldset__legend govuk-fieldset__legend--s" }, field.label),
    ...hintAndError(field, says),
    inner,
  );
}

function choices(field, values, says) {
  const kind = field.kind === SEVERAL ? "checkboxes" : "radios";
  const inline = field.kind === "yes_no" ? " govuk-radios--inline" : "";
  const each = field.options.map((option, i) => choice(field, option, i + 1, values));
  const box = { class: `govuk-${kind}${inline}` };
  return group(field, says, h("div", box, ...each));
}

function dateBoxes(field, values, says) {
  const wrong = says ? " govuk-input--error" : "";
  const box = (part) =>
    h(
      "div",
      { class: "govuk-date-input__item" },
      h(
        "div",
        { class: "govuk-form-group" },
        h(
          "label",
          { class: "govuk-label govuk-date-input__label", for: `${idOf(field)}-${part}` },
          part[0].toUpperCase() + part.slice(1),
        ),
        h("input", {
          class: `govuk-input govuk-date-input__input govuk-input--width-${part === "year" ? 4 : 2}${wrong}`,
          id: `${idOf(field)}-${part}`,
          name: `${field.name}-${part}`,
          type: "text",
          inputmode: "numeric",
          autocomplete: "off",
          value: values[`${field.name}-${part}`] || "",
        }),
      ),
    );
  return group(field, says, h("div", { class: "govuk-date-input" }, ...DATE.map(box)));
}

function written(field, values, says) {
  const id = idOf(field);
  const long = field.kind === "lines";
  const told = {
    id,
    name: field.name,
    "aria-describedby": describedBy(field, says),
    class: `govuk-${long ? "textarea" : "input"}${says ? ` govuk-${long ? "textarea" : "input"}--error` : ""}${field.kind === "time" ? " govuk-input--width-5" : ""}`,
    autocomplete: "off",
  };
  const value = given(values, field.name)[0] || "";
  const control = long
    ? h("textarea", { ...told, rows: 4 }, value)
    : h("input", { ...told, type: "text", value });
  const label = h("label", { class: "govuk-label govuk-label--s", for: id }, field.label);
  return [label, ...hintAndError(field, says), control];
}

function select(field, values, says) {
  const id = idOf(field);
  const chosen = given(values, field.name)[0] || "";
  const blank = field.options.some(([value]) => value === "") ? [] : [["", "Choose"]];
  const options = [...blank, ...field.options].map(([value, label]) =>
    h("option", { value, selected: value === chosen }, label),
  );
  return [
    h("label", { class: "govuk-label govuk-label--s", for: id }, field.label),
    ...hintAndError(field, says),
    h("select", { class: "govuk-select", id, name: field.name, "aria-describedby": describedBy(field, says) }, ...options),
  ];
}

function control(field, values, says) {
  if (field.kind === "date") return [dateBoxes(field, values, says)];
  if (field.kind === "select") return select(field, values, says);
  if (CHOSEN.has(field.kind)) return [choices(field, values, says)];
  return written(field, values, says);
}

export function question(field, values, wrong = []) {
  const says = wrong.find(({ name }) => name === field.name)?.says || "";
  return h(
    "div",
    {
      class: `govuk-form-group${says ? " govuk-form-group--error" : ""}`,
      "data-question": field.name,
    },
    ...control(field, values, says),
  );
}

// --- read --------------------------------------------------------------------------------------------

// Everything that stands in the form, asked or not, so that going back and forth loses nothing.
export function read(form, fields) {
  const told = new FormData(form);
  const several = new Set(fields.filter(({ kind }) => kind === SEVERAL).map(({ name }) => name));
  const found = {};
  for (const control of form.elements) {
    if (!control.name || control.type === "submit") continue;
    found[control.name] = several.has(control.name)
      ? told.getAll(control.name)
      : String(told.get(control.name) ?? "");
  }
  return found;
}

// Shows the questions that the answers now ask for, and hides the others.
export function reveal(form, fields, values) {
  const asked = new Set(askedOf(fields, values).map(({ name }) => name));
  for (const box of form.querySelectorAll("[data-question]")) {
    box.hidden = !asked.has(box.dataset.question);
  }
}

// The answers as somebody reads them: [label, words].
export function rowsOf(fields, values) {
  return askedOf(fields, values)
    .filter((field) => !isEmpty(field, values))
    .map((field) => [field.label, wordsOf(field, values)]);
}

export function wordsOf(field, values) {
  if (field.kind === "date") return dayWords(dayIn(values, field.name));
  const label = (value) => field.options?.find(([each]) => each === value)?.[1] ?? value;
  return given(values, field.name).map(label).join(", ");
}
