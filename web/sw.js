// Keeps the site readable without a network: the application and its base map, the pages and the data that were read last.
//
// Files in /assets never change under their name and are taken from the cache. Pages and data come from the network as long as
// there is one, so that nobody is held on an old version; what was read last answers otherwise.

const VERSION = "{{version}}";
/** Without these, the application does not start. */
const NEEDED = {{required}};
/** The map: worth having, not worth failing for. */
const WELCOME = {{optional}};

const FILES = "semaine-files-";
const PAGES = "semaine-pages";
const DATA = "semaine-data";
const PAGES_MAX = 60;
const DATA_MAX = 300;
/** How many builds stay: a window that is open since yesterday still loads the parts of its own. */
const BUILDS_KEPT = 2;
/** After this long without an answer, what was read last is shown. */
const PATIENCE_MS = 5_000;

const SHELL = "/index.html";
const OFFLINE = "/hors-ligne";
/** Pages that the application draws from kept data alone. */
const DRAWN_OFFLINE = ["/", "/evenements", "/favoris"];
/** Answers that are the same for everybody. */
const PUBLIC_DATA = ["/api/v1/catalogue/", "/api/v1/editions", "/api/v1/config", "/api/v1/places/"];

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(kept(request));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (PUBLIC_DATA.some((path) => url.pathname.startsWith(path)) && open(request, url)) event.respondWith(data(event));
});

async function install() {
  const cache = await caches.open(FILES + VERSION);
  // A file of /assets may come from the browser's cache; a page must be of this build.
  await cache.addAll(NEEDED.map((path) => (path.startsWith("/assets/") ? path : new Request(path, { cache: "reload" }))));
  if (!navigator.connection?.saveData) await Promise.allSettled(WELCOME.map((path) => cache.add(path)));
  await self.skipWaiting();
}

async function activate() {
  const builds = (await caches.keys()).filter((name) => name.startsWith(FILES));
  const old = builds.filter((name) => name !== FILES + VERSION).slice(0, -(BUILDS_KEPT - 1));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** A file by its name for ever, from whichever build is kept. */
async function kept(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** A page from the network; else as it was read last; else by the application; else the page that says that there is no network. */
async function page(event, url) {
  try {
    const response = await fetch(event.request);
    // Only the public pages name their own address.
    if (response.ok && !response.redirected && response.headers.has("link")) event.waitUntil(keep(PAGES, PAGES_MAX, event.request, response.clone()));
    return response;
  } catch (failure) {
    const read = await (await caches.open(PAGES)).match(event.request, { ignoreVary: true });
    const instead = DRAWN_OFFLINE.includes(url.pathname) ? SHELL : OFFLINE;
    const answer = read ?? (await caches.match(instead, { ignoreVary: true }));
    if (answer) return answer;
    throw failure;
  }
}

/** Data from the network, or what it answered last when it is silent. */
async function data(event) {
  const cache = await caches.open(DATA);
  const asked = fetch(event.request).then((response) => {
    if (response.ok) event.waitUntil(keep(DATA, DATA_MAX, event.request, response.clone()));
    return response;
  });
  const silence = new Promise((done) => setTimeout(done, PATIENCE_MS));
  const last = () => cache.match(event.request, { ignoreVary: true });
  try {
    return (await Promise.race([asked, silence.then(last)])) ?? (await asked);
  } catch (failure) {
    const answer = await last();
    if (answer) return answer;
    throw failure;
  }
}

/** Whether an answer may stay on the device: what somebody alone may see does not. */
function open(request, url) {
  return !request.headers.has("authorization") || url.pathname.startsWith("/api/v1/catalogue/");
}

/** Puts an answer away, and forgets the oldest ones. */
async function keep(name, most, request, response) {
  const cache = await caches.open(name);
  await cache.put(request, response);
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - most)).map((oldest) => cache.delete(oldest)));
}
