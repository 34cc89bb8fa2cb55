// Days and times as people in the United Kingdom have them, whatever the phone is set to.
const PARTS = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const LONG = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December",
];
const MONTHS = LONG.map((name) => name.slice(0, 3));

// {day: "2026-11-22", time: "10:31", year, month, date} of an instant.
export function london(instant) {
  const told = Object.fromEntries(
    PARTS.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute } = told;
  return { day: `${year}-${month}-${day}`, time: `${hour}:${minute}`, year, month, date: day };
}

// "2026-11-22" → "22 Nov 2026", or "22 November 2026"
export function dayWords(day, long = false) {
  const [year, month, date] = String(day).slice(0, 10).split("-");
  return `${Number(date)} ${(long ? LONG : MONTHS)[Number(month) - 1]} ${year}`;
}

const TYPED = /^(\d{1,2})(?:[.:\s]?(\d{2}))?\s*([ap]\.?m\.?)?$/i;

// A time as people write it, as "HH:MM"; "" where it is none: the same as the ordinary form reads.
export function minutesOf(text) {
  const told = text.trim();
  const named = { midday: "12:00", noon: "12:00", midnight: "00:00" }[told.toLowerCase()];
  const found = named ? null : TYPED.exec(told);
  if (!found) return named ?? "";
  const half = (found[3] || "").toLowerCase()[0];
  let hour = Number(found[1]);
  if (half && (hour < 1 || hour > 12)) return "";
  if (half) hour = (hour % 12) + (half === "p" ? 12 : 0);
  const minute = Number(found[2] || 0);
  return hour < 24 && minute < 60 ? `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}` : "";
}

// "14:05" → "2.05pm"
export function timeWords(time) {
  const [hour, minute] = time.split(":").map(Number);
  const minutes = minute ? `.${String(minute).padStart(2, "0")}` : "";
  return `${hour % 12 || 12}${minutes}${hour < 12 ? "am" : "pm"}`;
}

export function momentWords(instant) {
  const { day, time } = london(instant);
  return `${dayWords(day)} at ${timeWords(time)}`;
}

// The boxes of the ordinary form's date, filled with a day.
export function boxes(name, day) {
  const [year, month, date] = day.split("-");
  return {
    [`${name}-day`]: String(Number(date)),
    [`${name}-month`]: String(Number(month)),
    [`${name}-year`]: year,
  };
}

// The day in the boxes, or "" where it is none.
export function dayIn(values, name) {
  const [day, month, year] = ["day", "month", "year"].map((part) =>
    Number(values[`${name}-${part}`] || NaN),
  );
  const made = new Date(Date.UTC(year, month - 1, day));
  const real = made.getUTCFullYear() === year && made.getUTCMonth() === month - 1;
  return real && made.getUTCDate() === day ? made.toISOString().slice(0, 10) : "";
}
