import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { FOLDER } from "./server.ts";

const FIGURES = join(FOLDER, "figures.json");

/** A measured value. */
export type Figure = {
  /** Section of the report: `5,000 events`, `browser`. */
  part: string;
  name: string;
  /** Value with unit, or `no route` if the server does not have the route yet. */
  measured: string;
  target?: string;
  /** `undefined` without a target. */
  reached?: boolean;
  /** Further values: requests per second, latencies, cost of a constant response. */
  details?: Record<string, string>;
};

const figures = (): Figure[] => (existsSync(FIGURES) ? JSON.parse(readFileSync(FIGURES, "utf8")) : []);

/** Records figures for the report. */
export function record(...added: Figure[]): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(FIGURES, `${JSON.stringify([...figures(), ...added], null, 2)}\n`);
  for (const { part, name, measured, target, reached, details } of added) {
    const others = Object.entries(details ?? {}).map(([what, figure]) => `${what} ${figure}`);
    console.log(`  ${mark(reached)} ${part}: ${name}: ${measured}${target ? ` (target ${target})` : ""}${others.length ? `; ${others.join(", ")}` : ""}`);
  }
}

const mark = (reached: boolean | undefined) => (reached === undefined ? "·" : reached ? "✓" : "✗");

/** Formats a number with a readable number of significant digits. */
export const digits = (value: number, least = 3): string =>
  value.toLocaleString("en", { maximumSignificantDigits: Math.max(least, Math.round(value).toString().length) });

export const ms = (value: number) => `${digits(value)} ms`;

/** Playwright's global setup: clears the figures; the returned function writes the report. */
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
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row.details ?? {})))];
    lines.push("", `### ${part}`, "", `| Measure | Result | Target | |${columns.map((name) => ` ${name} |`).join("")}`, `|---|---|---|---|${"---|".repeat(columns.length)}`);
    for (const { name, measured, target, reached, details } of rows) {
      const cells = columns.map((column) => ` ${details?.[column] ?? ""} |`);
      lines.push(`| ${name} | ${measured} | ${target ?? ""} | ${reached === undefined ? "" : mark(reached)} |${cells.join("")}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
