// Wrapper around MapLibre GL JS. The library and the base map are loaded from this site when the first map is shown. The base map
// uses no tiles, glyphs or sprites: labels use the fonts of the page.

const { mapAssets, geoAssets } = document.documentElement.dataset;
export const EMPTY = { type: 'FeatureCollection', features: [] };
export const TEXT = ['Public Sans'];
export const STRONG = ['Public Sans Semibold'];
// Minimum zoom at which commune boundaries are shown, and loaded for the visible departments.
const COMMUNES_MIN_ZOOM = 8;
// Maximum number of departments whose communes are cached.
const COMMUNES_CACHED = 14;
// Minimum zoom at which streets cover the base map, and maximum zoom for which their tiles are requested.
const STREETS_MIN_ZOOM = 11;
const STREETS_MAX_ZOOM = 18;
// Time within which a browser gives back a graphics context that it took for a moment only.
const LOST_AFTER_MS = 1000;

export let maplibre;
let topojson;
let ready;

export function isSupported() {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null;
  } catch {
    return false;
  }
}

// Loads the library and the base map, once; a failure is not cached, so that a retry may succeed.
export function load() {
  ready ??= fetchAll().catch((error) => {
    ready = undefined;
    throw error;
  });
  return ready;
}

async function fetchAll() {
  const json = (path) => fetch(`${geoAssets}/${path}`).then(parseJson);
  const [library, topology, base] = await Promise.all([
    import(`${mapAssets}/maplibre-gl.mjs`),
    import(`${mapAssets}/topojson-client.mjs`),
    Promise.all(['france.topojson', 'contexte.topojson', 'monde.topojson', 'villes.geojson'].map(json)),
    styleSheet(`${mapAssets}/maplibre-gl.css`),
    fonts(),
  ]);
  maplibre = library;
  topojson = topology;
  const [france, context, world, towns] = base;
  const layer = (data, name) => topojson.feature(data, data.objects[name]);
  return {
    world: layer(world, 'monde'),
    far: layer(world, 'lointain'),
    neighbours: layer(context, 'voisins'),
    borders: layer(context, 'frontieres'),
    urban: layer(context, 'urbain'),
    rivers: layer(context, 'rivieres'),
    lakes: layer(context, 'lacs'),
    departments: layer(france, 'departements'),
    limits: layer(france, 'limites'),
    towns,
  };
}

export function parseJson(response) {
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}

function styleSheet(href) {
  if (document.querySelector(`link[href="${href}"]`)) return undefined;
  return new Promise((done, failed) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    link.onload = done;
    link.onerror = () => failed(new Error(href));
    // Inserted before the application's own style sheet, which overrides it.
    document.head.prepend(link);
  });
}

// MapLibre selects the page's fonts by family name only, so the semibold face gets its own name.
async function fonts() {
  const faces = [...document.styleSheets].flatMap((sheet) => {
    try {
      return [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule).map((rule) => ({ rule, base: sheet.href }));
    } catch {
      return [];
    }
  });
  const semibold = faces.find(({ rule }) => rule.style.getPropertyValue('font-weight') === '600');
  const address = semibold?.rule.style.getPropertyValue('src').match(/url\(["']?([^"')]+)/)?.[1];
  const known = [...document.fonts].some((face) => face.family.includes('Public Sans Semibold'));
  if (address && !known) {
    const face = new FontFace('Public Sans Semibold', `url(${new URL(address, semibold.base)})`, { weight: '600' });
    document.fonts.add(face);
    await face.load().catch(() => document.fonts.delete(face));
  }
  // Text rendered before the font is loaded would keep the fallback font.
  await document.fonts.load('16px "Public Sans"').catch(() => []);
}

// The colours at an element: a map stays light in a page with a dark scheme.
export function tokensOf(element) {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(name).trim();
}

export const prefersReducedMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

export function baseStyle(base) {
  const sources = { communes: { type: 'geojson', data: EMPTY, tolerance: 0.2 } };
  for (const [name, data] of Object.entries(base)) {
    sources[name] = { type: 'geojson', data, maxzoom: 12, tolerance: name === 'departments' || name === 'limits' ? 0.2 : 0.375 };
  }
  const sea = '#cfe3ee';
  const foreign = '#efece6';
  const halo = { 'text-halo-color': '#ffffffd9', 'text-halo-width': 1.5 };
  return {
    version: 8,
    sources,
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': sea } },
      { id: 'world', type: 'fill', source: 'world', maxzoom: 3.5, paint: { 'fill-color': foreign } },
      { id: 'far', type: 'fill', source: 'far', minzoom: 3.5, paint: { 'fill-color': foreign } },
      { id: 'neighbours', type: 'fill', source: 'neighbours', paint: { 'fill-color': foreign } },
      { id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': '#c9c2b6', 'line-width': 1 } },
      { id: 'departments', type: 'fill', source: 'departments', paint: { 'fill-color': '#fbfaf7' } },
      {
        id: 'urban',
        type: 'fill',
        source: 'urban',
        paint: {
          'fill-color': ['match', ['get', 'cls'], 1, '#f1ece4', 2, '#e9e1d6', '#ddd3c6'],
          'fill-opacity': ['interpolate', ['linear'], ['zoom'], 4, 0.6, 6, 1, 11, 0.55],
        },
      },
      { id: 'lakes', type: 'fill', source: 'lakes', paint: { 'fill-color': sea } },
      {
        id: 'rivers',
        type: 'line',
        source: 'rivers',
        paint: { 'line-color': '#a9cbdd', 'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.8, 9, 2.4] },
      },
      {
        id: 'communes',
        type: 'line',
        source: 'communes',
        minzoom: COMMUNES_MIN_ZOOM,
        paint: { 'line-color': '#b9b2c6', 'line-width': 0.6, 'line-dasharray': [3, 2] },
      },
      {
        id: 'limits',
        type: 'line',
        source: 'limits',
        filter: ['!=', ['get', 'TYPE'], 'outer'],
        paint: {
          'line-color': ['match', ['get', 'TYPE'], 'reg', '#8d86a6', '#b9b5c6'],
          'line-width': ['match', ['get', 'TYPE'], 'reg', 1.4, 0.7],
        },
      },
      {
        id: 'coast',
        type: 'line',
        source: 'limits',
        filter: ['==', ['get', 'TYPE'], 'outer'],
        paint: { 'line-color': '#8fa9b8', 'line-width': 0.7 },
      },
      {
        id: 'commune-names',
        type: 'symbol',
        source: 'communes',
        minzoom: 10.5,
        // The label of larger communes is empty: the layer `towns` has them.
        layout: { 'text-field': ['get', 'label'], 'text-font': TEXT, 'text-size': 11, 'text-max-width': 7 },
        paint: { 'text-color': '#5c5870', ...halo },
      },
      {
        id: 'towns',
        type: 'symbol',
        source: 'towns',
        // The higher the zoom, the smaller the towns that are labelled.
        filter: ['>=', ['get', 'k'], ['step', ['zoom'], 4, 5.4, 3, 6.8, 2, 8.6, 1]],
        maxzoom: 13,
        layout: {
          'text-field': ['get', 'n'],
          'text-font': TEXT,
          'text-size': ['interpolate', ['linear'], ['zoom'], 5, ['match', ['get', 'k'], 4, 13, 11], 10, ['match', ['get', 'k'], 4, 18, 3, 16, 13]],
          'symbol-sort-key': ['-', 0, ['get', 'p']],
          'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
          'text-radial-offset': 0.5,
          'text-padding': 4,
        },
        paint: { 'text-color': '#3a3a4a', ...halo },
      },
    ],
  };
}

// Covers the base map with streets, close up; where a tile is slow or missing, the base map stays.
export function addStreets(style, { tiles, attribution }) {
  style.sources.streets = { type: 'raster', tiles: [tiles], tileSize: 256, maxzoom: STREETS_MAX_ZOOM, attribution };
  style.layers.push({ id: 'streets', type: 'raster', source: 'streets', minzoom: STREETS_MIN_ZOOM, paint: { 'raster-fade-duration': 0 } });
}

// Creates a map of France; `settings` is { texts, attribution, cooperative, center, zoom }.
export function makeMap(element, base, style, settings) {
  const map = new maplibre.Map({
    container: element,
    style,
    center: settings.center ?? [2.6, 46.6],
    zoom: settings.zoom ?? 5,
    minZoom: 2,
    maxZoom: 17,
    renderWorldCopies: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    attributionControl: false,
    cooperativeGestures: settings.cooperative === true,
    // Fading labels would be rendered a dozen times before the map is idle.
    fadeDuration: 0,
    locale: settings.texts,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.addControl(new maplibre.AttributionControl({ compact: element.clientWidth < 900, customAttribution: settings.attribution }));
  // The attribution stays one click away; expanded, it would cover a small map.
  map.once('load', () => element.querySelector('.maplibregl-ctrl-attrib')?.removeAttribute('open'));
  map.on('error', ({ sourceId, error }) => {
    // Tiles of streets come from elsewhere: the map does without them.
    const log = sourceId === 'streets' ? console.warn : console.error;
    log('map', error?.message);
  });
  map.on('idle', () => { element.dataset.idle = String(Math.round(performance.now())); });
  return map;
}

// Calls with true once the browser has taken the graphics context away and not given it back, and with false once the map is drawn again.
export function onLost(map, call) {
  let timer;
  map.on('webglcontextlost', () => {
    clearTimeout(timer);
    timer = setTimeout(() => call(true), LOST_AFTER_MS);
  });
  map.on('webglcontextrestored', () => {
    clearTimeout(timer);
    map.once('idle', () => call(false));
  });
  map.on('remove', () => clearTimeout(timer));
}

// The numbers of a text: five bits in each character, the lowest first, and a sixth when more follow; the sign in the lowest bit.
function numbers(text) {
  const found = [];
  let number = 0;
  let shift = 0;
  for (let at = 0; at < text.length; at += 1) {
    const bits = text.charCodeAt(at) - 63;
    number |= (bits & 31) << shift;
    shift += 5;
    if (bits < 32) {
      found.push(signed(number));
      number = 0;
      shift = 0;
    }
  }
  return found;
}

const signed = (number) => (number & 1 ? ~(number >> 1) : number >> 1);

// The features of a file of communes; data/geo/NOTICE.md describes its shape.
function unpackCommunes({ transform, arcs, communes }) {
  let [x, y] = [0, 0];
  const line = (text) => {
    const steps = numbers(text);
    const points = [];
    for (let at = 0; at < steps.length; at += 2) {
      x += steps[at];
      y += steps[at + 1];
      // In TopoJSON, the first point of a line is one of the grid, and the others are steps.
      points.push(at === 0 ? [x, y] : [steps[at], steps[at + 1]]);
    }
    return points;
  };
  let arc = 0;
  const ring = (text) => numbers(text).map((step) => {
    arc += step;
    return signed(arc);
  });
  const geometries = communes.map(([, label, polygons]) => ({
    type: 'MultiPolygon',
    arcs: polygons.split(';').map((rings) => rings.split(',').map(ring)),
    properties: { label },
  }));
  const topology = { type: 'Topology', transform, arcs: arcs.split(' ').map(line) };
  return topojson.feature(topology, { type: 'GeometryCollection', geometries }).features;
}

// Loads and caches the commune boundaries of the visible departments.
export class Communes {
  constructor(map) {
    this.map = map;
    this.cache = new Map();
    this.abortController = new AbortController();
    map.on('moveend', () => this.update());
    map.once('load', () => this.update());
  }

  async update() {
    if (this.map.getZoom() < COMMUNES_MIN_ZOOM || !this.map.getLayer('departments')) return;
    const visible = new Set(this.map.queryRenderedFeatures({ layers: ['departments'] }).map((feature) => feature.properties.dep));
    const missing = [...visible].filter((code) => !this.cache.has(code));
    if (missing.length === 0) return;
    for (const code of missing) this.cache.set(code, []);
    await Promise.all(missing.map((code) => this.fetch(code)));
    for (const code of [...this.cache.keys()].slice(0, Math.max(0, this.cache.size - COMMUNES_CACHED))) {
      if (!visible.has(code)) this.cache.delete(code);
    }
    if (!this.abortController.signal.aborted) {
      this.map.getSource('communes')?.setData({ type: 'FeatureCollection', features: [...this.cache.values()].flat() });
    }
  }

  async fetch(code) {
    try {
      const packed = await fetch(`${geoAssets}/communes/${code}.json`, { signal: this.abortController.signal }).then(parseJson);
      this.cache.set(code, unpackCommunes(packed));
    } catch (error) {
      // The map works without the boundaries; the next move retries.
      this.cache.delete(code);
      if (error.name !== 'AbortError') console.warn('map', error.message);
    }
  }

  destroy() {
    this.abortController.abort();
  }
}
