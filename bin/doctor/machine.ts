/** Requirements on this machine. */
import { nodeProblem } from "../setup/node-version.mjs";
import { packagesInstalled } from "../setup/packages.mjs";
import { findPython, venvInstalled } from "../setup/python.mjs";
import { type Finding, failureSaying, ok, warning } from "./finding";

export function nodeFinding(): Finding {
  return nodeProblem ? failureSaying("Node.js", nodeProblem) : ok("Node.js", `${process.versions.node}.`);
}

export function packagesFinding(): Finding {
  return packagesInstalled()
    ? ok("npm packages", "All that the lock file asks for are installed.")
    : warning("npm packages", "Some that the lock file asks for are missing.", "npm start installs them, or: npm ci");
}

/** `sandbox`: whether Postern would work in its sandbox, which alone needs Python. */
export function pythonFinding(sandbox: boolean): Finding {
  if (venvInstalled()) return ok("Python", "The sandbox's packages are installed.");
  const python = findPython();
  if (python)
    return ok("Python", `${python} is installed; npm start installs the sandbox's packages when they are needed.`);
  const sentence = "Python 3.11 or newer with venv was not found, which the sandbox needs.";
  const nextStep = "Install it: on Debian and Ubuntu apt install python3 python3-venv, on macOS brew install python.";
  return { check: "Python", state: sandbox ? "failure" : "warning", sentence, nextStep };
}

/** Only the browser tests of `npm test` need one that Postern can drive. */
export async function browserFinding(): Promise<Finding> {
  const found = await import("./browser").then(({ presentBrowser }) => presentBrowser()).catch(() => undefined);
  return found
    ? ok("browser", `${found}.`)
    : warning(
        "browser",
        "No Chromium or Chrome was found; only npm test needs one.",
        "Install one, or: npx playwright install --with-deps chromium",
      );
}
