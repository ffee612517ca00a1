import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { FOLDER } from "./server.ts";

const FIGURES = join(FOLDER, "figures.json");

/** One measured thing. */
export type Figure = {
  /** What was measured: « 5,000 events », « browser ». */
  part: string;
  name: string;
  /** With its unit; « no route » for what the server does not have yet. */
  measured: string;
  wanted?: string;
  /** `undefined` where nothing in particular is wanted. */
  reached?: boolean;
  /** What else there is to know: requests a second, latencies, the machine's floor. */
  beside?: Record<string, string>;
};

const figures = (): Figure[] => (existsSync(FIGURES) ? JSON.parse(readFileSync(FIGURES, "utf8")) : []);

/** Keeps figures for the report. */
export function tell(...told: Figure[]): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(FIGURES, `${JSON.stringify([...figures(), ...told], null, 2)}\n`);
  for (const { part, name, measured, wanted, reached, beside } of told) {
    const others = Object.entries(beside ?? {}).map(([what, figure]) => `${what} ${figure}`);
    console.log(`  ${mark(reached)} ${part}: ${name}: ${measured}${wanted ? ` (wanted ${wanted})` : ""}${others.length ? `; ${others.join(", ")}` : ""}`);
  }
}

const mark = (reached: boolean | undefined) => (reached === undefined ? "·" : reached ? "✓" : "✗");

/** A number with as many digits as one can read anything from. */
export const digits = (value: number, least = 3): string =>
  value.toLocaleString("en", { maximumSignificantDigits: Math.max(least, Math.round(value).toString().length) });

export const ms = (value: number) => `${digits(value)} ms`;

/** Playwright's global set-up: a clean sheet; what it returns writes the report. */
export default function begin(): () => void {
  rmSync(FIGURES, { force: true });
  const load = loadavg()[0] ?? 0;
  return () => {
    const text = report(load);
    writeFileSync(join(FOLDER, "report.md"), text);
    console.log(`\n${text}\nAlso in ${join(FOLDER, "report.md")} and ${FIGURES}.`);
  };
}

function report(loadBefore: number): string {
  const all = figures();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${digits(totalmem() / 2 ** 30)} GiB`;
  const lines = [`Measured on ${new Date().toISOString().slice(0, 10)}, ${machine}; load before: ${digits(loadBefore, 2)}.`];
  for (const part of new Set(all.map((figure) => figure.part))) {
    const rows = all.filter((figure) => figure.part === part);
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row.beside ?? {})))];
    lines.push("", `### ${part}`, "", `| What | Measured | Wanted | |${columns.map((name) => ` ${name} |`).join("")}`, `|---|---|---|---|${"---|".repeat(columns.length)}`);
    for (const { name, measured, wanted, reached, beside } of rows) {
      const cells = columns.map((column) => ` ${beside?.[column] ?? ""} |`);
      lines.push(`| ${name} | ${measured} | ${wanted ?? ""} | ${reached === undefined ? "" : mark(reached)} |${cells.join("")}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
