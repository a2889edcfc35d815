/** The Python packages of the sandbox's virtual environment, as `sandbox/localstack/constraints.txt` pins them. */
import type { Component } from "./component";
import licences from "./python.json";

/** Their licences, by `name==version`, as their metadata and licence files say it. Looked up manually when a pin changes. */
const LICENCES: Readonly<Record<string, string>> = licences;

/** The pins of a constraints file. */
export const pinsIn = (constraints: string): string[] =>
  constraints
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

export const pythonComponents = (constraints: string): Component[] =>
  pinsIn(constraints).map((pin) => {
    const [name = "", version = ""] = pin.split("==");
    return { name, version, licence: LICENCES[pin] ?? "not looked up", where: "" };
  });
