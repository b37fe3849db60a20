// Answers with the kept information pages when there is no network. Everything else passes by: nothing personal is kept.

const language = new URL(self.location).searchParams.get("language");
const kept = `information-${language}`;

async function keep() {
  const list = await (await fetch(`/${language}/offline/list`)).json();
  await (await caches.open(kept)).addAll(list);
}

async function answer(request) {
  const cache = await caches.open(kept);
  const copy = await cache.match(request, { ignoreSearch: true });
  if (!copy) return fetch(request);
  try {
    const fresh = await fetch(request);
    if (fresh.ok && !new URL(request.url).search) await cache.put(request, fresh.clone());
    return fresh;
  } catch {
    return copy;
  }
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  const open = [`/${language}/information`, `/${language}/glossary`, `/${language}/road`, "/static/"];
  if (method === "GET" && origin === self.location.origin && open.some((start) => pathname.startsWith(start))) {
    event.respondWith(answer(event.request));
  }
});
