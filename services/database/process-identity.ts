import { readFileSync } from "node:fs";

/**
 * A process, told apart from a later one that got the same pid. `startTicks` is the kernel's start
 * time of the process; null where the platform does not show it (then the pid alone decides).
 */
export interface ProcessIdentity {
  pid: number;
  startTicks: string | null;
}

/** State and start time from /proc; null where there is no such file. */
function procStat(pid: number): { state: string; startTicks: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in parentheses, and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "?", startTicks: fields[19] ?? "0" };
  } catch {
    return null;
  }
}

export function ownIdentity(): ProcessIdentity {
  return identityOf(process.pid);
}

export function identityOf(pid: number): ProcessIdentity {
  return { pid, startTicks: procStat(pid)?.startTicks ?? null };
}

/** Is this very process running? A zombie is not: nobody reaps it where pid 1 is an ordinary program. */
export function isRunning(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const stat = procStat(identity.pid);
  if (!stat) return true;
  if (stat.state === "Z" || stat.state === "X") return false;
  return identity.startTicks === null || identity.startTicks === stat.startTicks;
}

/** Arguments of a running process; null where they cannot be read. */
export function commandLine(pid: number): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
  } catch {
    return null;
  }
}

export function identityText(identity: ProcessIdentity): string {
  return `${identity.pid}-${identity.startTicks ?? "?"}`;
}

export function parseIdentity(text: string): ProcessIdentity | null {
  const match = /^(\d+)-(\d+|\?)$/.exec(text);
  return match ? { pid: Number(match[1]), startTicks: match[2] === "?" ? null : (match[2] ?? null) } : null;
}
