import { addStreets, baseStyle, Communes, makeMap, maplibre } from './base.js';

// Zoom at which a place is shown with streets.
const STREETS_ZOOM = 16;

// A map of one place. A movable pin can be dragged, moved with the arrow keys, or set by clicking the map.
export class PinMap {
  constructor(element, base, settings) {
    const { movable, pin, streets, ...rest } = JSON.parse(settings);
    const style = baseStyle(base);
    if (streets) {
      addStreets(style, streets);
      if (rest.center) rest.zoom = STREETS_ZOOM;
    }
    this.streets = Boolean(streets);
    this.map = makeMap(element, base, style, { ...rest, cooperative: true });
    this.communes = new Communes(this.map);
    const button = document.createElement('div');
    button.className = movable ? 'map__pin map__pin--movable' : 'map__pin';
    // The library positions the outer element; the drawing inside it is rotated.
    const drawing = document.createElement('span');
    drawing.className = 'map__pin-drawing';
    button.append(drawing);
    this.marker = new maplibre.Marker({ element: button, anchor: 'bottom', draggable: movable });
    button.setAttribute('role', movable ? 'button' : 'img');
    button.setAttribute('aria-label', pin);
    if (movable) {
      button.tabIndex = 0;
      button.addEventListener('keydown', (event) => this.step(event));
      this.marker.on('dragend', () => this.notify());
      this.map.on('click', (event) => {
        this.marker.setLngLat(event.lngLat).addTo(this.map);
        this.notify();
      });
    }
  }

  // Sets the function called with longitude and latitude after the user moves the pin.
  onPin(call) {
    this.pinned = call;
  }

  // Sets the pin, and shows it if it is the first one or outside the visible area.
  setPin(lon, lat, zoom) {
    const first = this.marker.getLngLat() === undefined;
    this.marker.setLngLat([lon, lat]).addTo(this.map);
    if (first || !this.map.getBounds().contains([lon, lat]) || this.map.getZoom() < 8) {
      this.map.jumpTo({ center: [lon, lat], zoom: this.streets ? STREETS_ZOOM : zoom });
    }
  }

  destroy() {
    this.communes.destroy();
    this.map.remove();
  }

  // Moves the pin with the arrow keys: 6 pixels, or 40 with Shift.
  step(event) {
    const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const direction = directions[event.key];
    if (!direction) return;
    event.preventDefault();
    event.stopPropagation();
    const pixels = event.shiftKey ? 40 : 6;
    const at = this.map.project(this.marker.getLngLat());
    const to = this.map.unproject([at.x + direction[0] * pixels, at.y + direction[1] * pixels]);
    this.marker.setLngLat(to);
    if (!this.map.getBounds().contains(to)) this.map.jumpTo({ center: to });
    this.notify();
  }

  notify() {
    const { lng, lat } = this.marker.getLngLat();
    this.pinned?.(lng, lat);
  }
}
