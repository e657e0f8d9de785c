import type { SnapshotMeta, SnapshotStore } from "../database/store.js";
import { type RecoverPorts, recover } from "./recover.js";

/**
 * What the snapshot's own process does: recover like a start would, and write what came out. So the
 * way back is walked every day, and not for the first time on the day it is needed.
 */
export async function writeSnapshot<State>(
  ports: RecoverPorts<State> & { database: { snapshots: Pick<SnapshotStore, "write"> } },
): Promise<SnapshotMeta | null> {
  const { state, position } = await recover(ports);
  if (position === null) return null;
  const meta: SnapshotMeta = {
    ...position,
    format: ports.engine.snapshotFormat,
    rulesVersion: ports.engine.rulesVersion,
    ecosystemHash: ports.ecosystemHash,
  };
  await ports.database.snapshots.write(meta, ports.engine.dumpState(state));
  return meta;
}
