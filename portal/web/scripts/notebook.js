// The notebook of a device that was prepared for work without a network. What staff of a centre write is sealed at once
// with a key that only the portal's own pages open again; it waits here, and is put into the usual page later.
// A page that is sent while the network fails waits here too. Without preparation nothing is kept.

const box = document.getElementById("notebook");
const { page, sealWith, openWith } = box.dataset;
const language = document.documentElement.lang;
const home = `/${language}/centre/without-network`;
const scope = `/${language}/centre`; // the pages stand ready in one language; what waits, waits in all of them
const writing = document.getElementById("answers");
const isHere = location.pathname.startsWith(home); // a page that is kept, at its own address
const isStandIn = Boolean(document.getElementById("prepare")) && !isHere; // it answers for one that did not come
const LONGEST = 12 * 3600e3; // milliseconds
const UNDER_WAY = 60e3; // milliseconds after which something that was sent has failed
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const CIPHER = { name: "AES-GCM", length: 256 };
const CLOCK = { hour: "2-digit", minute: "2-digit", hour12: false };
const PREPARED = "prepared";

// --- the shelf: sealed pages by id, and a note of who prepared this device and when

function promised(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function shelf(act) {
  const opening = indexedDB.open("notebook", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("pages", { keyPath: "id" });
  const database = await promised(opening);
  try {
    return await promised(act(database.transaction("pages", "readwrite").objectStore("pages")));
  } finally {
    database.close();
  }
}

const put = (entry) => shelf((pages) => pages.put(entry));
const drop = (id) => shelf((pages) => pages.delete(id));
const all = () => shelf((pages) => pages.getAll());

async function workers() {
  const found = await navigator.serviceWorker.getRegistrations();
  return found.filter((each) => each.scope.endsWith("/centre"));
}

async function wipe() {
  await promised(indexedDB.deleteDatabase("notebook"));
  for (const name of await caches.keys()) if (name.startsWith("centre-")) await caches.delete(name);
  for (const each of await workers()) await each.unregister();
  sessionStorage.removeItem("tab");
  sessionStorage.removeItem("household");
}

// --- sealing

async function key(secret, open, use) {
  return crypto.subtle.deriveKey({ name: "ECDH", public: open }, secret, CIPHER, false, [use]);
}

async function sealed(fields) {
  const ours = await crypto.subtle.importKey("jwk", JSON.parse(sealWith), CURVE, false, []);
  const once = await crypto.subtle.generateKey(CURVE, false, ["deriveKey"]);
  const start = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(fields));
  return {
    once: await crypto.subtle.exportKey("jwk", once.publicKey),
    start,
    bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv: start }, await key(once.privateKey, ours, "encrypt"), plain),
  };
}

async function opened({ once, start, bytes }) {
  const ours = await crypto.subtle.importKey("jwk", JSON.parse(openWith), CURVE, false, ["deriveKey"]);
  const theirs = await crypto.subtle.importKey("jwk", once, CURVE, false, []);
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: start }, await key(ours, theirs, "decrypt"), bytes);
  return JSON.parse(new TextDecoder().decode(plain));
}

// --- one page, from the form to the shelf and back

function written(form) {
  const visible = [...form.elements].filter(({ type }) => type !== "hidden").map(({ name }) => name);
  return [...new FormData(form)].filter(([name, value]) => value && visible.includes(name));
}

function putIn(form, fields) {
  for (const field of form.elements) {
    const said = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (!said.length || field.type === "hidden" || field.type === "submit") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = said.includes(field.value);
    else field.value = said[0];
  }
}

// A tab and a household have a name of their own, which says nothing about anybody.
function own(name, renewed = false) {
  if (renewed || !sessionStorage.getItem(name)) sessionStorage.setItem(name, crypto.randomUUID());
  return sessionStorage.getItem(name);
}

async function keep(form, about) {
  const entry = { id: crypto.randomUUID(), at: Date.now(), page, ...about, sealed: await sealed(written(form)) };
  await put(entry);
  form.dataset.entry = entry.id;
}

// --- what waits

// What this tab sent has arrived when it led to a page about the household; it waits again when another page stands in.
async function settle() {
  for (const entry of (await all()).filter(({ sentAt }) => sentAt)) {
    const isOfThisTab = entry.tab === own("tab");
    // What has arrived still names the household, until nothing of it waits.
    if (isOfThisTab && "arrived" in box.dataset) await put({ ...entry, sentAt: 0, arrived: true });
    else if ((isOfThisTab && isStandIn) || Date.now() - entry.sentAt > UNDER_WAY) await put({ ...entry, sentAt: 0 });
  }
}

async function forgetWhatHasArrived() {
  const entries = await all();
  for (const { id, arrived, household } of entries) {
    const waits = entries.some((each) => household && each.household === household && !each.arrived);
    if (arrived && !waits) await drop(id);
  }
}

const fits = (entry) => (entry.path ? entry.path === location.pathname : entry.page === page);

async function nameIn(entries, entry) {
  const { household, page } = entry;
  const isAPerson = ["first", "person"].includes(page);
  const named = isAPerson ? entry : entries.find((each) => household && each.household === household && each.page === "first");
  if (!named) return "";
  const fields = await opened(named.sealed);
  return fields.filter(([name, value]) => name.startsWith("name-") && value).slice(0, 2).map(([, value]) => value).join(" ");
}

async function show() {
  const entries = (await all()).filter(({ id }) => id !== PREPARED);
  const waiting = entries.filter(({ sentAt, arrived }) => !sentAt && !arrived).sort((a, b) => a.at - b.at);
  box.hidden = !waiting.length || page === "check";
  document.getElementById("waiting").textContent = waiting.length;
  const list = box.querySelector("ul");
  for (const old of list.querySelectorAll("li")) old.remove();
  for (const entry of openWith ? waiting.filter(fits) : waiting) {
    const line = list.querySelector("template").content.cloneNode(true);
    const time = new Date(entry.at).toLocaleTimeString(language, CLOCK);
    line.querySelector("[data-time]").textContent = time;
    line.querySelector(`[data-name="${entry.page}"]`).hidden = false;
    const who = openWith ? await nameIn(entries, entry) : "";
    line.querySelector("[data-who]").textContent = who && ` · ${who}`;
    line.querySelector("[data-drop]").addEventListener("click", () => drop(entry.id).then(show));
    line.querySelector("[data-put]")?.addEventListener("click", async () => {
      putIn(writing, await opened(entry.sealed));
      writing.dataset.entry = entry.id;
      writing.dataset.household = entry.household ?? "";
      writing.querySelector("input:not([type=hidden])").focus();
    });
    list.append(line);
  }
}

// --- writing

async function keepHere(event) {
  event.preventDefault();
  const said = document.getElementById("kept");
  said.hidden = true;
  const isNext = page === "first" && (await all()).some((each) => each.household === own("household") && each.page === page);
  const household = own("household", page === "consent" || isNext);
  await keep(writing, { household });
  const next = event.submitter.value;
  if (next && next !== page) location.assign(`${home}/${next}`);
  else if (!next) location.assign(home);
  else {
    writing.reset();
    await show();
    said.hidden = false;
    scrollTo(0, 0);
  }
}

// Before a page is sent it is put on the shelf, in case the network fails under way.
async function keepAndSend(event) {
  if (writing.dataset.sending) return;
  event.preventDefault();
  const { entry: id = crypto.randomUUID(), household } = writing.dataset;
  await keep(writing, { id, household, path: location.pathname, tab: own("tab"), sentAt: Date.now() });
  writing.dataset.sending = "yes";
  writing.requestSubmit(event.submitter);
}

// --- preparing

function state(name) {
  for (const part of document.querySelectorAll("#prepared [data-state]")) part.hidden = part.dataset.state !== name;
}

async function prepare() {
  state("working");
  try {
    const policy = window.trustedTypes?.createPolicy("notebook", { createScriptURL: (address) => address });
    const address = `/centre-worker.js?language=${language}`;
    const registration = await navigator.serviceWorker.register(policy ? policy.createScriptURL(address) : address, { scope });
    const coming = registration.installing ?? registration.waiting ?? registration.active;
    await new Promise((resolve, reject) => {
      const look = () => {
        if (coming.state === "activated") resolve();
        if (coming.state === "redundant") reject(new Error("not installed"));
      };
      coming.addEventListener("statechange", look);
      look();
    });
    const before = (await all()).find(({ id }) => id === PREPARED);
    await put({ id: PREPARED, at: Date.now(), sealWith, ...before });
    state("ready");
    document.getElementById("wipe").hidden = false;
  } catch {
    await (await workers()).find((each) => each.scope === location.origin + scope)?.unregister();
    state("failed");
  }
}

async function begin() {
  const prepared = (await all()).find(({ id }) => id === PREPARED);
  const isOurs = prepared && prepared.sealWith === sealWith && Date.now() - prepared.at < LONGEST;
  if (!isOurs) await wipe();
  if (document.getElementById("prepare")) {
    const standsReady = (await workers()).some((each) => each.scope === location.origin + scope);
    state(isOurs && standsReady ? "ready" : "empty");
    document.getElementById("prepare").addEventListener("click", prepare);
    document.querySelector("#wipe button").addEventListener("click", () => wipe().then(() => location.assign(home)));
    document.getElementById("no-network").hidden = !isStandIn;
    document.getElementById("wipe").hidden = !isOurs;
  }
  if (!isOurs) return;
  if (isHere && page) {
    // More lines than one are asked of the portal; they come when it is put in.
    for (const more of writing.querySelectorAll("button[name=rows]")) more.remove();
    writing.hidden = false;
    document.getElementById("unprepared").hidden = true;
  }
  await settle();
  await forgetWhatHasArrived();
  await show();
  if (page !== "check") writing?.addEventListener("submit", isHere ? keepHere : keepAndSend);
}

if ("serviceWorker" in navigator && window.indexedDB && window.crypto?.subtle) begin();
