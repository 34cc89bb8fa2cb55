// A form that is filled in: kept while somebody types, its questions shown as they are asked, its errors first.
import { errorSummary, focusOn, h, notice, paragraph } from "./dom.js";
import { firstControl, lacking, question, read, reveal } from "./fields.js";
import { keeper } from "./draft.js";

// `parts(show)` returns what stands in the form; `show(field)` is a question with what was typed so far.
// `derived(values)` returns what follows from the answers and is asked nowhere, under names with a "_".
export function filling(app, { key, draft, fields, parts, then, derived = () => ({}) }) {
  const keep = keeper(app, key, draft);
  Object.assign(draft.values, derived(draft.values));
  const problems = h("div");
  const form = h("form", { novalidate: true }, parts((field) => question(field, draft.values)));
  let wrong = [];

  const take = (event) => {
    standsAlone(form, fields, event?.target);
    Object.assign(draft.values, read(form, fields));
    Object.assign(draft.values, derived(draft.values));
    reveal(form, fields, draft.values);
    keep.soon();
  };
  const again = (name) => {
    const box = form.querySelector(`[data-question="${CSS.escape(name)}"]`);
    const field = fields.find((each) => each.name === name);
    if (box && field) box.replaceWith(question(field, draft.values, wrong));
  };
  const say = (told) => {
    const names = [...wrong, ...told].map(({ name }) => name);
    wrong = told;
    for (const name of new Set(names)) again(name);
    reveal(form, fields, draft.values);
    problems.replaceChildren(...(told.length ? [errorSummary(told)] : []));
    for (const { id } of told) if (id) openAround(document.getElementById(id));
    document.title = `${told.length ? "Error: " : ""}${document.title.replace(/^Error: /, "")}`;
    if (told.length) focusOn(problems.firstChild);
  };
  // What the server said against it, at the questions it names.
  const refuse = (reasons) =>
    say(
      reasons.map(({ where, says }) => {
        const field = fields.find(({ name }) => name === where);
        return { name: where, says, id: field ? firstControl(field) : null };
      }),
    );
  const submit = async (event) => {
    event?.preventDefault();
    take();
    say(lacking(fields, draft.values));
    await tried(problems, async () => {
      await keep.flush();
      if (!wrong.length) await then(draft);
    });
  };
  const set = (values) => {
    Object.assign(draft.values, values);
    for (const field of fields) again(field.name);
    reveal(form, fields, draft.values);
    keep.soon();
  };
  form.addEventListener("input", take);
  form.addEventListener("change", take);
  form.addEventListener("submit", submit);
  reveal(form, fields, draft.values);
  return { form, problems, submit, set, refuse, leave: keep.leave };
}

/** Do something that may fail, such as saving on a full phone: then it is said, and what was typed stays. */
export async function tried(problems, does) {
  try {
    await does();
  } catch (error) {
    problems.replaceChildren(notice("error", "It is not saved yet", paragraph(error.message)));
    focusOn(problems.firstChild);
  }
}

// "Nothing of these" and what was heard take each other away.
function standsAlone(form, fields, box) {
  const alone = fields.find(({ name }) => name === box?.name)?.alone;
  if (!alone || !box.checked) return;
  for (const other of form.querySelectorAll(`input[name="${CSS.escape(box.name)}"]:checked`)) {
    if (alone.includes(other.value) !== alone.includes(box.value)) other.checked = false;
  }
}

// A question with something wrong in it may lie in a part that is closed.
function openAround(node) {
  for (let box = node?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
}
