// Keeps the information pages of one language on this device, only when somebody presses the button, and removes them.

const box = document.getElementById("offline");
const language = document.documentElement.lang;
const scope = `/${language}/`;
const kept = `information-${language}`;

function show(state) {
  for (const part of box.querySelectorAll("[data-state]")) {
    part.hidden = part.dataset.state !== state;
  }
}

async function keep() {
  show("working");
  try {
    // Our content policy lets a worker be registered only by an address that was vouched for.
    const policy = window.trustedTypes?.createPolicy("offline", { createScriptURL: (address) => address });
    const address = `/offline-worker.js?language=${language}`;
    await navigator.serviceWorker.register(policy ? policy.createScriptURL(address) : address, { scope });
    await navigator.serviceWorker.ready;
    show("kept");
  } catch {
    await remove();
    show("failed");
  }
}

async function remove() {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  await registration?.unregister();
  await caches.delete(kept);
  show("empty");
}

if ("serviceWorker" in navigator && "caches" in window) {
  document.getElementById("keep").addEventListener("click", keep);
  document.getElementById("remove").addEventListener("click", remove);
  caches.has(kept).then((has) => show(has ? "kept" : "empty"));
}
