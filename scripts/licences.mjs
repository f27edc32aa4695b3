// Lists what others wrote of the program and its page, under which licence, with each text once: to standard output.
//
// From what cargo and npm have fetched for this very build, so that it cannot be out of date. Whatever has no text is an error.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HOME = join(dirname(fileURLToPath(import.meta.url)), "..");
const IS_LICENCE = /^(licen[cs]e|copying|copyright|notice|unlicense)/i;
/** How deep in a package the licences of what it brings along lie. */
const DEEP = 4;

/** What runs in the app: what `lobby` is linked with, and the C sources that come as packages of their own. Build tools leave nothing of themselves. */
function crates() {
  const asked = ["metadata", "--format-version", "1", "--locked", "--features", "lobby/embedded"];
  const host = /^host: (.+)$/m.exec(execFileSync("rustc", ["-vV"], { encoding: "utf8" }))[1];
  const { packages, resolve } = JSON.parse(
    execFileSync("cargo", [...asked, "--filter-platform", host], { cwd: HOME, encoding: "utf8", maxBuffer: 1 << 28 }),
  );
  const byId = new Map(packages.map((each) => [each.id, each]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const isLinked = ({ pkg, dep_kinds }) => {
    const { name, targets } = byId.get(pkg);
    if (targets.some(({ kind }) => kind.includes("proc-macro"))) return false;
    return dep_kinds.some(({ kind }) => kind === null || (kind === "build" && name.endsWith("-src")));
  };
  const found = new Set();
  const follow = (id) => {
    if (found.has(id)) return;
    found.add(id);
    nodes.get(id).deps.filter(isLinked).forEach(({ pkg }) => follow(pkg));
  };
  follow(packages.find(({ name, source }) => name === "lobby" && source === null).id);
  return [...found]
    .map((id) => byId.get(id))
    .filter(({ source }) => source !== null)
    .map(({ name, version, license, authors, manifest_path }) => ({ name, version, license, authors, folder: dirname(manifest_path) }));
}

/** What is in the page: its dependencies, and what its components are compiled to call. */
function npmPackages() {
  const { dependencies } = JSON.parse(readFileSync(join(HOME, "ui/package.json"), "utf8"));
  return [...Object.keys(dependencies), "svelte"].map((name) => {
    const folder = join(HOME, "ui/node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return { name, version, license, authors: [], folder };
  });
}

/** The licence texts in a folder and what is in it. */
function textsIn(folder, depth = 0) {
  const all = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return all.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile() && IS_LICENCE.test(entry.name) && !/\.(rs|html|json)$/.test(entry.name)) return [{ file: entry.name, text: readFileSync(path, "utf8").trim() }];
    return entry.isDirectory() && depth < DEEP && entry.name !== "node_modules" ? textsIn(path, depth + 1) : [];
  });
}

/** Those of a package; of MIT and another at choice, MIT is taken. */
function textsOf({ license, folder }) {
  const texts = textsIn(folder);
  const chosen = texts.filter(({ file }) => /mit/i.test(file));
  const isAChoice = /^[^()]*$/.test(license ?? "") && !/ AND /.test(license ?? "");
  return (isAChoice && chosen.length > 0 ? chosen : texts).map(({ text }) => text);
}

/** The text of a licence whose package has none: what it would be there. */
function usualText({ name, license, authors }, others) {
  if (/\bMIT\b/.test(license)) {
    const owners = authors.length > 0 ? authors.join(", ") : `The authors of ${name}`;
    return readFileSync(join(HOME, "LICENSE-MIT"), "utf8").trim().replace(/^Copyright.*$/m, `Copyright (c) ${owners}`);
  }
  const same = others.find((other) => other.license === license && other.texts.length > 0);
  if (!same) throw new Error(`${name} (${license}) comes without a licence text`);
  return same.texts[0];
}

/** What Rust itself brings into every program. */
function standardLibrary() {
  const version = /^release: (.+)$/m.exec(execFileSync("rustc", ["-vV"], { encoding: "utf8" }))[1];
  return { name: "Rust's standard library", version, license: "MIT OR Apache-2.0", authors: ["The Rust Project Contributors"], texts: [] };
}

const packages = [...crates(), ...npmPackages()].map((each) => ({ ...each, texts: textsOf(each) }));
const all = [...packages, standardLibrary()];
/** Who comes under a text, by the text without its line breaks. */
const byText = new Map();
for (const each of all) {
  const texts = each.texts.length > 0 ? each.texts : [usualText(each, packages)];
  for (const text of texts) {
    const key = text.replace(/\s+/g, " ");
    const entry = byText.get(key) ?? { text, under: new Set() };
    entry.under.add(`${each.name} ${each.version} (${each.license})`);
    byText.set(key, entry);
  }
}
const parts = [...byText.values()].map(({ text, under }) => ({ text, under: [...under].sort() }));
parts.sort((a, b) => (a.under[0] < b.under[0] ? -1 : 1));
const line = "-".repeat(80);
process.stdout.write(parts.map(({ text, under }) => `${line}\n${under.join("\n")}\n\n${text.replace(/\r\n?/g, "\n")}\n`).join("\n"));
