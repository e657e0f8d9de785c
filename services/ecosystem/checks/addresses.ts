import type { Check } from "../draft.js";
import type { Finding, Path } from "../mistake.js";

/** What is asked and told is a real address, and no secret stands in it. */
export const checkAddresses: Check = (draft) => [
  ...draft.items.teams.flatMap(({ path, value }) =>
    value.channels.flatMap((channel, i) =>
      channel.kind === "webhook" ? webAddress(channel.url, [...path, "channels", i, "url"]) : [],
    ),
  ),
  ...draft.items.components.flatMap(({ path, value: { probe } }): Finding[] => {
    if (probe === null) return [];
    const at = [...path, "probe", "target"];
    const address = probe.kind === "http" ? webAddress(probe.target, at) : hostAndPort(probe.kind, probe.target, at);
    if (probe.timeoutMs < probe.everySec * 1000) return address;
    return [
      ...address,
      {
        code: "ECOSYSTEM_PROBE",
        path: [...path, "probe", probe.timeoutMs === 5000 ? "everySec" : "timeoutMs"],
        message: `the probe waits ${probe.timeoutMs} ms for an answer but is repeated every ${probe.everySec} s`,
        action: "Make timeoutMs shorter than the time between two probes.",
      },
    ];
  }),
];

function webAddress(address: string, path: Path): Finding[] {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    return [
      {
        code: "ECOSYSTEM_ADDRESS",
        path,
        message: "this is not an http or https address",
        action: "Write the whole address, such as https://alerts.example.org/velvakt.",
      },
    ];
  }
  return url.username === "" && url.password === "" ? [] : [secretInside(path)];
}

const portMax = 65_535;

/** What may stand before `host:port`: it chooses the transport, where there is a choice. */
const schemes = { tcp: ["tcp"], tls: ["tls"], mqtt: ["mqtt", "mqtts"], sip: ["udp", "tcp"] } as const;

function hostAndPort(kind: keyof typeof schemes, target: string, path: Path): Finding[] {
  const match =
    /^(?:(?<scheme>[a-z]+):\/\/)?(?<secret>[^@/]*@)?(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(?<port>[0-9]{1,5})$/.exec(
      target,
    );
  const port = Number(match?.groups?.port ?? 0);
  const known: readonly string[] = schemes[kind];
  const scheme = match?.groups?.scheme;
  if (match === null || port < 1 || port > portMax || (scheme !== undefined && !known.includes(scheme))) {
    return [
      {
        code: "ECOSYSTEM_ADDRESS",
        path,
        message: `this is not an address that a ${kind} probe can ask`,
        action: `Write host:port, such as gateway.example.org:8883; before it may stand ${known.map((one) => `${one}://`).join(" or ")}.`,
      },
    ];
  }
  return match.groups?.secret === undefined ? [] : [secretInside(path)];
}

const secretInside = (path: Path): Finding => ({
  code: "ECOSYSTEM_ADDRESS",
  path,
  message: "the address holds a user name or password",
  action: "Remove what stands before the @, and change the password if this file has been shared.",
});
