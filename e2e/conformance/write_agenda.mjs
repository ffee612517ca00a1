// Writes a place and an event to an agenda of a server with OpenAgenda's SDK, deletes both, and prints as JSON what it was given. The
// variable AGENDA_SECRET has the secret to connect with; the picture is a JPEG file.
//
//   node write_agenda.mjs http://127.0.0.1:1234/v2 1 picture.jpg
import openagenda from "@openagenda/sdk-js";
import { readFile } from "node:fs/promises";

const { OaSdk } = openagenda;
const [, , baseURL, agenda, picture] = process.argv;

const sdk = new OaSdk({ publicKey: "PUBLIC" });
sdk.api.defaults.baseURL = baseURL;

const refused = (promise) =>
  promise.then(
    () => "accepted",
    (error) => (error.response ? { status: error.response.status, ...error.response.data } : String(error)),
  );

/** Sends a picture with the SDK's client, which keeps the token: its methods send JSON alone. */
async function send(event, file) {
  const form = new FormData();
  form.append("data", JSON.stringify({ imageAlt: "Une coulée de métal" }));
  form.append("image", new Blob([await readFile(file)], { type: "image/jpeg" }), "coulée.jpg");
  const encoded = new Response(form);
  const answer = await sdk.api.patch(`/agendas/${agenda}/events/${event.uid}`, Buffer.from(await encoded.arrayBuffer()), {
    headers: { "Content-Type": encoded.headers.get("content-type") },
  });
  return answer.data.event;
}

const { access_token: token, expires_in: expiresIn } = (await sdk.connect(process.env.AGENDA_SECRET)).data;

const place = await sdk.locations.create(agenda, {
  name: "Forges de l’Étang",
  address: "12 rue de la Coulée",
  latitude: 45.6977,
  longitude: 4.8869,
  countryCode: "FR",
});
const placePatched = await sdk.locations.patch(agenda, place.uid, { access: { fr: "Portail sud" } });

const created = await sdk.events.create(agenda, {
  title: { fr: "Visite de la fonderie", en: "A visit to the foundry" },
  description: { fr: "Du métal liquide à la pièce finie, en une heure.", en: "From liquid metal to the finished part." },
  longDescription: { fr: "La coulée, le **moulage** et le contrôle." },
  keywords: { fr: [] },
  conditions: { fr: "Chaussures fermées" },
  registration: ["visites@example.org", "https://example.org/visites"],
  locationUid: place.uid,
  timings: [{ begin: new Date("2031-03-17T08:00:00Z"), end: new Date("2031-03-17T09:00:00Z") }],
  age: { min: 10, max: 99 },
  accessibility: { mi: true },
  kind: "company_visit",
});
const read = await sdk.events.get(agenda, created.uid);
const pictured = await send(created, picture);
const patched = await sdk.events.patch(agenda, created.uid, { title: { fr: "Visite du laminoir" } });
const updated = await sdk.events.update(agenda, created.uid, { ...patched, conditions: { fr: "" } });
const incomplete = await refused(sdk.events.patch(agenda, created.uid, { state: 1 }));
const inside = await refused(sdk.events.patch(agenda, created.uid, { image: { url: `${baseURL}/picture.jpg` } }));
const deleted = await sdk.events.delete(agenda, created.uid);
const gone = await refused(sdk.events.get(agenda, created.uid));

const placeUpdated = await sdk.locations.update(agenda, place.uid, { ...placePatched, name: "Laminoir de l’Étang" });
const placeDeleted = await sdk.locations.delete(agenda, place.uid);
const placeGone = await refused(sdk.locations.get(agenda, place.uid));
const listed = await sdk.events.list(agenda, { size: 1 });

console.log(
  JSON.stringify({
    token: token.length,
    expiresIn,
    place,
    placePatched,
    placeUpdated,
    placeDeleted,
    placeGone,
    created,
    read,
    pictured,
    patched,
    updated,
    incomplete,
    inside,
    deleted,
    gone,
    listed: listed.success,
  }),
);
