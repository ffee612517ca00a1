// Starts the application, immediately or on the first user interaction, and replaces the server-rendered page with it.
//
// `data-ready` on <html> is "page" once the page can be used, and "app" once the application has replaced it.

const html = document.documentElement;
/** The server-rendered page; pages that only the application renders have none. */
const serverPage = document.getElementById("lecture");
const loadingMessage = document.getElementById("boot");

/** Local storage flag set when a user has signed in on this device; see web/src/api/client.rs. */
const SESSION_HINT = "semaine.session";
/** Events that start the application. */
const START_EVENTS = ["pointerdown", "keydown", "focusin", "touchstart", "wheel", "scroll", "semaine:start"];
/** Fields whose content is copied when the application replaces the page. */
const PRESERVED_INPUTS = "input[type=search], input[name=place], input[name=town]";
/** Minimum width at which the explorer shows its map next to the list; see web/src/catalogue/explorer/map_pane.rs. */
const MAP_BESIDE_LIST = "(min-width: 64rem)";

let started = false;
let pressed = false;

function start() {
  if (started) return;
  started = true;
  for (const kind of START_EVENTS) removeEventListener(kind, start, true);
  run().catch((error) => {
    console.error(error);
    // The server-rendered page stays: its links and forms work without the application.
    if (serverPage) html.dataset.ready = "page";
    if (loadingMessage) {
      loadingMessage.setAttribute("role", "alert");
      loadingMessage.textContent = loadingMessage.dataset.failed;
    }
  });
}

async function run() {
  if (loadingMessage) loadingMessage.hidden = false;
  if (location.hash.startsWith("#lecture")) history.replaceState(history.state, "", location.pathname + location.search);
  const app = document.createElement("div");
  app.id = "app";
  app.className = serverPage ? "app app--waiting" : "app";
  document.body.prepend(app);
  preloadMap().catch((error) => console.warn("map:", error));
  const drawn = new Promise((done) => document.addEventListener("semaine:drawn", done, { once: true }));
  try {
    const { default: init } = await import("./web.js");
    await init();
  } catch (error) {
    app.remove();
    throw error;
  }
  loadingMessage?.remove();
  // However long the first data take: until then the server-rendered page, which works, shows more than the application would.
  await drawn;
  // An element that is being pressed must still exist when the pointer is released.
  while (pressed) await delay(50);
  if (serverPage) replacePage(app);
  html.dataset.ready = "app";
  registerServiceWorker();
}

/** Loads the map in parallel with the application, where it will be visible immediately. */
async function preloadMap() {
  const module = document.querySelector('link[rel="modulepreload"][href$="/map/base.js"]');
  if (!module || !serverPage?.querySelector(".explorer__map") || !matchMedia(MAP_BESIDE_LIST).matches) return;
  const { isSupported, load } = await import(module.href);
  if (isSupported()) await load();
}

/** Replaces the page with the application, and keeps typed text, open sections, focus and scroll position. */
function replacePage(app) {
  const scrollTop = scrollY;
  const typed = [...serverPage.querySelectorAll("input[name]")].filter((input) => input.matches(PRESERVED_INPUTS) && input.value !== input.defaultValue);
  const opened = [...serverPage.querySelectorAll("main details")].map((details) => details.open);
  const active = document.activeElement;
  const focused = active && serverPage.contains(active) ? active : undefined;
  const place = focused && placeOf(focused);

  app.classList.remove("app--waiting");
  // The application takes the content of a page that it does not render itself.
  dispatchEvent(new Event("semaine:replace"));
  for (const input of typed) {
    const same = app.querySelector(`input[name="${CSS.escape(input.name)}"]`);
    if (!same) continue;
    same.value = input.value;
    same.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const details = [...app.querySelectorAll("main details")];
  if (details.length === opened.length) details.forEach((section, index) => (section.open = opened[index]));
  const same = focused && (app.contains(focused) ? focused : counterpart(app, place));
  const selection = focused?.matches(PRESERVED_INPUTS) ? [focused.selectionStart, focused.selectionEnd] : undefined;
  serverPage.remove();
  if (same) {
    same.focus({ preventScroll: true });
    if (selection && same instanceof HTMLInputElement) same.setSelectionRange(...selection);
  }
  scrollTo({ top: scrollTop, behavior: "instant" });
}

/** Describes a control or link of the server-rendered page: a selector, and its rank among the elements that match. */
function placeOf(element) {
  if (element.matches("main")) return { selector: "main", rank: 0 };
  const attribute = ["name", "href"].find((name) => element.hasAttribute(name));
  const selector = attribute
    ? `${element.localName}[${attribute}="${CSS.escape(element.getAttribute(attribute))}"]`
    : `main ${element.localName}`;
  return { selector, rank: [...serverPage.querySelectorAll(selector)].indexOf(element) };
}

/** Finds the same control or link in the application. */
function counterpart(app, { selector, rank }) {
  const all = app.querySelectorAll(selector);
  return all[rank] ?? all[0];
}

/** Registers the service worker, which caches the site for offline use. */
async function registerServiceWorker() {
  const worker = navigator.serviceWorker;
  if (!worker) return;
  try {
    await worker.register("/sw.js");
    const { active } = await worker.ready;
    if (signedIn()) active.postMessage("signed-in");
  } catch (error) {
    console.warn("service worker:", error);
  }
}

function delay(milliseconds) {
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
if (serverPage?.dataset.start === "never") {
  html.dataset.ready = "page";
} else if (!serverPage || serverPage.dataset.start === "now" || signedIn()) {
  start();
} else {
  for (const kind of START_EVENTS) addEventListener(kind, start, { capture: true, passive: true });
  html.dataset.ready = "page";
}
