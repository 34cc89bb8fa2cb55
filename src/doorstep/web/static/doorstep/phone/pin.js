// A field for a PIN, with its error where it is read first.
import { focusOn, h, replace } from "./dom.js";

export function pinField(id, label, { hint = "", autocomplete = "new-password" } = {}) {
  const error = h("p", { id: `${id}-error`, class: "govuk-error-message", hidden: true });
  const input = h("input", {
    id, class: "govuk-input govuk-input--width-10", type: "password", autocomplete, spellcheck: "false",
    autocapitalize: "none", "aria-describedby": hint ? `${id}-hint` : null,
  });
  const node = h(
    "div",
    { class: "govuk-form-group" },
    h("label", { class: "govuk-label govuk-label--s", htmlFor: id }, label),
    hint && h("div", { id: `${id}-hint`, class: "govuk-hint" }, hint),
    error,
    input,
  );
  return { node, input, error, hint };
}

/** Say what is wrong at the field, and go there. */
export function errorOn({ node, input, error, hint }, says) {
  node.classList.add("govuk-form-group--error");
  input.classList.add("govuk-input--error");
  error.hidden = false;
  replace(error, h("span", { class: "govuk-visually-hidden" }, "Error: "), says);
  input.setAttribute("aria-describedby", [hint && `${input.id}-hint`, error.id].filter(Boolean).join(" "));
  input.setAttribute("aria-invalid", "true");
  input.value = "";
  focusOn(input);
}
