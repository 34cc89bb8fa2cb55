// Buttons that copy a text; without this script they are not shown, and the text is marked by hand.
const written = async (box) => {
  try {
    await navigator.clipboard.writeText(box.value);
  } catch {
    // Without HTTPS a browser has no clipboard to write to; what is marked it still copies.
    box.focus();
    box.select();
    return document.execCommand("copy");
  }
  return true;
};

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const box = document.getElementById(button.dataset.copy);
    const says = document.querySelector(`[data-copied="${button.dataset.copy}"]`);
    const done = await written(box);
    if (!done) box.select();
    says.textContent = done ? "Copied." : "Press Ctrl and C to copy the marked text.";
  });
}
