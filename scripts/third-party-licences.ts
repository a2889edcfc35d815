/** Writes THIRD-PARTY-LICENCES.md: `npm run licences`, after a change of dependencies. */
import { readFileSync, writeFileSync } from "node:fs";
import { licencesDocument } from "./licences/document";

const path = (name: string) => new URL(`../${name}`, import.meta.url);
const lock = JSON.parse(readFileSync(path("package-lock.json"), "utf8"));
const constraints = readFileSync(path("sandbox/localstack/constraints.txt"), "utf8");

writeFileSync(path("THIRD-PARTY-LICENCES.md"), licencesDocument({ lock, constraints }));
