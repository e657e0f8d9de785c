import { answers } from "../../support/mosquitto.js";
import { type FaultyServer, type ServerName, serverNames } from "./servers.js";
import type { SlowProxy } from "./slow-proxy.js";
import type { SmallDisk } from "./small-disk.js";

export interface Victim {
  server: FaultyServer;
  /** Where the fault needs one. */
  proxy: SlowProxy | null;
  disk: SmallDisk | null;
}

export interface Fault {
  name: string;
  needs: "proxy" | "disk" | null;
  begin(victim: Victim): Promise<unknown> | undefined;
  end(victim: Victim): Promise<unknown> | undefined;
}

/** What supervises a server starts it again, if it has given up for want of space. */
async function emptyDisk({ server, disk }: Victim): Promise<void> {
  disk?.free();
  if (server.needsRestartAfterFullDisk) await server.signal("SIGKILL");
  if (!(await answers(server.port))) await server.start();
}

export const faults = {
  killed: {
    name: "killed (`kill -9`)",
    needs: null,
    begin: ({ server }) => server.signal("SIGKILL"),
    end: ({ server }) => server.start(),
  },
  paused: {
    name: "paused (`SIGSTOP`)",
    needs: null,
    begin: ({ server }) => server.signal("SIGSTOP"),
    end: ({ server }) => server.signal("SIGCONT"),
  },
  slow: {
    name: "slow (300 ms each way, 64 KiB/s)",
    needs: "proxy",
    begin: async ({ proxy }) => proxy?.setSlow(true),
    end: async ({ proxy }) => proxy?.setSlow(false),
  },
  full: {
    name: "disk full",
    needs: "disk",
    begin: async ({ disk }) => disk?.fill(),
    end: emptyDisk,
  },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;

export interface FaultCase {
  server: ServerName;
  fault: FaultName;
  /** What Velvakt must say of it while it lasts: a gap of the log with its reason, or a part of `/readyz`. */
  says: string | null;
  /** Just before, Velvakt stands still for a moment and the server takes more than it has passed on or saved. */
  isBehind: boolean;
}

const gapOf = { Mosquitto: "gap broker-lost", PostgreSQL: "gap store-lost" } as const;
const partOf = { InfluxDB: "projection", Redis: "delivery" } as const;

/** Slow is no reason to complain, and a Mosquitto that cannot save goes on from memory. */
function saysOf(server: ServerName, fault: FaultName): string | null {
  if (fault === "slow" || (fault === "full" && server === "Mosquitto")) return null;
  // How soon a full disk stops PostgreSQL depends on the room in its files: a few seconds may be no gap yet.
  if (fault === "full" && server === "PostgreSQL") return "database";
  return server === "Mosquitto" || server === "PostgreSQL" ? gapOf[server] : partOf[server];
}

export const faultCases: FaultCase[] = serverNames.flatMap((server) =>
  (Object.keys(faults) as FaultName[]).map((fault) => ({
    server,
    fault,
    says: saysOf(server, fault),
    isBehind: server === "Mosquitto" && fault === "killed",
  })),
);
