// Where the network fails, the pages of a centre are answered by empty ones that were kept to write on. Nothing that was
// written passes through here.

const language = new URL(self.location).searchParams.get("language");
const kept = `centre-${language}`;
const home = `/${language}/centre/without-network`;

async function keep() {
  const list = await (await fetch(`${home}/kept`)).json();
  await (await caches.open(kept)).addAll(list);
}

async function answer(request) {
  try {
    return await fetch(request);
  } catch (failed) {
    const cache = await caches.open(kept);
    const copy = await cache.match(request, { ignoreSearch: true });
    if (copy) return copy;
    if (request.mode === "navigate") return cache.match(home);
    throw failed;
  }
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin === self.location.origin && (mode === "navigate" || pathname.startsWith("/static/"))) {
    event.respondWith(answer(event.request));
  }
});
