// VERSION and FILES (address: SHA-256 of its content) are written before this by the server.
// Only the shell and static files are kept: nothing personal, no answer to a question, no token.
const PREFIX = "doorstep-shell-";
const CACHE = PREFIX + VERSION;
const SHELL = "/doorstep/";

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
self.addEventListener("message", ({ data }) => data === "begin" && self.skipWaiting());
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const isShell = event.request.mode === "navigate" && pathname === SHELL;
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (isShell || (pathname in FILES && pathname !== SHELL)) event.respondWith(answer(event.request, pathname));
});

// All or nothing: a version of which one file is missing, or is of another version, is not installed.
async function keepAll() {
  const cache = await caches.open(CACHE);
  await Promise.all(Object.entries(FILES).map(([path, hash]) => keep(cache, path, hash)));
}

async function keep(cache, path, hash) {
  const response = await fetch(path, { cache: "no-cache", credentials: "omit" });
  if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
  const content = await response.clone().arrayBuffer();
  if ((await hashOf(content)) !== hash) throw new Error(`${path} is of another version`);
  await cache.put(path, response);
}

async function hashOf(content) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function dropOthers() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

async function answer(request, path) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}
