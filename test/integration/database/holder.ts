/** Opens the database in the folder given and holds it: a Velvakt to be killed or to be met. */
import { join } from "node:path";
import { readPostmaster } from "../../../services/database/embedded/postmaster.js";
import { silentLog } from "../../../services/database/log.js";
import { openEmbedded } from "../../../services/database/open.js";
import { homeOf } from "./sandbox.js";

const dataDir = process.argv[2] ?? "";
const database = await openEmbedded({
  dataDir,
  log: silentLog,
  channelsOf: () => [],
  onLost: () => process.exit(3),
});
const postmaster = await readPostmaster(join(await homeOf(dataDir), "cluster"));
process.once("SIGTERM", () => void database.close());
process.stdout.write(`${JSON.stringify({ serverPid: postmaster?.pid })}\n`);
