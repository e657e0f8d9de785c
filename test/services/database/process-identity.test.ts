import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { identityText, isRunning, ownIdentity, parseIdentity } from "../../../services/database/process-identity.js";

describe("the identity of a process", () => {
  it("can be written down and read again", () => {
    expect(parseIdentity(identityText(ownIdentity()))).toEqual(ownIdentity());
    expect(parseIdentity("12-?")).toEqual({ pid: 12, startTicks: null });
    for (const text of ["", "12", "x-1", "12-", "12-3-4"]) expect(parseIdentity(text)).toBeNull();
  });

  it("tells this process from a later one with its pid", () => {
    expect(isRunning(ownIdentity())).toBe(true);
    expect(isRunning({ pid: process.pid, startTicks: "1" })).toBe(false);
  });

  it("ends with the process, also while nobody has taken note of its end", async () => {
    // The shell does not wait for its child, which so stays a zombie when it has ended.
    const shell = spawn("/bin/sh", ["-c", "sleep 0.2 & echo $!; exec sleep 30"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [line] = (await once(shell.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    expect(isRunning({ pid, startTicks: null })).toBe(true);
    await expect.poll(() => isRunning({ pid, startTicks: null }), { timeout: 5_000 }).toBe(false);
    expect(() => process.kill(pid, 0)).not.toThrow();
    shell.kill();
  });
});
