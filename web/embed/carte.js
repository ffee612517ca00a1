// The map of events in a frame of another site. The map itself is that of the application: base.js and events.js are its modules.

import { isSupported, load } from "./base.js";
import { EventMap } from "./events.js";

/** Mainland France: west, south, east, north. */
const METROPOLE = [-5.3, 41.3, 9.7, 51.2];
/** Space around what is shown, in pixels. */
const PADDING_PX = 40;
/** Length of a degree of latitude, in metres. */
const DEGREE_M = 111_195;

const page = document.getElementById("map");
const [drawing, chosen, failed] = ["drawing", "chosen", "failed"].map((part) => document.getElementById(`map-${part}`));
const { points, clusters, query, settings } = page.dataset;

/** Shows the area that a query asks for. */
function show(map) {
  const asked = new URLSearchParams(query);
  const numbers = (name) => asked.get(name)?.split(",").map(Number);
  const [box, centre, radius] = [numbers("bbox"), numbers("near"), Number(asked.get("radius"))];
  if (box) {
    const [west, south, east, north] = box;
    // East of the antimeridian, the library expects longitudes above 180.
    map.fitBounds(west, south, east < west ? east + 360 : east, north, PADDING_PX);
  } else if (centre && radius > 0) {
    const [lon, lat] = centre;
    const high = radius / DEGREE_M;
    const wide = high / Math.max(0.1, Math.cos((lat * Math.PI) / 180));
    map.fitBounds(lon - wide, lat - high, lon + wide, lat + high, PADDING_PX);
    map.drawCircle(lon, lat, radius);
  } else if (asked.has("department")) {
    map.fitTerritories("dep", asked.get("department"));
  } else if (asked.has("region")) {
    map.fitTerritories("reg", asked.get("region"));
  } else {
    map.fitBounds(...METROPOLE, PADDING_PX);
  }
}

/** Lists the events of a place that was pressed. */
function choose(map, json) {
  const items = JSON.parse(json).map(({ edition, slug, title }) => {
    const link = document.createElement("a");
    link.href = `/evenements/${edition}/${slug}`;
    link.textContent = title;
    const item = document.createElement("li");
    item.append(link);
    return item;
  });
  chosen.querySelector("ul").replaceChildren(...items);
  // None while the events of a place are drawn apart.
  chosen.hidden = items.length === 0;
  if (chosen.hidden) return;
  chosen.focus();
  chosen.onkeydown = ({ key }) => {
    if (key !== "Escape") return;
    chosen.hidden = true;
    map.unmark();
    drawing.querySelector("canvas")?.focus();
  };
}

async function start() {
  if (!isSupported()) throw new Error("WebGL is missing");
  const map = new EventMap(drawing, await load(), settings);
  map.onSelect((json) => choose(map, json));
  if (clusters) await map.setClusters(clusters, points);
  else await map.setPoints(points);
  show(map);
}

// The page around the frame shows a link instead when nothing comes.
parent.postMessage({ type: "semaine:ready" }, "*");
start().catch((error) => {
  console.warn("map:", error);
  failed.hidden = false;
});
