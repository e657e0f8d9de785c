import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** Sends a signal to a server of a test and waits for its end, unless the signal only stops or continues it. */
export async function signalServer(child: ChildProcess | null, name: NodeJS.Signals): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(name);
  if (name !== "SIGSTOP" && name !== "SIGCONT") await ended;
}
