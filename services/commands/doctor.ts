import { type Config, ConfigError, readConfig } from "../config.js";
import { secretProblems } from "../delivery/channels/of-team.js";
import { defaultEcosystemPath, readEcosystemFile } from "../ecosystem/load.js";
import type { Output } from "../ecosystem/report.js";
import { folderCheck, mqttPortCheck, probeChecks, serviceCheck, webhookChecks, whoAnswers } from "./doctor-machine.js";
import { type Check, type Finding, fault, fine, lookAt, writeFindings } from "./doctor-report.js";
import { brokerCheck, databaseCheck, influxCheck, redisCheck } from "./doctor-servers.js";

const exitCodes = { fine: 0, fault: 1 } as const;

/**
 * `velvakt doctor`: looks at everything that Velvakt needs, and says in one line each what it has found and what to do.
 * Changes nothing, whether the service runs or not.
 */
export async function doctorCommand(
  env: NodeJS.ProcessEnv,
  { json }: { json?: boolean },
  out: Output,
): Promise<number> {
  const findings = await examine(env);
  if (json === true) out.write(`${JSON.stringify(findings, null, 2)}\n`);
  else writeFindings(findings, out);
  return findings.some(({ level }) => level === "fault") ? exitCodes.fault : exitCodes.fine;
}

async function examine(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const settings = readSettings(env);
  if (settings.config === null) return settings.findings;
  const { config } = settings;
  const file = config.ECOSYSTEM ?? defaultEcosystemPath;
  const loaded = await readEcosystemFile(file);
  const answering = await whoAnswers(config);
  const checks: Check[] = [
    serviceCheck(config, answering),
    ...mqttPortCheck(config, answering),
    folderCheck(config),
    databaseCheck(config),
    ...brokerCheck(config),
    ...redisCheck(config),
    ...influxCheck(config),
    ...(loaded.ok ? [...webhookChecks(loaded.ecosystem, config), ...probeChecks(loaded.ecosystem)] : []),
  ];
  const ecosystem = loaded.ok
    ? fine(`${file}: ${loaded.ecosystem.tenant}, ${loaded.ecosystem.components.length} components`)
    : fault(`${file} has ${loaded.mistakes.length} mistakes`, `Mend what \`velvakt check ${file}\` names.`);
  const found = await Promise.all(checks.map(lookAt));
  const secrets = (loaded.ok ? secretProblems(loaded.ecosystem, env) : []).map((problem): Finding => {
    return { check: "settings", ...fault(problem, "Set it, or remove secretEnv there.") };
  });
  return [...settings.findings, ...secrets, { check: "ecosystem", ...ecosystem }, ...found.flat()];
}

function readSettings(env: NodeJS.ProcessEnv): { config: Config | null; findings: Finding[] } {
  try {
    const config = readConfig(env);
    return { config, findings: [{ check: "settings", ...fine("every setting can be used") }] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const action = "Correct it; nothing else can be looked at before.";
    return {
      config: null,
      findings: error.problems.map((problem) => ({ check: "settings", ...fault(problem, action) })),
    };
  }
}
