/** Where a probe asks: `host:port` or `[::1]:port`, with a scheme before it where the kind of probe knows several. */
export interface Address {
  /** Without the colon; null if none is given. */
  scheme: string | null;
  host: string;
  port: number;
}

/** The ecosystem's check has seen to its form. */
export function addressOf(target: string): Address {
  const {
    scheme = null,
    host = "",
    port = "",
  } = /^(?:(?<scheme>[a-z]+):\/\/)?(?<host>.+):(?<port>\d+)$/.exec(target)?.groups ?? {};
  return { scheme, host: host.replace(/^\[(.*)\]$/, "$1"), port: Number(port) };
}
