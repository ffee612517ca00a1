import { expect, test } from "@playwright/test";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Person } from "./support/person.ts";
import { digits, record } from "./support/report.ts";
import { dataSet, FOLDER, serve } from "./support/server.ts";
import { ask, send } from "./support/site.ts";

const EVENTS = 5_000;
const LINES = 10_000;
const PREVIEW_TARGET_S = 2;
const COMMIT_TARGET_S = 4;
const PAUSE_MS = 10;

type Term = { label: string };
type Edition = { slug: string; window: { first: string }; vocabularies: Record<"kinds" | "audiences" | "organiserKinds", Term[]> };
type Import = { id: string; state: string; report?: { counts: { created: number; wrong: number }; faults: { message: string }[] } };

test(`the import of ${digits(LINES)} lines`, async () => {
  test.setTimeout(900_000);
  const copy = join(FOLDER, `import-${process.pid}.sqlite`);
  await copyFile((await dataSet(EVENTS)).path, copy);
  const server = await serve(copy);
  try {
    const { token } = await Person.open(server.site, "organisation-02@example.org");
    const headers = { Authorization: `Bearer ${token}` };
    const read = async <Body>(path: string): Promise<Body> => {
      const { status, body } = await ask(`${server.site}/api/v1${path}`, headers);
      if (status !== 200) throw new Error(`${path}: ${status} ${body}`);
      return JSON.parse(body.toString()) as Body;
    };
    const { currentEdition } = await read<{ currentEdition: string }>("/config");
    const edition = await read<Edition>(`/editions/${currentEdition}`);
    const table = tableFor(edition);
    /** Sends a request, and measures until the server has done its work. */
    const timed = async (path: string, body?: string): Promise<{ found: Import; seconds: number; cpuMs: number }> => {
      const [start, spent] = [performance.now(), await server.cpuMs()];
      const sent = { method: "POST", headers: body === undefined ? headers : { ...headers, "Content-Type": "text/csv" }, body: body ?? "" };
      const answer = await send(`${server.site}/api/v1${path}`, sent);
      if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.body}`);
      let found = JSON.parse(answer.body.toString()) as Import;
      while (["reading", "committing"].includes(found.state)) {
        await new Promise((done) => setTimeout(done, PAUSE_MS));
        found = await read<Import>(`/imports/${found.id}`);
      }
      return { found, seconds: (performance.now() - start) / 1e3, cpuMs: (await server.cpuMs()) - spent };
    };

    const preview = await timed(`/imports?edition=${edition.slug}&source=mesure&fileName=mesure.csv`, table);
    expect(preview.found.report?.counts.created, preview.found.report?.faults[0]?.message ?? preview.found.state).toBe(LINES);
    const commit = await timed(`/imports/${preview.found.id}/commit`);
    expect(commit.found.state).toBe("committed");

    for (const [name, { seconds, cpuMs }, target] of [["preview", preview, PREVIEW_TARGET_S], ["commit", commit, COMMIT_TARGET_S]] as const) {
      record({
        part: `import of ${digits(LINES)} CSV lines, SQLite`,
        name,
        measured: `${digits(seconds)} s`,
        target: `< ${target} s`,
        reached: seconds < target,
        details: { "CPU-ms per line": digits(cpuMs / LINES), size: `${digits(table.length / 1e6)} MB` },
      });
    }
  } finally {
    await server.stop();
    await Promise.all(["", "-wal", "-shm"].map((ending) => rm(`${copy}${ending}`, { force: true })));
  }
});

/** Lines that can be submitted as they are, each a visit with a title of its own. */
function tableFor({ window, vocabularies: { kinds, audiences, organiserKinds } }: Edition): string {
  const first = ({ label }: Term = { label: "" }) => label;
  const columns = {
    Identifiant: "",
    "Nom de l’organisation": "Fonderie du Rhône",
    "Type d’organisation": first(organiserKinds[0]),
    Titre: "",
    Résumé: "Du métal liquide à la pièce finie, en une heure.",
    Description: `"Nous ouvrons nos ateliers à celles et ceux qui veulent voir le métal couler.\n\n${"Chaque poste est expliqué par la personne qui le tient. ".repeat(8)}"`,
    "Type d’événement": first(kinds[0]),
    Publics: first(audiences[0]),
    "Nom du lieu": "Usine",
    Adresse: "1 rue de l’Usine",
    "Code postal": "1000",
    "Code INSEE": "1053",
    "Date de début": dayIn(window.first),
    "Heure de début": "9h00",
    "Heure de fin": "10h30",
    Accès: "Entrée libre",
    Gratuité: "oui",
    "Participants attendus": "12",
    "Engagements acceptés": "oui",
  };
  const lines = Array.from({ length: LINES }, (_, number) => Object.values({ ...columns, Identifiant: `m-${number}`, Titre: `Visite de la fonderie n° ${number}` }).join(";"));
  return `${[Object.keys(columns).join(";"), ...lines].join("\r\n")}\r\n`;
}

/** A day some weeks into the window: what is past cannot be imported. */
function dayIn(first: string): string {
  const day = new Date(`${first}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 21);
  return day.toISOString().slice(0, 10);
}
