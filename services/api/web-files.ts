import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

export interface WebFile {
  type: string;
  content: Buffer;
  /** The same, compressed; null where that would save nothing. */
  gzip: Buffer | null;
  etag: string;
  /** Its name changes with its content, so that it can be kept for ever. */
  immutable: boolean;
}

/** The built web app by address. Held in memory: it is small, and no address can lead out of a folder. */
export interface WebFiles {
  page: WebFile;
  byPath: ReadonlyMap<string, WebFile>;
}

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

const compressed = new Set([".css", ".html", ".js", ".json", ".svg", ".txt"]);

/** The build puts what carries a hash in its name here. */
const hashedFolder = "assets/";

/** Beside the compiled services, or in dist/ when the sources are run as they are. */
export const webFolder =
  [join(import.meta.dirname, "../../web"), join(import.meta.dirname, "../../dist/web")].find((folder) =>
    existsSync(join(folder, "index.html")),
  ) ?? null;

function readWebFile(folder: string, path: string): WebFile {
  const content = readFileSync(join(folder, path));
  const extension = extname(path);
  return {
    type: types[extension] ?? "application/octet-stream",
    content,
    gzip: compressed.has(extension) ? gzipSync(content, { level: 9 }) : null,
    etag: `"${createHash("sha256").update(content).digest("base64url").slice(0, 27)}"`,
    immutable: path.startsWith(hashedFolder),
  };
}

/** Reads the built web app once; null where there is none. */
export function readWebFiles(folder: string | null): WebFiles | null {
  if (folder === null) return null;
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
  const byPath = new Map(paths.map((path) => [`/${path}`, readWebFile(folder, path)]));
  const page = byPath.get("/index.html");
  return page === undefined ? null : { page, byPath };
}
