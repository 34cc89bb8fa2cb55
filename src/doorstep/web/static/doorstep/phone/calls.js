// The kinds of calls and contacts, in the words the ordinary pages have for them.
export const NOUNS = {
  kit_call: "keep-in-touch (KIT) call",
  carer_call: "call to the carer",
  home_staff_call: "call to the home’s staff",
  contact: "contact",
};
export const CALLS = ["kit_call", "carer_call", "home_staff_call"];

export const capital = (text) => text[0].toUpperCase() + text.slice(1);

// The form of a call or contact as the list has it: {fields, prompts, title, clause}.
export function paperOf(list, type) {
  if (type === "contact") return { fields: list.forms.contact, prompts: [] };
  const own = type === "kit_call" ? Object.values(list.forms.kit_call || {})[0] : null;
  const found = own ?? list.forms.call;
  return Array.isArray(found) ? { fields: found, prompts: [] } : found;
}
