// Makes the site usable offline: caches the application for visitors, its base map, the other files that were used, and the pages and
// data loaded last.
//
// Files in /assets never change and are served from the cache. Pages and data are loaded from the network while it is available,
// so that nobody stays on an old version; otherwise the cached copy is served.

const VERSION = "{{version}}";
/** Files without which the application does not start. */
const REQUIRED = {{required}};
/** Files of the map: installation succeeds without them. */
const OPTIONAL = {{optional}};

const FILES = "semaine-files-";
const PAGES = "semaine-pages";
const DATA = "semaine-data";
const PAGES_MAX = 60;
const DATA_MAX = 300;
/** Number of builds whose files are cached: a window opened before an update still loads the chunks of its own build. */
const BUILDS_CACHED = 2;
/** Time without a response after which the application gets a cached copy. */
const TIMEOUT_MS = 5_000;

const SHELL = "/index.html";
const OFFLINE = "/hors-ligne";
/** Files of the pages of accounts, cached on a device on which somebody has signed in. */
const MEMBERS = {{members}};

/** Pages that the application can render from what is on the device: cached data, and the copies of forms. */
const OFFLINE_PAGES = [/^\/evenements$/, /^\/favoris$/, /^\/mes-evenements\/[^/]+\/modifier$/];
/** Path prefixes of data that is the same for everyone. */
const PUBLIC_DATA = ["/api/v1/catalogue/", "/api/v1/editions", "/api/v1/config", "/api/v1/places/"];

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data === "signed-in") event.waitUntil(keepMembersFiles());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(file(event));
  else if (request.mode === "navigate" || request.headers.get("accept") === "text/html") event.respondWith(page(event, url));
  else if (PUBLIC_DATA.some((path) => url.pathname.startsWith(path)) && isCacheable(request, url)) event.respondWith(data(event));
});

async function install() {
  const cache = await caches.open(FILES + VERSION);
  // Files of /assets may come from the browser's cache; a page must belong to this build.
  await cache.addAll(REQUIRED.map((path) => (path.startsWith("/assets/") ? path : new Request(path, { cache: "reload" }))));
  if (!navigator.connection?.saveData) await Promise.allSettled(OPTIONAL.map((path) => cache.add(path)));
  await self.skipWaiting();
}

async function activate() {
  const builds = (await caches.keys()).filter((name) => name.startsWith(FILES));
  const old = builds.filter((name) => name !== FILES + VERSION).slice(0, -(BUILDS_CACHED - 1));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** Caches the files that a signed-in user needs without a connection. The page asks for it. */
async function keepMembersFiles() {
  if (navigator.connection?.saveData) return;
  const cache = await caches.open(FILES + VERSION);
  const missing = [];
  for (const path of MEMBERS) if (!(await cache.match(path, { ignoreVary: true }))) missing.push(path);
  // Without space on the device, or with the connection gone, they are cached at their first use.
  await Promise.allSettled(missing.map((path) => cache.add(path)));
}

/** Serves a file from any cached build: a file name always denotes the same content. Caches a file at its first use. */
async function file(event) {
  const cached = await caches.match(event.request, { ignoreVary: true });
  if (cached) return cached;
  const response = await fetch(event.request);
  if (response.ok) {
    const copy = response.clone();
    event.waitUntil(caches.open(FILES + VERSION).then((cache) => cache.put(event.request, copy)));
  }
  return response;
}

/**
 * Serves a page from the network, or from the cache when the network fails; to the application also when it is slow, because the user
 * cannot stop it. A page that is not cached is replaced by the application where it needs no page, else by the offline page.
 */
async function page(event, url) {
  const last = () => cached(PAGES, event.request);
  // Only public pages have a `Link` header with their canonical URL.
  const kept = (response) => response.ok && !response.redirected && response.headers.has("link");
  const response = requested(event, PAGES, PAGES_MAX, kept);
  if (event.request.mode !== "navigate") return inTime(response, last);
  try {
    return await response;
  } catch (failure) {
    const fallback = OFFLINE_PAGES.some((path) => path.test(url.pathname)) ? SHELL : OFFLINE;
    const other = (await last()) ?? (await caches.match(fallback, { ignoreVary: true }));
    if (other) return other;
    throw failure;
  }
}

/** Serves data from the network, or from the cache when the network fails or is slow. */
function data(event) {
  return inTime(requested(event, DATA, DATA_MAX, (response) => response.ok), () => cached(DATA, event.request));
}

/** Requests from the network, and caches a response that is to be kept. */
function requested(event, name, limit, kept) {
  const response = fetch(event.request);
  const storage = response.then((response) => (kept(response) ? store(name, limit, event.request, response.clone()) : undefined));
  // Whoever waits for the response reports a failure of the network; without space on the device, nothing is cached.
  event.waitUntil(storage.catch(() => undefined));
  return response;
}

/** The copy of a cache, else the one that came with a build. */
async function cached(name, request) {
  return (await (await caches.open(name)).match(request, { ignoreVary: true })) ?? caches.match(request, { ignoreVary: true });
}

/** The response, or the last one when the network fails or is slow. */
async function inTime(response, last) {
  const timeout = new Promise((done) => setTimeout(done, TIMEOUT_MS));
  try {
    return (await Promise.race([response, timeout.then(last)])) ?? (await response);
  } catch (failure) {
    const copy = await last();
    if (copy) return copy;
    throw failure;
  }
}

/** Whether a response may be cached; responses for one user only may not. */
function isCacheable(request, url) {
  return !request.headers.has("authorization") || url.pathname.startsWith("/api/v1/catalogue/");
}

/** Caches a response, and removes the oldest entries above the limit. */
async function store(name, limit, request, response) {
  const cache = await caches.open(name);
  await cache.put(request, response);
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - limit)).map((oldest) => cache.delete(oldest)));
}
