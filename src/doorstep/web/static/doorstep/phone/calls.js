// The kinds of calls and contacts, in the words the ordinary pages have for them.
export const NOUNS = {
  kit_call: "keep-in-touch (KIT) call",
  carer_call: "call to the carer",
  home_staff_call: "call to the home’s staff",
  contact: "contact",
};
export const CALLS = ["kit_call", "carer_call", "home_staff_call"];

export const capital = (text) => text[0].toUpperCase() + text.slice(1);

// The form of a call or contact as the list has it: its questions, and what the policy says before them.
export function paperOf(list, type) {
  const { kit_call: own, call, contact, prompts } = list.forms;
  const kit = type === "kit_call" ? Object.values(own ?? {})[0] : null;
  return { fields: type === "contact" ? contact : (kit ?? call), prompts: prompts?.[type] ?? [] };
}
