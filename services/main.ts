import { Command } from "commander";
import { backupCommand, restoreCommand } from "./commands/backup.js";
import { checkCommand } from "./commands/check.js";
import { demoCommand } from "./commands/demo.js";
import { doctorCommand } from "./commands/doctor.js";
import { type ProductionCommandOptions, productionCommand } from "./commands/production.js";
import { projectionRebuildCommand } from "./commands/projection.js";
import { type ReplayCommandOptions, replayCommand } from "./commands/replay.js";
import { scenarioNames } from "./commands/scenario-file.js";
import { scoreCommand } from "./commands/score.js";
import type { ScoreCommandOptions } from "./commands/score-options.js";
import { serveCommand } from "./commands/serve.js";
import { simulateCommand } from "./commands/simulate.js";
import type { SimulateCommandOptions } from "./commands/simulate-options.js";
import { whatIfCommand } from "./commands/what-if.js";
import type { WhatIfOptions } from "./commands/what-if-options.js";
import type { DemoOptions } from "./demo/options.js";
import { velvaktVersion } from "./runtime/version.js";

const { stdin, stdout, stderr } = process;

const program = new Command("velvakt")
  .description(
    "Watches the whole chain a dose of medicine travels, and says which link broke, whom it concerns and what to do.",
  )
  .version(velvaktVersion)
  .showHelpAfterError();

program
  .command("demo")
  .description("show the service at work on a city that does not exist; nothing is left behind")
  .option("--seed <number>", "another seed is another city", "1")
  .option("--speed <factor>", "simulated seconds in a real one", "60")
  .option("--port <number>", "port of the page (default: 8080, or a free one)")
  .option("--no-open", "do not open the browser")
  .addHelpText(
    "after",
    `
It starts at ten past nine on a Wednesday. Within a real minute the supplier's cloud is gone, Velvakt has found the
cause and told each team once, and the first doses are unknown; then the cloud comes back with what was stored.

  $ velvakt demo
  $ velvakt demo --seed 7 --speed 120 --no-open

Exit codes: 0 stopped by Ctrl-C, 1 cannot start, 2 wrong use, 70 did not stop in time.`,
  )
  .action(async (options: DemoOptions) => {
    process.exitCode = await demoCommand(options, stdout, stderr);
    process.exit();
  });

program
  .command("serve")
  .description("run the service: MQTT broker, database, rules, notifications and API in one process")
  .addHelpText(
    "after",
    `
Settings are environment variables; none is needed. The most used:
  VELVAKT_DATA_DIR      where everything is kept (./.velvakt)
  VELVAKT_ECOSYSTEM     the installation's ecosystem file (the Oslo example)
  VELVAKT_HTTP_PORT     API (8080)
  VELVAKT_MQTT_PORT     MQTT (1883)
  VELVAKT_WEBHOOK_URL   gets every notification as JSON

Try it:
  $ velvakt serve
  $ mosquitto_pub -q 1 -t vft/v1/oslo/grorud/roll-dispenser/D-1/event -m '{"specversion":"1.0", …}'
  $ curl -s http://127.0.0.1:8080/v1/overview

Exit codes: 0 stopped by a signal, 1 cannot start, 2 settings or ecosystem file wrong, 70 crashed.`,
  )
  .action(async () => {
    process.exitCode = await serveCommand(process.env, stdout, stderr);
    // Whatever a library keeps open must not keep the process alive after everything has stopped.
    process.exit();
  });

program
  .command("production")
  .description("run the service with Mosquitto, InfluxDB 1, Redis and PostgreSQL of this machine behind it")
  .option("--data <folder>", "everything is kept here, secrets too", "./.velvakt/production")
  .option("--mqtt-port <number>", "where Mosquitto listens; 0 is a free one", "1883")
  .addHelpText(
    "after",
    `
All four are started on that folder with the configuration that is shipped, and stopped with Velvakt.
Other settings are those of velvakt serve. With servers elsewhere: velvakt serve and VELVAKT_…_URL.

Exit codes: 0 stopped by a signal, 1 a server is missing or cannot start, 2 settings wrong, 70 crashed.`,
  )
  .action(async (options: ProductionCommandOptions) => {
    process.exitCode = await productionCommand(options, process.env, stdout, stderr);
    process.exit();
  });

program
  .command("replay")
  .description("run the rules over a log of messages and print every dose, alert and incident")
  .requiredOption(
    "--input <file>",
    "lines of {receivedAt, topic, payload, retained?}, in order of reception; - is standard input",
  )
  .option("--ecosystem <file>", "the installation's ecosystem file (default: the Oslo example)")
  .option("--until <instant>", "let time run on to this instant, e.g. 2026-11-21T12:00:00Z")
  .option("--compare <file>", "also say what this other ecosystem file would have changed")
  .addHelpText(
    "after",
    `
One JSON line per result, in a stable order: dose, alert, incident, component, scenario, rejected.
The same input gives the same bytes, and the verdicts of the running service. What is final is
printed while reading, so that an input of any length needs the same memory.

  $ echo '{"receivedAt":"2026-11-20T06:00:00Z","topic":"vft/v1/oslo/grorud/roll-dispenser/D-1/event","payload":{…}}' |
      velvakt replay --input - --until 2026-11-21T00:00:00Z | jq 'select(.record=="dose")'
  $ velvakt replay --input log.ndjson --compare stricter.yaml | jq 'select(.record=="difference")'

With --compare, lines of record "difference" say which alerts the other file would have gained, lost, raised
earlier or later (minutes), and which doses it would have judged otherwise; a summary follows on standard error.

A line that the rules themselves fail on is rejected as INGEST_UNPROCESSABLE and named on standard error; the rest goes on.

Exit codes: 0 also with rejected lines, 1 input or ecosystem file cannot be read, 2 wrong use,
3 everything is printed but what the rules failed on.`,
  )
  .action(async (options: ReplayCommandOptions) => {
    process.exitCode = await replayCommand(options, { stdin, out: stdout, err: stderr });
  });

program
  .command("check")
  .description("check an ecosystem file and name every mistake with its line")
  .argument("[file]", "the file (default: the Oslo example)")
  .addHelpText("after", "\nExit codes: 0 no mistakes, 1 mistakes, or a file that cannot be read.")
  .action(async (file: string | undefined) => {
    process.exitCode = await checkCommand(file, stdout, stderr);
  });

program
  .command("doctor")
  .description("look at everything Velvakt needs: settings, servers, rights, clocks, space, ports, certificates")
  .option("--json", "for programs: a list of {check, level, finding, action}")
  .addHelpText(
    "after",
    `
One line each: ok, warning or fault, what was found and what to do. It changes nothing, and the service may run or not.
Run it with the settings of the service, as its user.

Exit codes: 0 nothing is at fault (there may be warnings), 1 something is.`,
  )
  .action(async (options: { json?: boolean }) => {
    process.exitCode = await doctorCommand(process.env, options, stdout);
    process.exit();
  });

program
  .command("backup")
  .description("write everything in the database to one file, while Velvakt runs or not")
  .argument("<file>", "replaced only when the new one is complete, e.g. velvakt.backup.gz")
  .addHelpText("after", "\nExit codes: 0 the file is complete, 1 it was not written, 2 settings wrong.")
  .action(async (file: string) => {
    process.exitCode = await backupCommand(process.env, file, stdout, stderr);
    process.exit();
  });

program
  .command("restore")
  .description("fill an empty database from such a file; Velvakt must be stopped meanwhile")
  .argument("<file>", "what velvakt backup wrote")
  .addHelpText(
    "after",
    `
Everything or nothing. Messages that came after the backup are gone, and the next start reports a monitoring gap
from the backup on; notifications that were waiting in it are sent again.

Exit codes: 0 restored, 1 nothing was restored (the database is in use or not empty, the file unusable), 2 settings wrong.`,
  )
  .action(async (file: string) => {
    process.exitCode = await restoreCommand(process.env, file, stdout, stderr);
    process.exit();
  });

program
  .command("projection")
  .description("what InfluxDB is told of the log")
  .command("rebuild")
  .description("tell InfluxDB everything again that the log still has; Velvakt must be stopped meanwhile")
  .addHelpText("after", "\nExit codes: 0 done, 1 cannot be done now (Velvakt runs), 2 settings wrong.")
  .action(async () => {
    process.exitCode = await projectionRebuildCommand(process.env, stdout, stderr);
    process.exit();
  });

program
  .command("simulate")
  .description("let a city that does not exist speak: to any MQTT broker, or into a file for replay")
  .option("--seed <number>", "the same seed gives the same city, byte for byte", "1")
  .option("--residents <number>", "how many, each with a dispenser (default: what the scenario says, mostly 200)")
  .option("--days <number>", "how long, simulated (default: what the scenario says)")
  .option("--start <instant>", "when it begins (default: 2026-11-18T06:00:00+01:00; with --broker: now)")
  .option("--scenario <file|name>", "what goes wrong: a YAML file, or one of those below", "quiet-day")
  .option("--broker <url>", "publish to this broker, e.g. mqtt://127.0.0.1:1883 or mqtts://broker:8883")
  .option("--speed <factor>", "with --broker: simulated seconds in a real one", "1")
  .option("--username <name>", "with --broker: its user")
  .option("--password-file <file>", "with --broker: the user's password")
  .option("--ca <file>", "with --broker: the CA of its certificate (PEM)")
  .option("--cert <file>", "with --broker: a certificate of our own (PEM), with --key")
  .option("--key <file>", "with --broker: its private key (PEM)")
  .option("--bridges <number>", "with --broker: connections that speak for many devices", "1")
  .option("--direct <number>", "with --broker: devices with a connection and a Last Will of their own", "0")
  .option("--out <file>", "write lines that velvakt replay reads; - is standard output")
  .option("--truth <file>", "also write what really happened, one JSON line per dose, outage and happening")
  .addHelpText(
    "after",
    `
Scenarios: ${scenarioNames.join(", ")}.
They are files in simulators/scenarios: copy one to make your own. Day 1 of a scenario is the first day whose
morning lies ahead of the start.

  $ velvakt simulate --scenario cloud-outage-at-morning-doses --out city.ndjson --truth truth.ndjson
  $ velvakt replay --input city.ndjson | jq -c 'select(.record=="incident")'

  $ mosquitto_sub -v -t 'vft/#' &
  $ velvakt simulate --broker mqtt://127.0.0.1:1883 --speed 60

A running Velvakt believes devices whose clocks are at most 10 minutes ahead of its own: for one that runs
in real time leave --speed at 1.

Exit codes: 0 done or stopped by Ctrl-C, 1 broker unreachable, refusing or lost, or file not writable,
2 wrong use, a scenario with mistakes included.`,
  )
  .action(async (options: SimulateCommandOptions) => {
    process.exitCode = await simulateCommand(options, { out: stdout, err: stderr });
  });

program
  .command("score")
  .description("compare what Velvakt and two usual ways of watching say of a city with what was so in it")
  .option("--scenario <names>", "shipped scenarios or YAML files, separated by commas; all is every shipped one", "all")
  .option("--seed <number>", "the first seed", "1")
  .option("--seeds <number>", "so many seeds, one after the other", "1")
  .option("--residents <number>", "how many in each city (default: what the scenario says)")
  .option("--days <number>", "how long, simulated (default: what the scenario says)")
  .option("--input <file>", "instead of cities: what velvakt simulate --out wrote, with --truth")
  .option("--truth <file>", "what velvakt simulate --truth wrote beside it")
  .option("--ecosystem <file>", "the installation's ecosystem file (default: the Oslo example)")
  .option("--json", "everything, for programs: each run, and each thing that was missed or false")
  .option("--markdown", "the table as it stands in the README")
  .addHelpText(
    "after",
    `
Per kind of fact: how many were so, found, missed and said falsely, how long it took, and how often whom of the
people was called. Beside Velvakt stand a dead man's switch per device, system and dose, and a fixed limit on
silence. All of them read the same messages. What happens in the last six hours of files is not scored, as its
outcome is open; a simulated city goes on for as long.

  $ velvakt score --scenario the-night --seeds 5
  $ velvakt simulate --scenario everything --out city.ndjson --truth truth.ndjson
  $ velvakt score --input city.ndjson --truth truth.ndjson

Exit codes: 0 scored, whatever the result, 1 a file cannot be read, 2 wrong use, a scenario with mistakes included.`,
  )
  .action(async (options: ScoreCommandOptions) => {
    process.exitCode = await scoreCommand(options, { out: stdout, err: stderr });
  });

program
  .command("what-if")
  .description("what more residents would do to doses, alerts and the scaling gate, in a simulated city")
  .option("--residents <+number>", "so many more over all districts of the city")
  .option("--in <district>", "instead: in this district, with --more")
  .option("--more <number>", "so many more in the district")
  .option("--days <number>", "how long both cities live", "7")
  .option("--scenario <name>", "a shipped scenario or a YAML file", "quiet-week")
  .option("--seed <number>", "the same seed is the same city", "1")
  .option("--ecosystem <file>", "the installation's ecosystem file (default: the Oslo example)")
  .option("--json", "both answers for programs")
  .addHelpText(
    "after",
    `
The city as it is and the same one with more residents live before the engine, one after the other; nothing of it
is written anywhere. Side by side: doses, alerts per duty phone, response, headroom, manual rounds, and those
criteria of the gate that a simulation can show.

  $ velvakt what-if --residents +60
  $ velvakt what-if --in alna --more 30 --days 14

Exit codes: 0 answered, whatever the answer, 2 wrong use, a file with mistakes included.`,
  )
  .action(async (options: WhatIfOptions) => {
    process.exitCode = await whatIfCommand(options, { out: stdout, err: stderr });
  });

await program.parseAsync();
