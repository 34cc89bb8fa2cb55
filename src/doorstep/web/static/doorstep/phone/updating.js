// Offers a new version of the page. The page that is open goes on with the version it began with, until
// somebody presses the button.
import { offer, registered } from "./bar.js";

export async function watchForUpdate(app) {
  if (!navigator.serviceWorker) return;
  let asked = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => asked && location.reload());
  await navigator.serviceWorker.ready;
  const found = await registered();
  const ready = () => {
    if (!found.waiting || !navigator.serviceWorker.controller) return;
    offer("A new version of this page is ready", "Use the new version", async () => {
      asked = true;
      await app.leave();
      found.waiting.postMessage("begin");
    });
  };
  const watch = (worker) => worker?.addEventListener("statechange", ready);
  found.addEventListener("updatefound", () => watch(found.installing));
  watch(found.installing);
  ready();
  addEventListener("online", () => found.update().catch(() => {}));
}
