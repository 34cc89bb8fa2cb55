// What a script makes better; every page works without it.
import {
  Button,
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  ServiceNavigation,
  createAll,
} from "./govuk-frontend.min.js";

createAll(Button, { preventDoubleClick: true });
for (const component of [
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  ServiceNavigation,
]) {
  createAll(component);
}

// Fields under a choice show when it is chosen. Not GOV.UK's own script: it puts aria-expanded on
// radio buttons, where ARIA does not allow it.
for (const group of document.querySelectorAll(".govuk-radios, .govuk-checkboxes")) {
  const choices = [...group.querySelectorAll(":scope > * > [data-aria-controls]")];
  const show = () => {
    for (const choice of choices) {
      const below = document.getElementById(choice.dataset.ariaControls);
      below.classList.toggle("govuk-radios__conditional--hidden", !choice.checked);
      below.classList.toggle("govuk-checkboxes__conditional--hidden", !choice.checked);
    }
  };
  group.addEventListener("change", show);
  addEventListener("pageshow", show);
}

// On paper every reason stands open; afterwards each is as it was.
const opened = new Set();
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("main details:not([open])")) {
    details.open = true;
    opened.add(details);
  }
});
addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
  opened.clear();
});

// Whoever signs out on a phone that has the doorstep page is told what is not yet sent from it.
const LEAVES = "/account/logout/";
for (const form of document.forms) {
  if (form.method === "post" && new URL(form.action).pathname === LEAVES) {
    form.addEventListener("submit", (event) => askBefore(form, event));
  }
}

async function askBefore(form, event) {
  if (form.dataset.asked) return;
  event.preventDefault();
  let may = true;
  try {
    may = await (await import("./phone/leaving.js")).beforeSigningOut(form);
  } catch (error) {
    console.error(error); // signing out must work whatever the phone's storage does
  }
  if (!may) return;
  form.dataset.asked = "yes";
  form.requestSubmit();
}
