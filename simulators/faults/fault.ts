import type { Resident } from "../city/city.js";

/** Something that goes wrong with one component for a while. */
export interface Fault {
  name: string;
  /** `vendor-cloud`, or `mobile-network@grorud` for a component that exists per district. */
  componentId: string;
  fromMs: number;
  toMs: number;
  /** Whose dispenser loses contact with the cloud. */
  cutsOff(resident: Resident): boolean;
}

export function isFaulty(faults: readonly Fault[], componentId: string, atMs: number): boolean {
  return faults.some((fault) => fault.componentId === componentId && fault.fromMs <= atMs && atMs < fault.toMs);
}
