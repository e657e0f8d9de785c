import { openBench } from "./bench.js";

/** Delivery in a process of its own, to be killed by the test: `child.ts CONNECTION_STRING WEBHOOK_URL`. */
const [connectionString, url] = process.argv.slice(2);
if (connectionString === undefined || url === undefined) throw new Error("a connection string and a URL are needed");
openBench(connectionString, [{ id: "hook", kind: "webhook", url, secret: null }]);
