/** The demo's options as the command line has them. */
export interface DemoOptions {
  seed: string;
  speed: string;
  port?: string;
  open: boolean;
}

export interface DemoOrder {
  seed: number;
  /** Simulated seconds in a real one. */
  speed: number;
  /** Null: the usual one, or a free one. */
  port: number | null;
  open: boolean;
}

const speedMax = 600;

function wholeNumber(text: string, min: number, max: number): number | null {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= min && value <= max ? value : null;
}

/** The order, or what is wrong with it. */
export function readDemoOptions({ seed, speed, port, open }: DemoOptions): DemoOrder | { problems: string[] } {
  const order = {
    seed: wholeNumber(seed, 0, 0xffff_ffff),
    speed: wholeNumber(speed, 1, speedMax),
    port: port === undefined ? null : wholeNumber(port, 1, 65_535),
  };
  const problems: string[] = [];
  if (order.seed === null) problems.push(`--seed ${seed}: must be a whole number`);
  if (order.speed === null) problems.push(`--speed ${speed}: must be a whole number from 1 to ${speedMax}`);
  if (port !== undefined && order.port === null) problems.push(`--port ${port}: must be a port number`);
  if (problems.length > 0 || order.seed === null || order.speed === null) return { problems };
  return { seed: order.seed, speed: order.speed, port: order.port, open };
}
