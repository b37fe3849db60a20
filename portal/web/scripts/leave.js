// Leaving quickly: the page is blank at once, before the network has answered; Shift pressed three times leaves as well.
// And what was sent and came back, with errors or in another language, is kept by nobody but the page.

const TIMES = 3;
const LONGEST_PAUSE = 1500; // milliseconds between two presses
const way = document.getElementById("leave");
const page = document.documentElement;
let pressed = 0;
let pressedAt = 0;
let alone = false;

function vanish() {
  // Back is to lead to the first page of the portal, not to the one that was left.
  history.replaceState(null, "", `/${page.lang}/`);
  document.title = "…";
  window.speechSynthesis?.cancel();
  page.hidden = true;
}

way.addEventListener("submit", vanish);

// A browser keeps what was sent, even on the disk, to send it again when somebody comes back; now it only asks for the page.
if ("posted" in page.dataset) history.replaceState(null, "", location.href);

// A capital letter is written with Shift too: only Shift alone counts.
document.addEventListener("keydown", ({ key }) => {
  alone = key === "Shift";
  if (!alone) pressed = 0;
});
document.addEventListener("keyup", ({ key, timeStamp }) => {
  if (key !== "Shift" || !alone) return;
  pressed = timeStamp - pressedAt < LONGEST_PAUSE ? pressed + 1 : 1;
  pressedAt = timeStamp;
  if (pressed === TIMES) {
    vanish();
    way.submit();
  }
});

// Where the network failed the browser may still have the blank page; then the first page is fetched instead.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && page.hidden) location.reload();
});
