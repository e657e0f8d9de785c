import { Command } from "commander";
import { checkCommand } from "./commands/check.js";
import { type ReplayOptions, replayCommand } from "./commands/replay.js";
import { serveCommand } from "./commands/serve.js";
import { velvaktVersion } from "./runtime/version.js";

const { stdin, stdout, stderr } = process;

const program = new Command("velvakt")
  .description(
    "Watches the whole chain a dose of medicine travels, and says which link broke, whom it concerns and what to do.",
  )
  .version(velvaktVersion)
  .showHelpAfterError();

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
  .command("replay")
  .description("run the rules over a log of messages and print every dose, alert and incident")
  .requiredOption(
    "--input <file>",
    "lines of {receivedAt, topic, payload, retained?}, in order of reception; - is standard input",
  )
  .option("--ecosystem <file>", "the installation's ecosystem file (default: the Oslo example)")
  .option("--until <instant>", "let time run on to this instant, e.g. 2026-11-21T12:00:00Z")
  .addHelpText(
    "after",
    `
One JSON line per result, in a stable order: dose, alert, incident, component, scenario, rejected.
The same input gives the same bytes, and the verdicts of the running service.

  $ echo '{"receivedAt":"2026-11-20T06:00:00Z","topic":"vft/v1/oslo/grorud/roll-dispenser/D-1/event","payload":{…}}' |
      velvakt replay --input - --until 2026-11-21T00:00:00Z | jq 'select(.record=="dose")'

Exit codes: 0 also with rejected lines, 1 input or ecosystem file cannot be read, 2 wrong use.`,
  )
  .action(async (options: ReplayOptions) => {
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

await program.parseAsync();
