// A map of thousands of events, on which events close together form one circle with their number. A small number of events is
// loaded at once and clustered here; a large number is clustered by the server, for the visible area.

import { addStreets, baseStyle, Communes, EMPTY, makeMap, maplibre, onLost, parseJson, prefersReducedMotion, STRONG, tokensOf } from './base.js';

// Maximum zoom at which events close together form one circle.
const CLUSTERS_MAX_ZOOM = 14;
// Maximum number of events listed for a circle that no zoom would separate.
const LISTED_MAX = 100;
// Half the side, in degrees, of the box within which events count as being at the same place: about ten metres.
const SAME_PLACE_DEG = 0.0001;
// Maximum number of events of one place that are drawn apart. Their ring is as wide as half the map of a phone; a longer list is read
// faster than such a ring is walked.
const APART_MAX = 12;
// Pixels between two events that are drawn apart, and at least between each and their place: what a finger needs.
const APART_STEP_PX = 34;
const APART_LEG_PX = 48;
// Pixels around an event drawn apart within which a press means it.
const APART_HIT_PX = 16;
// Pixels at the edges of the map where a place counts as out of sight.
const EDGE_PX = 24;
// Number of pixels by which the visible part of the map must change before the shown area is fitted again.
const REFIT_PX = 80;
// Delay after the last scroll event before that check.
const REFIT_AFTER_MS = 200;

export class EventMap {
  constructor(element, base, settings) {
    this.base = base;
    const { aim, streets, ...rest } = JSON.parse(settings);
    const style = baseStyle(base);
    if (streets) addStreets(style, streets);
    style.sources.events = { type: 'geojson', data: EMPTY, cluster: true, clusterRadius: 46, clusterMaxZoom: CLUSTERS_MAX_ZOOM };
    style.sources.server = { type: 'geojson', data: EMPTY };
    style.sources.marked = { type: 'geojson', data: EMPTY };
    style.sources.circle = { type: 'geojson', data: EMPTY };
    style.sources.aimed = { type: 'geojson', data: EMPTY };
    style.sources.apart = { type: 'geojson', data: EMPTY };
    const token = tokensOf(element);
    const points = ['events', 'server'].flatMap((source) => eventLayers(source, token));
    style.layers.push(...circleLayers(token), ...points, ...apartLayers(token), markLayer(token), aimLayer(token));
    this.map = makeMap(element, base, style, rest);
    this.communes = new Communes(this.map);
    this.whenLoaded = new Promise((done) => this.map.once('load', done));
    // Setting data before the first complete rendering saves a second one.
    this.whenStyled = new Promise((done) => this.map.once('style.load', done));
    this.map.on('moveend', () => this.updateClusters());
    this.onScroll = () => {
      this.notifyPlace();
      clearTimeout(this.refitTimer);
      this.refitTimer = setTimeout(() => this.refit(), REFIT_AFTER_MS);
    };
    addEventListener('scroll', this.onScroll, { passive: true });
    // Once the user touches the map, the area is no longer fitted automatically.
    for (const kind of ['wheel', 'mousedown', 'touchstart']) this.map.on(kind, () => { this.fitted = undefined; });
    this.listenToApart();
    this.listen('events', (cluster) => this.openLocalCluster(cluster));
    this.listen('server', (cluster) => this.openServerCluster(cluster));
    this.listenToKeys(element, aim);
  }

  // Lets the keyboard open what is nearest to the middle of the map: a ring surrounds it, and a line of text names it.
  listenToKeys(element, texts) {
    this.aimTexts = texts;
    this.aimLine = document.createElement('p');
    this.aimLine.className = 'map__aim';
    this.aimLine.setAttribute('role', 'status');
    element.append(this.aimLine);
    const canvas = this.map.getCanvas();
    const steer = (byKeys) => {
      this.byKeys = byKeys;
      this.aim();
    };
    canvas.addEventListener('focus', () => steer(canvas.matches(':focus-visible')));
    canvas.addEventListener('blur', () => steer(false));
    canvas.addEventListener('pointerdown', () => steer(false));
    canvas.addEventListener('keydown', (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.key === 'Tab') return;
      const walked = this.walkApart(event);
      steer(true);
      if (walked || (event.key !== 'Enter' && event.key !== ' ')) return;
      event.preventDefault();
      if (this.aimed) this.open(this.aimed);
    });
    this.map.on('idle', () => this.aim());
    // A map that waits for streets is not idle.
    this.map.on('sourcedata', ({ sourceId, isSourceLoaded }) => {
      if (isSourceLoaded && (sourceId === 'events' || sourceId === 'server')) this.aim();
    });
  }

  // Marks and names what the keyboard would open, while it moves the map.
  aim() {
    this.aimed = this.byKeys ? (this.apart?.legs[this.apart.at] ?? this.nearest()) : undefined;
    const text = this.aimed ? this.nameOf(this.aimed) : '';
    const data = this.aimed ? { type: 'Feature', properties: {}, geometry: this.aimed.geometry } : EMPTY;
    const shown = JSON.stringify([text, data]);
    // Setting the same data again would draw the map without end: each drawing ends here.
    if (shown === (this.aimShown ?? JSON.stringify(['', EMPTY]))) return;
    this.aimShown = shown;
    this.aimLine.textContent = text;
    this.map.getSource('aimed')?.setData(data);
  }

  // The circle or event nearest to the middle of the part of the map within the window.
  nearest() {
    const layers = ['events-clusters', 'events-points', 'server-clusters', 'server-points'].filter((layer) => this.map.getLayer(layer));
    if (layers.length === 0) return undefined;
    const { clientWidth, clientHeight } = this.map.getContainer();
    const [middle, centre] = [clientWidth / 2, (clientHeight - this.belowWindow()) / 2];
    let nearest;
    let least = Infinity;
    for (const feature of this.map.queryRenderedFeatures({ layers })) {
      const { x, y } = this.map.project(feature.geometry.coordinates);
      const distance = Math.hypot(x - middle, y - centre);
      if (distance < least) [nearest, least] = [feature, distance];
    }
    return nearest;
  }

  nameOf(feature) {
    const { properties } = feature;
    const at = this.apart?.legs.indexOf(feature) ?? -1;
    if (at >= 0) {
      const numbers = this.aimTexts.apart.replace('{at}', at + 1).replace('{n}', this.apart.legs.length);
      return numbers.replace('{title}', () => properties.title);
    }
    const count = countOf(properties);
    if (count === undefined) return this.aimTexts.event.replace('{title}', () => properties.title);
    return this.aimTexts.group.replace('{n}', count.toLocaleString(document.documentElement.lang));
  }

  // Opens a circle, or shows the events at the place of one.
  open(feature) {
    if (this.apart?.legs.includes(feature)) {
      this.openLeg(feature);
    } else if (countOf(feature.properties) === undefined) {
      const layers = [`${feature.source}-points`];
      const here = this.map.queryRenderedFeatures(this.map.project(feature.geometry.coordinates), { layers });
      this.choose(here.length > 0 ? here : [feature]);
    } else if (feature.source === 'server') {
      this.openServerCluster(feature);
    } else {
      this.openLocalCluster(feature);
    }
  }

  listen(source, open) {
    const [clusters, points] = [`${source}-clusters`, `${source}-points`];
    // An event drawn apart lies above what it covers.
    const onClick = (layer, call) => this.map.on('click', layer, (event) => { if (!this.legAt(event.point)) call(event.features); });
    onClick(clusters, ([cluster]) => open(cluster));
    onClick(points, (features) => this.choose(features));
    this.pointAt(clusters);
    this.pointAt(points);
    this.nameUnderPointer(points);
  }

  pointAt(layer) {
    this.map.on('mouseenter', layer, () => { this.map.getCanvas().style.cursor = 'pointer'; });
    this.map.on('mouseleave', layer, () => { this.map.getCanvas().style.cursor = ''; });
  }

  // Shows the title of the event under the pointer, and notifies the list.
  nameUnderPointer(points) {
    const popup = new maplibre.Popup({ closeButton: false, closeOnClick: false, offset: 12, className: 'map__title' });
    this.map.on('mousemove', points, (event) => {
      const [feature] = event.features;
      popup.setLngLat(feature.geometry.coordinates).setText(feature.properties.title).addTo(this.map);
      this.notifyHover(event.features.map((feature) => eventId(feature.properties)));
    });
    this.map.on('mouseleave', points, () => {
      popup.remove();
      this.notifyHover([]);
    });
  }

  // Events of one place that no zoom would separate are drawn apart; a press on one shows it, and a press elsewhere folds them.
  listenToApart() {
    this.map.on('click', ({ point }) => {
      const leg = this.legAt(point);
      if (leg) this.openLeg(leg);
      else this.fold();
    });
    this.map.on('zoom', () => this.drawApart());
    this.pointAt('apart-points');
    this.nameUnderPointer('apart-points');
  }

  // Draws the events of one place apart, and lists them when they are too many or at several places.
  choose(features) {
    const unique = [...new Map(features.map((feature) => [eventId(feature.properties), feature])).values()];
    if (unique.length > 1 && unique.length <= APART_MAX && isOnePlace(unique)) this.spread(unique);
    else this.notifySelect(unique);
  }

  // Without animation, also for those who do not mind motion: the legs say where the events come from.
  spread(features) {
    const [{ geometry: { coordinates: place } }] = features;
    this.apart = { place, events: features.map(({ properties }) => properties), at: 0, legs: [] };
    this.selected = undefined;
    this.unmark();
    this.selectHandler?.('[]');
    this.drawApart();
    this.aim();
    const { x, y } = this.map.project(place);
    const { clientWidth, clientHeight } = this.map.getContainer();
    const reach = ringRadius(features.length) + EDGE_PX;
    if (Math.min(x, y, clientWidth - x, clientHeight - y) < reach) {
      this.map.easeTo({ center: place, duration: prefersReducedMotion() ? 0 : 300 }, { byUser: true });
    }
  }

  // The events on a ring around their place, the first above it, each with a leg; the ring has the same size at every zoom.
  drawApart() {
    if (!this.apart) return;
    const { place, events, opened } = this.apart;
    const { x, y } = this.map.project(place);
    const radius = ringRadius(events.length);
    this.apart.legs = events.map((properties, index) => {
      const angle = (index / events.length) * 2 * Math.PI - Math.PI / 2;
      const { lng, lat } = this.map.unproject([x + radius * Math.cos(angle), y + radius * Math.sin(angle)]);
      return { type: 'Feature', properties, place, geometry: { type: 'Point', coordinates: [lng, lat] } };
    });
    const { legs } = this.apart;
    const lines = legs.map(({ geometry: { coordinates: end } }) => {
      return { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: [place, end] } };
    });
    this.map.getSource('apart')?.setData({ type: 'FeatureCollection', features: [...lines, ...legs] });
    if (opened !== undefined) {
      this.selected = legs[opened].geometry.coordinates;
      this.mark(...this.selected);
    }
  }

  fold() {
    if (!this.apart) return;
    const { place, opened } = this.apart;
    this.apart = undefined;
    this.map.getSource('apart')?.setData(EMPTY);
    if (opened === undefined) return;
    // The event that is shown is at its place again.
    this.selected = place;
    this.mark(...place);
    this.notifyPlace();
  }

  // The event drawn apart at a point of the map.
  legAt({ x, y }) {
    let nearest;
    let least = APART_HIT_PX;
    for (const leg of this.apart?.legs ?? []) {
      const end = this.map.project(leg.geometry.coordinates);
      const distance = Math.hypot(end.x - x, end.y - y);
      if (distance <= least) [nearest, least] = [leg, distance];
    }
    return nearest;
  }

  openLeg(leg) {
    const index = this.apart.legs.indexOf(leg);
    this.apart.at = index;
    this.apart.opened = index;
    this.notifySelect([leg]);
  }

  // Goes through the events drawn apart with the arrows, in place of moving the map, and folds them with Escape; false for other keys.
  walkApart(event) {
    if (!this.apart) return false;
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (event.key === 'Escape') {
      this.fold();
    } else if (step) {
      const { at, legs } = this.apart;
      // The first key after a press of the pointer names the event that it would move from.
      if (this.byKeys) this.apart.at = (at + step + legs.length) % legs.length;
    } else {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  // Brings the place of an event into the map above a line of the window, and marks the event itself where it is drawn apart; a place
  // in sight stays where it is.
  reveal(id, lon, lat, line) {
    const leg = this.apart?.legs.find(({ properties }) => eventId(properties) === id);
    if (leg) this.mark(...leg.geometry.coordinates);
    const { x, y } = this.map.project([lon, lat]);
    const { clientWidth, clientHeight } = this.map.getContainer();
    const covered = Math.max(0, this.map.getContainer().getBoundingClientRect().bottom - line);
    const [right, foot] = [clientWidth - EDGE_PX, clientHeight - covered - EDGE_PX];
    if (x >= EDGE_PX && x <= right && y >= EDGE_PX && y <= foot) return;
    this.fitted = undefined;
    this.map.easeTo({ center: [lon, lat], offset: [0, -covered / 2], duration: prefersReducedMotion() ? 0 : 300 });
  }

  // Shows all events of a GeoJSON URL, which the library's worker fetches and parses.
  async setPoints(url) {
    this.fold();
    this.serverUrls = undefined;
    this.request?.abort();
    await this.whenStyled;
    this.map.getSource('server')?.setData(EMPTY);
    this.map.getSource('events')?.setData(new URL(url, location.href).href);
  }

  // Shows clusters computed by the server for the visible area; `zoom` and `bbox` are appended to the URLs.
  async setClusters(clusters, points) {
    this.fold();
    await this.whenStyled;
    this.serverUrls = { clusters: new URL(clusters, location.href), points: new URL(points, location.href) };
    this.map.getSource('events')?.setData(EMPTY);
    await this.updateClusters();
  }

  async updateClusters() {
    if (!this.serverUrls) return;
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    const url = new URL(this.serverUrls.clusters);
    url.searchParams.set('zoom', String(Math.round(this.map.getZoom())));
    url.searchParams.set('bbox', this.visibleBounds().join(','));
    try {
      const data = await fetch(url, { signal: request.signal }).then(parseJson);
      if (!request.signal.aborted) this.map.getSource('server')?.setData(data);
    } catch (error) {
      // The previous clusters stay; the next move requests them again.
      if (error.name !== 'AbortError') console.warn('map', error.message);
    }
  }

  // The visible area as [west, south, east, north], limited to the Earth.
  visibleBounds() {
    const bounds = this.map.getBounds();
    const within = (value, limit) => Number(Math.max(-limit, Math.min(limit, value)).toFixed(4));
    return [within(bounds.getWest(), 180), within(bounds.getSouth(), 90), within(bounds.getEast(), 180), within(bounds.getNorth(), 90)];
  }

  // Sets the click handler, called with a JSON array of the properties of the clicked events.
  onSelect(call) {
    this.selectHandler = call;
  }

  // Sets the handler for where the selected place is: pixels from the left and the top of the map, then from its top the first and the
  // last pixel within the window.
  onPlace(call) {
    this.placeHandler = call;
    for (const kind of ['move', 'resize']) this.map.on(kind, () => this.notifyPlace());
  }

  notifyPlace() {
    if (!this.selected || !this.placeHandler) return;
    const { x, y } = this.map.project(this.selected);
    const { top, bottom } = this.map.getContainer().getBoundingClientRect();
    this.placeHandler(x, y, Math.max(0, -top), Math.min(bottom, innerHeight) - top);
  }

  // Sets the hover handler, called with the comma-separated ids of the events under the pointer.
  onPoint(call) {
    this.hoverHandler = call;
  }

  // Sets the handler for the loss of the graphics context, called with true once it is lost and with false once the map is drawn again.
  onLost(call) {
    onLost(this.map, call);
  }

  notifyHover(ids) {
    const list = ids.join(',');
    if (list === this.hovered) return;
    this.hovered = list;
    this.hoverHandler?.(list);
  }

  // Sets the move handler, called with west, south, east, north and whether the user moved the map, as opposed to the page or a
  // resized window.
  onMove(call) {
    // The move after a single wheel notch carries no original event.
    this.wheeled = false;
    this.map.on('wheel', () => { this.wheeled = true; });
    this.map.on('resize', () => { this.wheeled = false; });
    this.map.on('moveend', (event) => {
      const bounds = this.map.getBounds();
      const byUser = Boolean(event.originalEvent) || event.byUser === true || this.wheeled;
      this.wheeled = false;
      if (byUser) this.fitted = undefined;
      call(bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth(), byUser);
    });
  }

  // Highlights a place, even if its event is part of a cluster.
  async mark(lon, lat) {
    await this.whenLoaded;
    this.map.getSource('marked')?.setData({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [lon, lat] } });
  }

  async unmark() {
    if (this.apart) this.apart.opened = undefined;
    await this.whenLoaded;
    this.map.getSource('marked')?.setData(EMPTY);
  }

  // Draws a circle with a radius in metres; 0 removes it.
  async drawCircle(lon, lat, radius) {
    await this.whenLoaded;
    this.map.getSource('circle')?.setData(radius > 0 ? circle(lon, lat, radius) : EMPTY);
  }

  // Shows a box. With padding, it is fitted into the part of the map visible in the window; without, it fills the map.
  fitBounds(west, south, east, north, paddingPx) {
    this.wheeled = false;
    const below = paddingPx > 0 ? this.belowWindow() : 0;
    this.fitted = paddingPx > 0 ? { box: [west, south, east, north], paddingPx, below } : undefined;
    const padding = { top: paddingPx, right: paddingPx, bottom: paddingPx + below, left: paddingPx };
    // A box that the user had in view is restored at its own zoom, whatever it was.
    this.map.fitBounds([[west, south], [east, north]], { padding, maxZoom: paddingPx > 0 ? 13 : 17, animate: !prefersReducedMotion() });
  }

  // After scrolling, fits the area set by the page into the visible part of the map again; an area set by the user stays.
  refit() {
    if (!this.fitted || this.map.getContainer().clientHeight === 0) return;
    const { box, paddingPx, below } = this.fitted;
    if (Math.abs(this.belowWindow() - below) > REFIT_PX) this.fitBounds(...box, paddingPx);
  }

  // Pixels of the map below the window, at most half its height: a map that is entirely outside will be onScroll to.
  belowWindow() {
    const { bottom, height } = this.map.getContainer().getBoundingClientRect();
    return Math.max(0, Math.min(bottom - innerHeight, height / 2));
  }

  // Shows departments (`dep`) or regions (`reg`), given by comma-separated codes.
  fitTerritories(property, codes) {
    const selected = new Set(codes.split(','));
    const box = [180, 90, -180, -90];
    for (const feature of this.base.departments.features) {
      if (selected.has(feature.properties[property])) extend(box, feature.geometry.coordinates);
    }
    if (box[0] <= box[2]) this.fitBounds(...box, 40);
  }

  destroy() {
    removeEventListener('scroll', this.onScroll);
    clearTimeout(this.refitTimer);
    this.communes.destroy();
    this.request?.abort();
    this.map.remove();
    this.aimLine.remove();
  }

  async openLocalCluster(cluster) {
    const source = this.map.getSource('events');
    const id = cluster.properties.cluster_id;
    const zoom = await source.getClusterExpansionZoom(id);
    const leaves = zoom > CLUSTERS_MAX_ZOOM ? await source.getClusterLeaves(id, LISTED_MAX, 0) : [];
    // The last circles that the library makes may hold places next to each other.
    if (zoom <= CLUSTERS_MAX_ZOOM || !isOnePlace(leaves)) {
      const view = { center: cluster.geometry.coordinates, zoom: zoom + 0.3, duration: prefersReducedMotion() ? 0 : 700 };
      this.map.easeTo(view, { byUser: true });
    } else {
      // They are at the same place: no zoom would separate them.
      this.choose(leaves);
    }
  }

  async openServerCluster(cluster) {
    const { bbox } = cluster.properties;
    const [west, south, east, north] = typeof bbox === 'string' ? JSON.parse(bbox) : bbox;
    if (east - west > SAME_PLACE_DEG || north - south > SAME_PLACE_DEG) {
      const view = { padding: 60, maxZoom: 17, animate: !prefersReducedMotion() };
      this.map.fitBounds([[west, south], [east, north]], view, { byUser: true });
      return;
    }
    const url = new URL(this.serverUrls.points);
    url.searchParams.set('bbox', [west - SAME_PLACE_DEG, south - SAME_PLACE_DEG, east + SAME_PLACE_DEG, north + SAME_PLACE_DEG].map((edge) => edge.toFixed(5)).join(','));
    try {
      const { features } = await fetch(url).then(parseJson);
      if (features.length > 0) this.choose(features.slice(0, LISTED_MAX));
    } catch (error) {
      console.warn('map', error.message);
    }
  }

  notifySelect(features) {
    const chosen = features.map(({ properties, geometry, place = geometry.coordinates }) => {
      const [lon, lat] = place;
      return { ...properties, lon, lat };
    });
    const [lon, lat] = features[0].geometry.coordinates;
    this.mark(lon, lat);
    this.selected = [lon, lat];
    this.notifyPlace();
    this.selectHandler?.(JSON.stringify(chosen));
  }
}

// Id of an event, unique across editions.
function eventId({ edition, slug }) {
  return `${edition}/${slug}`;
}

// Radius, in pixels, of the ring of events that are drawn apart.
function ringRadius(count) {
  return Math.max(APART_LEG_PX, (count * APART_STEP_PX) / (2 * Math.PI));
}

// True when no zoom of the map would separate these events.
function isOnePlace(features) {
  const box = [180, 90, -180, -90];
  for (const { geometry: { coordinates } } of features) extend(box, coordinates);
  return box[2] - box[0] <= SAME_PLACE_DEG && box[3] - box[1] <= SAME_PLACE_DEG;
}

// Number of events in a circle; `undefined` for a single event.
function countOf({ point_count: local, count }) {
  return local ?? count;
}

// Number of events in a circle: `point_count` in the library's clusters, `count` in the server's.
const COUNT = ['coalesce', ['get', 'point_count'], ['get', 'count']];
const IS_CLUSTER = ['any', ['has', 'point_count'], ['has', 'count']];

// Layers of a source for clusters and single events; their ids start with the name of the source.
function eventLayers(source, token) {
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

// The circle around a place, drawn below the events.
function circleLayers(token) {
  const brand = token('--color-brand');
  return [
    { id: 'circle', type: 'fill', source: 'circle', paint: { 'fill-color': brand, 'fill-opacity': 0.07 } },
    { id: 'circle-edge', type: 'line', source: 'circle', paint: { 'line-color': brand, 'line-width': 1.5, 'line-dasharray': [2, 2] } },
  ];
}

// The events of one place that are drawn apart, with their legs.
function apartLayers(token) {
  const [brand, paper, ink] = ['--color-brand', '--color-paper', '--color-ink'].map(token);
  return [
    {
      id: 'apart-legs',
      type: 'line',
      source: 'apart',
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': ink, 'line-width': 1.5 },
    },
    {
      id: 'apart-points',
      type: 'circle',
      source: 'apart',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: { 'circle-color': brand, 'circle-radius': 10, 'circle-stroke-color': paper, 'circle-stroke-width': 2 },
    },
  ];
}

// The highlighted place, drawn on top.
function markLayer(token) {
  const [signal, ink] = ['--color-signal', '--color-ink'].map(token);
  return {
    id: 'marked',
    type: 'circle',
    source: 'marked',
    paint: { 'circle-color': signal, 'circle-radius': 9, 'circle-stroke-color': ink, 'circle-stroke-width': 3 },
  };
}

// The ring around what the keyboard would open.
function aimLayer(token) {
  const ink = token('--color-ink');
  return {
    id: 'aimed',
    type: 'circle',
    source: 'aimed',
    paint: { 'circle-opacity': 0, 'circle-radius': 24, 'circle-stroke-color': ink, 'circle-stroke-width': 3 },
  };
}

const EARTH_RADIUS_M = 6371008.8;

// A circle on the Earth as a polygon with 96 corners; the radius is in metres.
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

// Extends a box to include GeoJSON coordinates of any nesting.
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
