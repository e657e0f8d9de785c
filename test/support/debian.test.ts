import { describe, expect, it } from "vitest";
import { ensureDebianPackages, findCommand, type Machine } from "./debian.js";

const needed = [
  { command: "mosquitto", package: "mosquitto" },
  { command: "mosquitto_pub", package: "mosquitto-clients" },
  { command: "mosquitto_sub", package: "mosquitto-clients" },
];

/** A machine with these commands installed, on which apt-get installs `brings`. */
function machine(installed: string[], { debian = true, root = true, brings = [] as string[] } = {}) {
  const calls: string[] = [];
  const said: string[] = [];
  const fake: Machine = {
    find: (command) => (installed.includes(command) ? `/usr/bin/${command}` : null),
    isDebian: () => debian,
    isRoot: () => root,
    say: (text) => said.push(text),
    aptGet: (args) => {
      calls.push(args.join(" "));
      if (args[0] === "install") installed.push(...brings);
    },
  };
  return { fake, calls, said };
}

describe("the packages that integration tests need", () => {
  it("are not asked for again when all commands are there", () => {
    const { fake, calls } = machine(["apt-get", "mosquitto", "mosquitto_pub", "mosquitto_sub"]);
    ensureDebianPackages(needed, fake);
    expect(calls).toEqual([]);
  });

  it("are installed once each, only those missing, after one update, and it is said", () => {
    const { fake, calls, said } = machine(["apt-get", "mosquitto"], { brings: ["mosquitto_pub", "mosquitto_sub"] });
    ensureDebianPackages(needed, fake);
    expect(said).toEqual(["Installing Debian packages for the integration tests: mosquitto-clients"]);
    expect(calls).toEqual(["update", "install -y --no-install-recommends mosquitto-clients"]);
  });

  it("are named, with the command to type, to an ordinary user", () => {
    const { fake, calls } = machine(["apt-get"], { root: false });
    expect(() => ensureDebianPackages(needed, fake)).toThrow(
      "sudo apt-get install -y --no-install-recommends mosquitto mosquitto-clients",
    );
    expect(calls).toEqual([]);
  });

  it("are named where there is no Debian", () => {
    const { fake } = machine([], { debian: false });
    expect(() => ensureDebianPackages(needed, fake)).toThrow("(on Debian: mosquitto mosquitto-clients)");
  });

  it("are missed loudly when apt-get did not bring them", () => {
    const { fake } = machine(["apt-get", "mosquitto"], { brings: ["mosquitto_pub"] });
    expect(() => ensureDebianPackages(needed, fake)).toThrow("but not mosquitto_sub");
  });

  it("are looked for where commands are", () => {
    expect(findCommand("sh")).toMatch(/\/sh$/);
    expect(findCommand("no-such-command-anywhere")).toBeNull();
  });
});
