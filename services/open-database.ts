import type { Config } from "./config.js";
import { type OpenOptions, openEmbedded, openExternal } from "./database/open.js";
import type { Database } from "./database/store.js";

/** A database server of our own, or the one that `VELVAKT_POSTGRES_URL` names. */
export function openDatabase(config: Config, options: OpenOptions): Promise<Database> {
  const { POSTGRES_URL: url, POSTGRES_PASSWORD: password, POSTGRES_POOL_MAX: poolMax } = config;
  if (url === undefined) return openEmbedded({ dataDir: config.DATA_DIR, ...options });
  return openExternal({ url, password: password ?? null, poolMax, ...options });
}
