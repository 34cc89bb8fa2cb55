// What a record will do for a child: looked up in the tables that came with the list (ADR 35).
// Nothing of a policy is worked out here. Slots such as {why} are still in the texts.
const COUNTED = ["title", "clause", "counts", "why_not", "beside"];
const OWED = ["title", "clause", "due", "status", "status_words", "why", "is_decision", "new"];

// The effect of a record, or null where the list does not hold it: then it is worked out when it is sent.
// `answer(name)` gives the answers to a question as a list: a time as "09:30", a day as "2026-11-25".
export function lookUp(shared, effects, { kind, made, written }, answer) {
  const tables = effects?.days?.[made]?.[written]?.[kind];
  if (!tables) return null;
  const found = {};
  for (const number of tables) {
    const { tree, parts } = shared.tables[number];
    const leaf = reached(shared.trees[tree], answer);
    if (leaf === null) return null;
    Object.assign(found, unpacked(shared, parts[leaf]));
  }
  return found;
}

function reached(node, answer) {
  while (node !== null && typeof node === "object") {
    const told = answer(node.ask).map((each) => (each === "not_recorded" ? "" : each));
    const first = told[0] ?? "";
    if (node.any) node = told.some((each) => node.any.includes(each)) ? node.then : node.else;
    else if (node.before) node = first < node.before ? node.then : node.else;
    else node = Object.hasOwn(node.is, first) ? node.is[first] : node.else;
  }
  return node ?? null;
}

function unpacked(shared, part) {
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      name,
      name === "counts" || name === "owed" ? value.map((n) => row(shared, n)) : said(shared, value),
    ]),
  );
}

function row(shared, number) {
  const values = shared.rows[number];
  const names = values.length === COUNTED.length ? COUNTED : OWED;
  const found = Object.fromEntries(names.map((name, n) => [name, said(shared, values[n])]));
  return found.why ? { ...found, why: found.why.replaceAll("{clause}", () => found.clause) } : found;
}

function said(shared, value) {
  if (typeof value === "number") return shared.texts[value];
  if (Array.isArray(value)) return value.map((each) => said(shared, each));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, said(shared, each)]));
}
