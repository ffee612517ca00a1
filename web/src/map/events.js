// Events by the thousand: what stands close together is one circle with a number. Few come all at once and are drawn
// together here; many come drawn together by the server, for what is in sight.

import { answered, baseStyle, calm, Communes, EMPTY, makeMap, maplibre, STRONG, token } from './base.js';

// Up to this zoom, events that stand close together are drawn as one circle.
const CLUSTERS_TO = 14;
// Events of a circle that are listed when no zoom would part them.
const LEAVES = 100;
// Half the side of the box, in degrees, within which events count as standing at one address: some ten metres.
const ADDRESS = 0.0001;
// So many pixels of the map must have come into the window, or left it, before what is shown is fitted anew.
const REFIT_PX = 80;
// Rest of the page after which it is.
const REFIT_AFTER_MS = 200;

export class EventMap {
  constructor(element, base, settings) {
    this.base = base;
    const style = baseStyle(base);
    style.sources.events = { type: 'geojson', data: EMPTY, cluster: true, clusterRadius: 46, clusterMaxZoom: CLUSTERS_TO };
    style.sources.served = { type: 'geojson', data: EMPTY };
    style.sources.marked = { type: 'geojson', data: EMPTY };
    style.sources.circle = { type: 'geojson', data: EMPTY };
    style.layers.push(...circleLayers(), ...eventLayers('events'), ...eventLayers('served'), markLayer());
    this.map = makeMap(element, base, style, JSON.parse(settings));
    this.communes = new Communes(this.map);
    this.whenLoaded = new Promise((done) => this.map.once('load', done));
    // Data may come before the first picture is whole: the second one then need not be drawn.
    this.whenStyled = new Promise((done) => this.map.once('style.load', done));
    this.map.on('moveend', () => this.follow());
    this.scrolled = () => {
      clearTimeout(this.resting);
      this.resting = setTimeout(() => this.refit(), REFIT_AFTER_MS);
    };
    addEventListener('scroll', this.scrolled, { passive: true });
    // Whoever lays a hand on the map says where it looks.
    for (const hand of ['wheel', 'mousedown', 'touchstart']) this.map.on(hand, () => { this.fitted = undefined; });
    this.listen('events', (cluster) => this.openOwn(cluster));
    this.listen('served', (cluster) => this.openServed(cluster));
  }

  listen(source, open) {
    const [clusters, points] = [`${source}-clusters`, `${source}-points`];
    this.map.on('click', clusters, (event) => open(event.features[0]));
    this.map.on('click', points, (event) => this.tell(event.features));
    for (const layer of [clusters, points]) {
      this.map.on('mouseenter', layer, () => { this.map.getCanvas().style.cursor = 'pointer'; });
      this.map.on('mouseleave', layer, () => { this.map.getCanvas().style.cursor = ''; });
    }
    // The title of an event beside the pointer, and word to the list.
    const popup = new maplibre.Popup({ closeButton: false, closeOnClick: false, offset: 12, className: 'map__title' });
    this.map.on('mousemove', points, (event) => {
      const [feature] = event.features;
      popup.setLngLat(feature.geometry.coordinates).setText(feature.properties.title).addTo(this.map);
      this.point(event.features.map((one) => address(one.properties)));
    });
    this.map.on('mouseleave', points, () => {
      popup.remove();
      this.point([]);
    });
  }

  // All events at once: the address of a GeoJSON, which the library's worker fetches and reads.
  async setPoints(url) {
    this.served = undefined;
    this.asking?.abort();
    await this.whenStyled;
    this.map.getSource('served')?.setData(EMPTY);
    this.map.getSource('events')?.setData(new URL(url, location.href).href);
  }

  // What is in sight, drawn together by the server: addresses to which `zoom` and `bbox` are added.
  async setClusters(clusters, points) {
    await this.whenStyled;
    this.served = { clusters: new URL(clusters, location.href), points: new URL(points, location.href) };
    this.map.getSource('events')?.setData(EMPTY);
    await this.follow();
  }

  async follow() {
    if (!this.served) return;
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const url = new URL(this.served.clusters);
    url.searchParams.set('zoom', String(Math.round(this.map.getZoom())));
    url.searchParams.set('bbox', this.sight().join(','));
    try {
      const data = await fetch(url, { signal: asking.signal }).then(answered);
      if (!asking.signal.aborted) this.map.getSource('served')?.setData(data);
    } catch (error) {
      // What was drawn stays; the next move asks again.
      if (error.name !== 'AbortError') console.warn('map', error.message);
    }
  }

  // West, south, east, north of what is in sight, on the Earth.
  sight() {
    const bounds = this.map.getBounds();
    const within = (value, most) => Number(Math.max(-most, Math.min(most, value)).toFixed(4));
    return [within(bounds.getWest(), 180), within(bounds.getSouth(), 90), within(bounds.getEast(), 180), within(bounds.getNorth(), 90)];
  }

  // Calls with the JSON of an array of the properties of the events at the point that was pressed.
  onSelect(call) {
    this.select = call;
  }

  // Calls with the addresses of the events under the pointer, with commas.
  onPoint(call) {
    this.pointed = call;
  }

  point(addresses) {
    const word = addresses.join(',');
    if (word === this.pointing) return;
    this.pointing = word;
    this.pointed?.(word);
  }

  // Calls with west, south, east, north and whether a person moved the map: neither a new size of the window nor the page.
  onMove(call) {
    // A single notch of a wheel ends in a move that names no event of its own.
    this.wheeled = false;
    this.map.on('wheel', () => { this.wheeled = true; });
    this.map.on('resize', () => { this.wheeled = false; });
    this.map.on('moveend', (event) => {
      const bounds = this.map.getBounds();
      const byPerson = Boolean(event.originalEvent) || event.byPerson === true || this.wheeled;
      this.wheeled = false;
      if (byPerson) this.fitted = undefined;
      call(bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth(), byPerson);
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

  // Draws a circle of so many metres around a place; of none, it takes it away.
  async drawCircle(lon, lat, radius) {
    await this.whenLoaded;
    this.map.getSource('circle')?.setData(radius > 0 ? circle(lon, lat, radius) : EMPTY);
  }

  // With room around it, the box comes into the part of the map that the window shows; without, it fills the map.
  fitBounds(west, south, east, north, room) {
    this.wheeled = false;
    const below = room > 0 ? this.belowWindow() : 0;
    this.fitted = room > 0 ? { box: [west, south, east, north], room, below } : undefined;
    const padding = { top: room, right: room, bottom: room + below, left: room };
    // A box that a person had in sight comes back as it was: it may be any zoom.
    this.map.fitBounds([[west, south], [east, north]], { padding, maxZoom: room > 0 ? 13 : 17, animate: !calm() });
  }

  // What the page brought into sight fills the part of the map that the window shows after scrolling; where a person looks stays.
  refit() {
    if (!this.fitted || this.map.getContainer().clientHeight === 0) return;
    const { box, room, below } = this.fitted;
    if (Math.abs(this.belowWindow() - below) > REFIT_PX) this.fitBounds(...box, room);
  }

  // Pixels of the map that stand below the window; at most half of it, for what is not in sight at all will be scrolled to.
  belowWindow() {
    const { bottom, height } = this.map.getContainer().getBoundingClientRect();
    return Math.max(0, Math.min(bottom - innerHeight, height / 2));
  }

  // Brings departments (`dep`) or regions (`reg`) into sight, by their codes.
  fitTerritories(property, codes) {
    const wanted = new Set(codes.split(','));
    const box = [180, 90, -180, -90];
    for (const feature of this.base.departments.features) {
      if (wanted.has(feature.properties[property])) extend(box, feature.geometry.coordinates);
    }
    if (box[0] <= box[2]) this.fitBounds(...box, 40);
  }

  destroy() {
    removeEventListener('scroll', this.scrolled);
    clearTimeout(this.resting);
    this.communes.leave();
    this.asking?.abort();
    this.map.remove();
  }

  async openOwn(cluster) {
    const source = this.map.getSource('events');
    const id = cluster.properties.cluster_id;
    const zoom = await source.getClusterExpansionZoom(id);
    if (zoom <= CLUSTERS_TO) {
      const view = { center: cluster.geometry.coordinates, zoom: zoom + 0.3, duration: calm() ? 0 : 700 };
      this.map.easeTo(view, { byPerson: true });
    } else {
      // They stand at one address: no zoom would part them.
      this.tell(await source.getClusterLeaves(id, LEAVES, 0));
    }
  }

  async openServed(cluster) {
    const { bbox } = cluster.properties;
    const [west, south, east, north] = typeof bbox === 'string' ? JSON.parse(bbox) : bbox;
    if (east - west > ADDRESS || north - south > ADDRESS) {
      const view = { padding: 60, maxZoom: 17, animate: !calm() };
      this.map.fitBounds([[west, south], [east, north]], view, { byPerson: true });
      return;
    }
    const url = new URL(this.served.points);
    url.searchParams.set('bbox', [west - ADDRESS, south - ADDRESS, east + ADDRESS, north + ADDRESS].map((edge) => edge.toFixed(5)).join(','));
    try {
      const { features } = await fetch(url).then(answered);
      if (features.length > 0) this.tell(features.slice(0, LEAVES));
    } catch (error) {
      console.warn('map', error.message);
    }
  }

  tell(features) {
    const unique = new Map(features.map((feature) => [address(feature.properties), feature.properties]));
    const [lon, lat] = features[0].geometry.coordinates;
    this.mark(lon, lat);
    this.select?.(JSON.stringify([...unique.values()]));
  }
}

// What tells an event from all others.
function address({ edition, slug }) {
  return `${edition}/${slug}`;
}

// How many events a circle stands for: the library's own clusters say it one way, the server's another.
const COUNT = ['coalesce', ['get', 'point_count'], ['get', 'count']];
const IS_CLUSTER = ['any', ['has', 'point_count'], ['has', 'count']];

// Circles with a number and single events of a source; their ids begin with its name.
function eventLayers(source) {
  const [brand, paper] = ['--color-brand', '--color-paper'].map(token);
  return [
    {
      id: `${source}-clusters`,
      type: 'circle',
      source,
      filter: IS_CLUSTER,
      paint: {
        'circle-color': brand,
        'circle-opacity': 0.9,
        'circle-radius': ['step', COUNT, 14, 10, 17, 50, 21, 250, 27, 1000, 33],
        'circle-stroke-color': paper,
        'circle-stroke-width': 2,
      },
    },
    {
      id: `${source}-counts`,
      type: 'symbol',
      source,
      filter: IS_CLUSTER,
      layout: {
        'text-field': ['number-format', COUNT, { locale: 'fr' }],
        'text-font': STRONG,
        'text-size': 12.5,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': paper },
    },
    {
      id: `${source}-points`,
      type: 'circle',
      source,
      filter: ['!', IS_CLUSTER],
      paint: {
        'circle-color': brand,
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 5, 6, 12, 9],
        'circle-stroke-color': paper,
        'circle-stroke-width': 2,
      },
    },
  ];
}

// The circle around a place, under the events.
function circleLayers() {
  const brand = token('--color-brand');
  return [
    { id: 'circle', type: 'fill', source: 'circle', paint: { 'fill-color': brand, 'fill-opacity': 0.07 } },
    { id: 'circle-edge', type: 'line', source: 'circle', paint: { 'line-color': brand, 'line-width': 1.5, 'line-dasharray': [2, 2] } },
  ];
}

// The place that is marked, over everything.
function markLayer() {
  const [signal, ink] = ['--color-signal', '--color-ink'].map(token);
  return {
    id: 'marked',
    type: 'circle',
    source: 'marked',
    paint: { 'circle-color': signal, 'circle-radius': 9, 'circle-stroke-color': ink, 'circle-stroke-width': 3 },
  };
}

const EARTH_RADIUS_M = 6371008.8;

// The points at a distance from a place: a polygon of 96 corners.
function circle(lon, lat, radius) {
  const toRad = Math.PI / 180;
  const angle = radius / EARTH_RADIUS_M;
  const ring = Array.from({ length: 97 }, (_, step) => {
    const bearing = (step / 96) * 2 * Math.PI;
    const south = Math.asin(Math.sin(lat * toRad) * Math.cos(angle) + Math.cos(lat * toRad) * Math.sin(angle) * Math.cos(bearing));
    const east = Math.atan2(
      Math.sin(bearing) * Math.sin(angle) * Math.cos(lat * toRad),
      Math.cos(angle) - Math.sin(lat * toRad) * Math.sin(south),
    );
    return [lon + east / toRad, south / toRad];
  });
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } };
}

// The box of any coordinates of GeoJSON, added to a box.
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
