// What the pages need of MapLibre GL JS, and nothing else. The library and the base map are fetched when the first map is
// shown; both come from this site. A map is drawn without tiles, glyphs or sprites: labels use the fonts of the page.

const { mapAssets, geoAssets } = document.documentElement.dataset;
const EMPTY = { type: 'FeatureCollection', features: [] };
const TEXT = ['Public Sans'];
const STRONG = ['Public Sans Semibold'];
// From this zoom on, the limits of communes are shown, and fetched for the departments in sight.
const COMMUNES_FROM = 8;
// Departments whose communes are kept.
const COMMUNES_KEPT = 14;
// Up to this zoom, events that stand close together are drawn as one circle.
const CLUSTERS_TO = 14;

let maplibre;
let topojson;
let ready;

export function isSupported() {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null;
  } catch {
    return false;
  }
}

// Fetches the library and the base map, once; a failure is forgotten so that the next try may succeed.
export function load() {
  ready ??= fetchAll().catch((error) => {
    ready = undefined;
    throw error;
  });
  return ready;
}

async function fetchAll() {
  const json = (path) => fetch(`${geoAssets}/${path}`).then(answered);
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

function answered(response) {
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
    // Before our own sheet, which has the last word.
    document.head.prepend(link);
  });
}

// MapLibre draws letters with the page's fonts, by family name alone: the semibold face gets a name of its own.
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
  // Letters drawn before the font is there would stay in another one.
  await document.fonts.load('16px "Public Sans"').catch(() => []);
}

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

function baseStyle(base) {
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
        minzoom: COMMUNES_FROM,
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
        // The greater ones are named by the layer of towns.
        filter: ['<', ['get', 'pop'], 5000],
        layout: { 'text-field': ['get', 'nom'], 'text-font': TEXT, 'text-size': 11, 'text-max-width': 7 },
        paint: { 'text-color': '#5c5870', ...halo },
      },
      {
        id: 'towns',
        type: 'symbol',
        source: 'towns',
        // The nearer one looks, the smaller the towns that are named.
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

function eventLayers() {
  const [brand, signal, paper, ink] = ['--color-brand', '--color-signal', '--color-paper', '--color-ink'].map(token);
  return [
    {
      id: 'clusters',
      type: 'circle',
      source: 'events',
      filter: ['has', 'point_count'],
      paint: {
        'circle-color': brand,
        'circle-opacity': 0.9,
        'circle-radius': ['step', ['get', 'point_count'], 14, 10, 17, 50, 21, 250, 27, 1000, 33],
        'circle-stroke-color': paper,
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'cluster-counts',
      type: 'symbol',
      source: 'events',
      filter: ['has', 'point_count'],
      layout: {
        'text-field': ['number-format', ['get', 'point_count'], { locale: 'fr' }],
        'text-font': STRONG,
        'text-size': 12.5,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': paper },
    },
    {
      id: 'points',
      type: 'circle',
      source: 'events',
      filter: ['!', ['has', 'point_count']],
      paint: {
        'circle-color': brand,
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 5, 6, 12, 9],
        'circle-stroke-color': paper,
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'marked',
      type: 'circle',
      source: 'marked',
      paint: { 'circle-color': signal, 'circle-radius': 9, 'circle-stroke-color': ink, 'circle-stroke-width': 3 },
    },
  ];
}

// A map of France; `settings` is JSON: { words, attribution, cooperative, center, zoom }.
function makeMap(element, base, style, settings) {
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
    fadeDuration: calm() ? 0 : 200,
    locale: settings.words,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.addControl(new maplibre.AttributionControl({ compact: element.clientWidth < 900, customAttribution: settings.attribution }));
  // The notice is one press away; open, it would cover a small map.
  map.once('load', () => element.querySelector('.maplibregl-ctrl-attrib')?.removeAttribute('open'));
  map.on('error', (event) => console.error('map', event.error?.message));
  map.on('idle', () => { element.dataset.idle = String(Math.round(performance.now())); });
  return map;
}

// Keeps the limits of communes of the departments in sight.
class Communes {
  constructor(map) {
    this.map = map;
    this.kept = new Map();
    this.leaving = new AbortController();
    map.on('moveend', () => this.follow());
    map.once('load', () => this.follow());
  }

  async follow() {
    if (this.map.getZoom() < COMMUNES_FROM || !this.map.getLayer('departments')) return;
    const seen = new Set(this.map.queryRenderedFeatures({ layers: ['departments'] }).map((feature) => feature.properties.dep));
    const missing = [...seen].filter((code) => !this.kept.has(code));
    if (missing.length === 0) return;
    for (const code of missing) this.kept.set(code, []);
    await Promise.all(missing.map((code) => this.fetch(code)));
    for (const code of [...this.kept.keys()].slice(0, Math.max(0, this.kept.size - COMMUNES_KEPT))) {
      if (!seen.has(code)) this.kept.delete(code);
    }
    if (!this.leaving.signal.aborted) {
      this.map.getSource('communes')?.setData({ type: 'FeatureCollection', features: [...this.kept.values()].flat() });
    }
  }

  async fetch(code) {
    try {
      const topology = await fetch(`${geoAssets}/communes/${code}.json`, { signal: this.leaving.signal }).then(answered);
      this.kept.set(code, topojson.feature(topology, Object.values(topology.objects)[0]).features);
    } catch (error) {
      // The map is good without them; the next move tries again.
      this.kept.delete(code);
      if (error.name !== 'AbortError') console.warn('map', error.message);
    }
  }

  leave() {
    this.leaving.abort();
  }
}

// Events by the thousand: what is close together is one circle with a number.
export class EventMap {
  constructor(element, base, settings) {
    this.base = base;
    const style = baseStyle(base);
    style.sources.events = { type: 'geojson', data: EMPTY, promoteId: 'id', cluster: true, clusterRadius: 46, clusterMaxZoom: CLUSTERS_TO };
    style.sources.marked = { type: 'geojson', data: EMPTY };
    style.layers.push(...eventLayers());
    this.map = makeMap(element, base, style, JSON.parse(settings));
    this.communes = new Communes(this.map);
    this.whenLoaded = new Promise((done) => this.map.once('load', done));
    this.titles();
    this.map.on('click', 'clusters', (event) => this.openCluster(event.features[0]));
    this.map.on('click', 'points', (event) => this.tell(event.features));
    for (const layer of ['clusters', 'points']) {
      this.map.on('mouseenter', layer, () => { this.map.getCanvas().style.cursor = 'pointer'; });
      this.map.on('mouseleave', layer, () => { this.map.getCanvas().style.cursor = ''; });
    }
  }

  // The address of a GeoJSON; the library's worker fetches and reads it.
  async setData(url) {
    await this.whenLoaded;
    this.map.getSource('events')?.setData(new URL(url, location.href).href);
  }

  // Calls with the JSON of an array of the properties of the events at the point that was pressed.
  onSelect(call) {
    this.select = call;
  }

  // Calls with west, south, east, north and whether a person moved the map.
  onMove(call) {
    this.map.on('moveend', () => {
      const bounds = this.map.getBounds();
      call(bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth(), !this.sent);
      this.sent = false;
    });
  }

  // Puts the mark on a place, whether or not its event is in a cluster.
  async mark(lon, lat) {
    await this.whenLoaded;
    this.map.getSource('marked')?.setData({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [lon, lat] } });
  }

  async unmark() {
    await this.whenLoaded;
    this.map.getSource('marked')?.setData(EMPTY);
  }

  fitBounds(west, south, east, north) {
    // Not a person's move: nobody is asked whether to search there.
    this.sent = true;
    this.map.fitBounds([[west, south], [east, north]], { padding: 40, maxZoom: 13, animate: !calm() });
  }

  // Brings departments (`dep`) or regions (`reg`) into sight, by their codes.
  fitTerritories(property, codes) {
    const wanted = new Set(codes.split(','));
    const box = [180, 90, -180, -90];
    for (const feature of this.base.departments.features) {
      if (wanted.has(feature.properties[property])) extend(box, feature.geometry.coordinates);
    }
    if (box[0] <= box[2]) this.fitBounds(...box);
  }

  destroy() {
    this.communes.leave();
    this.map.remove();
  }

  go(view) {
    if (calm()) this.map.jumpTo(view);
    else this.map.easeTo({ ...view, duration: 700 });
  }

  async openCluster(cluster) {
    const source = this.map.getSource('events');
    const id = cluster.properties.cluster_id;
    const zoom = await source.getClusterExpansionZoom(id);
    if (zoom <= CLUSTERS_TO) {
      this.go({ center: cluster.geometry.coordinates, zoom: zoom + 0.3 });
    } else {
      // They stand at one address: no zoom would part them.
      this.tell(await source.getClusterLeaves(id, 100, 0));
    }
  }

  tell(features) {
    const unique = new Map(features.map((feature) => [feature.properties.id, feature.properties]));
    const [lon, lat] = features[0].geometry.coordinates;
    this.mark(lon, lat);
    this.select?.(JSON.stringify([...unique.values()]));
  }

  // The title of an event beside the pointer.
  titles() {
    const popup = new maplibre.Popup({ closeButton: false, closeOnClick: false, offset: 12, className: 'map__title' });
    this.map.on('mousemove', 'points', (event) => {
      const [feature] = event.features;
      popup.setLngLat(feature.geometry.coordinates).setText(feature.properties.title).addTo(this.map);
    });
    this.map.on('mouseleave', 'points', () => popup.remove());
  }
}

function extend(box, coordinates) {
  if (typeof coordinates[0] === 'number') {
    box[0] = Math.min(box[0], coordinates[0]);
    box[1] = Math.min(box[1], coordinates[1]);
    box[2] = Math.max(box[2], coordinates[0]);
    box[3] = Math.max(box[3], coordinates[1]);
  } else {
    for (const part of coordinates) extend(box, part);
  }
}

// One place: shown, or chosen by dragging the pin, by the arrow keys, or by pressing the map.
export class PinMap {
  constructor(element, base, settings) {
    const { movable, pin, ...rest } = JSON.parse(settings);
    this.map = makeMap(element, base, baseStyle(base), { ...rest, cooperative: true });
    this.communes = new Communes(this.map);
    const button = document.createElement('div');
    button.className = movable ? 'map__pin map__pin--movable' : 'map__pin';
    // The library moves the outer element; the drawing is turned inside it.
    const drawing = document.createElement('span');
    drawing.className = 'map__pin-drawing';
    button.append(drawing);
    this.marker = new maplibre.Marker({ element: button, anchor: 'bottom', draggable: movable });
    button.setAttribute('role', movable ? 'button' : 'img');
    button.setAttribute('aria-label', pin);
    if (movable) {
      button.tabIndex = 0;
      button.addEventListener('keydown', (event) => this.step(event));
      this.marker.on('dragend', () => this.tell());
      this.map.on('click', (event) => {
        this.marker.setLngLat(event.lngLat).addTo(this.map);
        this.tell();
      });
    }
  }

  // Calls with longitude and latitude whenever a person has moved the pin.
  onPin(call) {
    this.pinned = call;
  }

  // Sets the pin, and brings it into sight when it is not or when it is the first.
  setPin(lon, lat, zoom) {
    const first = this.marker.getLngLat() === undefined;
    this.marker.setLngLat([lon, lat]).addTo(this.map);
    if (first || !this.map.getBounds().contains([lon, lat]) || this.map.getZoom() < 8) this.map.jumpTo({ center: [lon, lat], zoom });
  }

  destroy() {
    this.communes.leave();
    this.map.remove();
  }

  // Arrow keys move the pin by a few points of the screen, with Shift by more.
  step(event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const points = event.shiftKey ? 40 : 6;
    const at = this.map.project(this.marker.getLngLat());
    const to = this.map.unproject([at.x + way[0] * points, at.y + way[1] * points]);
    this.marker.setLngLat(to);
    if (!this.map.getBounds().contains(to)) this.map.jumpTo({ center: to });
    this.tell();
  }

  tell() {
    const { lng, lat } = this.marker.getLngLat();
    this.pinned?.(lng, lat);
  }
}
