import { z } from "zod";
import type { End } from "../city/conditions.js";
import type { Home, Systems } from "../city/home.js";
import type { Random } from "../city/random.js";
import type { World } from "../city/world.js";
import type { OutageTruth } from "../truth.js";

/** What a fault finds when it begins. */
export interface Scene {
  world: World;
  /** All homes, those included that somebody has yet to move into. */
  homes: readonly Home[];
  /** Homes with a resident now: what befalls single devices befalls those that are there. */
  inhabited: readonly Home[];
  systems: Systems;
  /** Its own chance, so that a fault more changes no other. */
  random: Random;
}

export interface Span {
  fromMs: number;
  toMs: number;
}

/** Something that goes wrong for a while. Any number of them may be in the city at once. */
export interface Fault extends Span {
  name: string;
  /** The component whose failure it is, and how; null where none is to blame. */
  breaks: Pick<OutageTruth, "componentId" | "how"> | null;
  /** The one district that it is about. */
  district?: string;
  /** Called at `fromMs`; what it returns is called at `toMs`. */
  begin(scene: Scene, span: Span & { name: string }): End | undefined;
  /** When further residents get a dispenser because of it. */
  moveIns?(residents: number, random: Random): number[];
}

/** A sort of fault: what a scenario may set of it, and what becomes of that. */
export interface FaultKind<Settings extends z.ZodRawShape = z.ZodRawShape> {
  name: string;
  /** One sentence for the list of faults. */
  summary: string;
  settings: Settings;
  make(settings: z.output<z.ZodObject<Settings>>, span: Span): Omit<Fault, "name" | "fromMs" | "toMs">;
}

export function faultKind<Settings extends z.ZodRawShape>(kind: FaultKind<Settings>): FaultKind<Settings> {
  return kind;
}

/** A fault by its sort; settings that are left out are the usual ones. */
export function faultOf<Settings extends z.ZodRawShape>(
  kind: FaultKind<Settings>,
  fromMs: number,
  toMs: number,
  settings: z.input<z.ZodObject<Settings>>,
): Fault {
  const span = { fromMs, toMs };
  const parsed = z.strictObject(kind.settings).parse(settings);
  const { district } = parsed as { district?: string | null };
  const place = district ? { district } : {};
  return { name: kind.name, ...span, ...place, ...kind.make(parsed as never, span) };
}

export const percent = z.number().min(0).max(100);

/** Ends several things together. */
export function allOf(ends: readonly End[]): End {
  return () => {
    for (const end of ends) end();
  };
}
