// Starts the application, at once or when somebody begins to do something, and puts it in the place of the page that the server wrote.
//
// `data-ready` on <html> tells how far it is: "page" when the page can be read and used, "app" when the application has taken over.

const html = document.documentElement;
/** The page that the server wrote; the pages of the application alone have none. */
const reading = document.getElementById("lecture");
const waiting = document.getElementById("boot");

/** A flag that somebody signed in on this device; see web/src/api/client.rs. */
const SESSION_HINT = "semaine.session";
/** What begins to be done: the application starts then. */
const STIRRINGS = ["pointerdown", "keydown", "focusin", "touchstart", "wheel", "scroll", "semaine:start"];
/** Fields in which somebody may be typing when the application takes over. */
const TYPED = "input[type=search], input[name=commune]";
/** From this width on, the explorer shows its map beside the list; see web/src/catalogue/explorer/map_pane.rs. */
const MAP_BESIDE_LIST = "(min-width: 64rem)";
/** Longest wait for the data of the first page. */
const DRAWN_MS = 8_000;

let started = false;
let pressed = false;

function start() {
  if (started) return;
  started = true;
  for (const kind of STIRRINGS) removeEventListener(kind, start, true);
  run().catch((error) => {
    console.error(error);
    // A page that can be read stays as it is: its links and forms work.
    if (reading) html.dataset.ready = "page";
    if (waiting) {
      waiting.setAttribute("role", "alert");
      waiting.textContent = waiting.dataset.failed;
    }
  });
}

async function run() {
  if (waiting) waiting.hidden = false;
  if (location.hash.startsWith("#lecture")) history.replaceState(history.state, "", location.pathname + location.search);
  const app = document.createElement("div");
  app.id = "app";
  app.className = reading ? "app app--waiting" : "app";
  document.body.prepend(app);
  expectMap().catch((error) => console.warn("map:", error));
  const drawn = new Promise((done) => document.addEventListener("semaine:drawn", done, { once: true }));
  try {
    const { default: init } = await import("./web.js");
    await init();
  } catch (error) {
    app.remove();
    throw error;
  }
  waiting?.remove();
  await Promise.race([drawn, after(DRAWN_MS)]);
  // What is pressed must still be there when it is let go.
  while (pressed) await after(50);
  if (reading) takeOver(app);
  html.dataset.ready = "app";
  keepForLater();
}

/** Fetches the map beside the application rather than after it, where it will be shown at once. */
async function expectMap() {
  const module = document.querySelector('link[rel="modulepreload"][href$="/map/base.js"]');
  if (!module || !reading?.querySelector(".explorer__map") || !matchMedia(MAP_BESIDE_LIST).matches) return;
  const { isSupported, load } = await import(module.href);
  if (isSupported()) await load();
}

/** Shows the application instead of the page, with what was typed, where the focus was, and at the same height. */
function takeOver(app) {
  const height = scrollY;
  const typed = [...reading.querySelectorAll("input[name]")].filter((input) => input.matches(TYPED) && input.value !== input.defaultValue);
  const opened = [...reading.querySelectorAll("main details")].map((details) => details.open);
  const active = document.activeElement;
  const focused = active && reading.contains(active) ? active : undefined;

  app.classList.remove("app--waiting");
  for (const input of typed) {
    const same = app.querySelector(`input[name="${CSS.escape(input.name)}"]`);
    if (!same) continue;
    same.value = input.value;
    same.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const details = [...app.querySelectorAll("main details")];
  if (details.length === opened.length) details.forEach((one, place) => (one.open = opened[place]));
  const same = focused && counterpart(app, focused);
  const selection = focused?.matches(TYPED) ? [focused.selectionStart, focused.selectionEnd] : undefined;
  reading.remove();
  if (same) {
    same.focus({ preventScroll: true });
    if (selection && same instanceof HTMLInputElement) same.setSelectionRange(...selection);
  }
  scrollTo({ top: height, behavior: "instant" });
}

/** The same control or link in the application. */
function counterpart(app, element) {
  if (element.matches("main")) return app.querySelector("main");
  const attribute = ["name", "href"].find((name) => element.hasAttribute(name));
  const selector = attribute
    ? `${element.localName}[${attribute}="${CSS.escape(element.getAttribute(attribute))}"]`
    : `main ${element.localName}`;
  const place = [...reading.querySelectorAll(selector)].indexOf(element);
  const all = app.querySelectorAll(selector);
  return all[place] ?? all[0];
}

/** Has the service worker keep the site for where there is no network. */
function keepForLater() {
  navigator.serviceWorker?.register("/sw.js").catch((error) => console.warn("service worker:", error));
}

function after(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

function signedIn() {
  try {
    return localStorage.getItem(SESSION_HINT) !== null;
  } catch {
    return false;
  }
}

for (const kind of ["pointerdown", "pointerup", "pointercancel"]) {
  addEventListener(kind, () => (pressed = kind === "pointerdown"), { capture: true, passive: true });
}
if (reading?.dataset.start === "never") {
  html.dataset.ready = "page";
} else if (!reading || reading.dataset.start === "now" || signedIn()) {
  start();
} else {
  for (const kind of STIRRINGS) addEventListener(kind, start, { capture: true, passive: true });
  html.dataset.ready = "page";
}
