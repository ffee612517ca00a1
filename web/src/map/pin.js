import { baseStyle, Communes, makeMap, maplibre } from './base.js';

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
