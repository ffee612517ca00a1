// Reads an agenda of a server with OpenAgenda's SDK, and prints as JSON what it was given: the pages of upcoming events, counts, one
// event alone and as schema.org, the places, and the refusals of what needs a token.
//
//   node read_agenda.mjs http://127.0.0.1:1234/v2 1
import openagenda from "@openagenda/sdk-js";

const { OaSdk, toEventSchema } = openagenda;
const [, , baseURL, agenda] = process.argv;

/** A client of the server. */
function client() {
  const made = new OaSdk({ publicKey: "PUBLIC" });
  made.api.defaults.baseURL = baseURL;
  return made;
}

const sdk = client();

const status = (error) => error.response?.status ?? String(error);
const refused = (promise) => promise.then(() => "accepted", status);

const pages = [];
let after;
do {
  const page = await sdk.events.list(agenda, {
    relative: ["current", "upcoming", "passed"],
    size: 300,
    detailed: 1,
    removed: null,
    sort: "timings.asc",
    ...(after && { after }),
  });
  pages.push(page);
  after = page.after;
} while (after);

const counted = await sdk.events.list(agenda, {
  size: 0,
  geo: { northEast: { lat: 51.5, lng: 10 }, southWest: { lat: 41, lng: -6 } },
  aggregations: [
    { k: "city", t: "cities" },
    { type: "geohash", size: 2000, zoom: 6 },
    { key: "kinds", type: "af", field: "kind" },
  ],
});
const first = pages[0].events.find((event) => !event.removed);
const event = await sdk.events.get(agenda, first.uid);
const places = await sdk.locations.list(agenda, { size: 300 });
const place = await sdk.locations.get(agenda, places.locations[0].uid);

console.log(
  JSON.stringify({
    total: pages[0].total,
    uids: pages.flatMap((page) => page.events.map(({ uid }) => uid)),
    counted,
    first,
    event,
    schema: toEventSchema(event, { url: "https://example.org/a", locale: "fr", formatDate: (date) => date }),
    places: places.locations.length,
    place,
    refusals: {
      // One that has failed to connect tries again before each request.
      connect: await refused(client().connect("SECRET")),
      create: await refused(sdk.events.create(agenda, { title: { fr: "Un titre" } })),
      patch: await refused(sdk.events.patch(agenda, first.uid, {})),
      update: await refused(sdk.events.update(agenda, first.uid, {})),
      delete: await refused(sdk.events.delete(agenda, first.uid)),
      place: await refused(sdk.locations.create(agenda, { name: "Usine" })),
      unknown: await refused(sdk.events.get(agenda, 999999999)),
    },
  }),
);
