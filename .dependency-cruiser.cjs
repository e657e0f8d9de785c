/**
 * Who may import whom. The folders are numbered by the way data flows (simulators, ingest, rules, services,
 * dashboards), and what lies further in knows nothing of what lies further out.
 * test/architecture/boundaries.test.ts plants a violation of every rule here and sees it caught.
 */

/** Folders of services/ that every other one may use. */
const sharedServices = "runtime|database|ecosystem";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circular",
      comment:
        "Two modules that need each other are one module, or hide a third; also where only types close the circle. What several know of one another is declared in a file of its own, such as the cells.ts of the rules.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-catch-all-folder",
      comment: "A folder called utils, helpers or common says nothing of what is in it.",
      severity: "error",
      from: {},
      to: { path: "(^|/)(utils?|helpers?|common)/", pathNot: "(^|/)node_modules/" },
    },
    {
      name: "no-unresolvable",
      comment: "The import leads nowhere.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "rules-are-pure",
      comment:
        "The rules know their inputs and calendars, nothing else: no server, no clock, no file, no node: module.",
      severity: "error",
      from: { path: "^rules/" },
      to: { pathNot: "^rules/|(^|/)node_modules/temporal-(polyfill|spec|utils)/" },
    },
    {
      name: "ingest-knows-only-the-model",
      comment: "Bytes become events without knowing what the rules make of them, or who runs it.",
      severity: "error",
      from: { path: "^ingest/" },
      to: { path: "^(simulators|rules|services|dashboards)/", pathNot: "^rules/model/" },
    },
    {
      name: "simulators-speak-only-the-wire",
      comment:
        "A simulated world that shared more than the wire contract with what it tests would agree with its faults.",
      severity: "error",
      from: { path: "^simulators/" },
      to: { path: "^(ingest|rules|services|dashboards)/", pathNot: "^(ingest/wire|rules/model)/" },
    },
    {
      name: "services-stand-alone",
      comment:
        "A service uses runtime, database and ecosystem, never another service: main.ts and commands/ bring them together.",
      severity: "error",
      from: { path: "^services/([^/]+)/", pathNot: "^services/commands/" },
      to: { path: "^services/", pathNot: `^services/($1|${sharedServices})/` },
    },
    {
      name: "services-know-no-people-or-devices",
      comment: "Only main.ts and commands/ may start a simulator or serve a dashboard.",
      severity: "error",
      from: { path: "^services/", pathNot: "^services/(main\\.ts$|commands/)" },
      to: { path: "^(simulators|dashboards)/" },
    },
    {
      name: "settings-compose-nothing",
      comment: "The settings are read before anything exists that they could import.",
      severity: "error",
      from: { path: "^services/(config|settings)\\.ts$" },
      to: { path: "^services/", pathNot: `^services/(settings\\.ts$|(${sharedServices})/)` },
    },
    {
      name: "dashboards-see-contracts-only",
      comment:
        "What people look at depends on the model, the limits the rules decide by, the tables that name key figures and criteria, the API's contract and the names of measurements.",
      severity: "error",
      from: { path: "^dashboards/" },
      to: {
        path: "^(simulators|ingest|rules|services)/",
        pathNot:
          "^(rules/model/|rules/(thresholds|kpi/catalogue|scaling/criteria)\\.ts$|services/api/contract|services/projection/measurements)",
      },
    },
    {
      name: "sql-lives-in-database",
      comment:
        "All SQL is in services/database, so only that may use PostgreSQL's client. (The job queue brings its own SQL and needs a pool of its own to run it on.)",
      severity: "error",
      from: { pathNot: "^(services/database/|services/delivery/postgres-queue\\.ts$|test/)" },
      to: { path: "(^|/)node_modules/(pg|node-pg-migrate)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "nobody-imports-tests",
      comment: "What tests need is no part of the program.",
      severity: "error",
      from: { pathNot: "^test/" },
      to: { path: "^test/" },
    },
    {
      name: "no-development-tools-at-run-time",
      comment: "A production installation has no development dependencies.",
      severity: "error",
      from: { path: "^(simulators|ingest|rules|services)/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // `import type` couples as much as `import` does.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
