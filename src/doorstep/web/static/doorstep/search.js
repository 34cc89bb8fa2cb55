// Shows whom a search would find while somebody types; the form works without this.
const form = document.querySelector("form[data-suggest]");
const place = document.getElementById("suggestions");
const WAIT = 200; // milliseconds without a key before asking
let timer;
let asking;

async function suggest() {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(form.dataset.suggest, {
      method: "POST",
      body: new FormData(form),
      signal: asking.signal,
    });
    if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
  } catch {
    // The network went, or another letter came: what is shown stays.
  }
}

form?.elements.q.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(suggest, WAIT);
});
