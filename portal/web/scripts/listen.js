// Reads a page aloud where the device itself has a voice for its language. Nothing leaves the device: a voice that sends
// the text to somebody else's machine is not used, and without one of the device's own no button appears.

const VOICES = { uk: ["uk"], ru: ["ru"], en: ["en"], nb: ["nb", "no"], nn: ["nn", "no", "nb"] };
const READ = "h1, h2, h3, p, li, dt, dd, legend, label, caption, th, td";
const way = document.getElementById("listen");
const [listen, silence] = way.querySelectorAll("span");
const speech = window.speechSynthesis;
let reading = false;

function voice() {
  const own = speech.getVoices().filter((each) => each.localService);
  const ways = VOICES[document.documentElement.lang].map((code) =>
    own.find((each) => each.lang.toLowerCase().split(/[-_]/)[0] === code));
  return ways.find(Boolean);
}

// What is read as a part of its own is not read again within another.
function words(part) {
  const copy = part.cloneNode(true);
  for (const silent of copy.querySelectorAll(`sup, details, ${READ}`)) silent.remove();
  return copy.textContent.trim();
}

// Neither what is folded away nor what is in another language than the voice.
function isHeard(part) {
  return part.getClientRects().length && !part.closest("details:not([open])") &&
    part.closest("[lang]") === document.documentElement;
}

function show() {
  listen.hidden = reading;
  silence.hidden = !reading;
}

function stop() {
  speech.cancel();
  reading = false;
  show();
}

function start() {
  speech.cancel();
  reading = true;
  show();
  const spoken = voice();
  const marked = document.querySelectorAll("[data-read]");
  const texts = marked.length ? [...marked] : [document.getElementById("main")];
  const parts = texts.flatMap((text) => [...text.querySelectorAll(READ)]).filter(isHeard);
  // One utterance for each paragraph: long ones are cut off by some browsers.
  const said = parts.map(words).filter(Boolean).map((text) => new SpeechSynthesisUtterance(text));
  for (const each of said) {
    each.voice = spoken;
    each.lang = spoken.lang;
    speech.speak(each);
  }
  said.at(-1)?.addEventListener("end", stop);
}

function offer() {
  way.hidden = !voice();
}

if (speech) {
  offer();
  speech.addEventListener("voiceschanged", offer);
  way.firstElementChild.addEventListener("click", () => (reading ? stop() : start()));
  addEventListener("pagehide", stop);
}
