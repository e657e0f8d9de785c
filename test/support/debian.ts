import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A program that tests run, and the Debian package that holds it. */
export interface DebianPackage {
  command: string;
  package: string;
}

/** What is asked of the machine; tests of this file put another in its place. */
export interface Machine {
  find(command: string): string | null;
  isDebian(): boolean;
  isRoot(): boolean;
  aptGet(args: string[]): void;
  say(text: string): void;
}

/**
 * Sees to it that real servers are there to test against: installs what is missing where that is possible (root on
 * Debian or Ubuntu), and otherwise says what to install. The packages' own services are not started: the tests start
 * servers themselves, on ports and folders of their own.
 */
export function ensureDebianPackages(needed: DebianPackage[], machine: Machine = thisMachine): void {
  const isMissing = ({ command }: DebianPackage) => machine.find(command) === null;
  const missing = needed.filter(isMissing);
  if (missing.length === 0) return;
  const commands = missing.map(({ command }) => command).join(", ");
  const packages = [...new Set(missing.map((entry) => entry.package))];
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  if (!machine.isDebian() || machine.find("apt-get") === null) {
    throw new Error(`These tests need ${commands}. Install what holds them (on Debian: ${packages.join(" ")}).`);
  }
  if (!machine.isRoot()) {
    throw new Error(`These tests need ${commands}. Install them once: sudo apt-get ${install.join(" ")}`);
  }
  machine.say(`Installing Debian packages for the integration tests: ${packages.join(" ")}`);
  machine.aptGet(["update"]);
  machine.aptGet(install);
  const still = missing.filter(isMissing).map(({ command }) => command);
  if (still.length > 0) throw new Error(`apt-get installed ${packages.join(" ")}, but not ${still.join(", ")}.`);
}

/** Where `command` is installed, or null. */
export function findCommand(command: string): string | null {
  // Servers live in sbin, which is not on an ordinary user's PATH.
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  for (const folder of folders.filter(Boolean)) {
    const path = join(folder, command);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

const thisMachine: Machine = {
  find: findCommand,
  isDebian: () =>
    existsSync("/etc/os-release") && /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync("/etc/os-release", "utf8")),
  isRoot: () => process.getuid?.() === 0,
  aptGet: (args) => withoutStartingServices(() => aptGet(args)),
  say: (text) => process.stderr.write(`${text}\n`),
};

function aptGet(args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status, signal, error, stderr } = spawnSync("apt-get", args, {
    env,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) {
    throw new Error(`apt-get ${args.join(" ")} failed (${status ?? signal ?? error?.message}):\n${stderr}`);
  }
}

// The one place that Debian's packages ask before they start a service.
const policyFile = "/usr/sbin/policy-rc.d";

/** Forbids packages to start their services for as long as `install` runs; a policy that the machine has is kept. */
function withoutStartingServices(install: () => void): void {
  if (existsSync(policyFile)) {
    install();
    return;
  }
  writeFileSync(policyFile, "#!/bin/sh\n# Made by Velvakt's tests while they install packages.\nexit 101\n", {
    mode: 0o755,
  });
  try {
    install();
  } finally {
    rmSync(policyFile, { force: true });
  }
}
