import type { DeviceCell } from "../devices/cells.js";
import { districtAt, pathOf } from "../devices/device.js";
import type { Ecosystem } from "../model/ecosystem.js";
import type { Text } from "../model/record.js";
import type { Run } from "../state.js";

/** Id of the component as the ecosystem file has it, without its district. */
export function baseId(componentId: string): string {
  return componentId.split("@")[0] as string;
}

/** The district of a component that exists once per district; null for one that serves all. */
export function districtOf(componentId: string): string | null {
  return componentId.split("@")[1] ?? null;
}

/** In words, with the district of one that exists once per district; one that is not in the file goes by its id. */
export function nameOf(ecosystem: Ecosystem, componentId: string): Text {
  const component = ecosystem.components.find(({ id }) => id === baseId(componentId));
  const { no, en } = component?.name ?? { no: componentId, en: componentId };
  const district = component && ecosystem.districts.find(({ id }) => id === districtOf(componentId));
  return district ? { no: `${no} i ${district.name}`, en: `${en} in ${district.name}` } : { no, en };
}

/** Whether `id` needs `other` to work, directly or through others; districts must agree. */
export function dependsOn(ecosystem: Ecosystem, id: string, other: string): boolean {
  const seen = new Set<string>();
  const pending = [baseId(id)];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const component = ecosystem.components.find((one) => one.id === next);
    pending.push(...(component?.dependsOn ?? []));
  }
  const [district, otherDistrict] = [districtOf(id), districtOf(other)];
  return id !== other && seen.has(baseId(other)) && (!otherDistrict || !district || district === otherDistrict);
}

/** Where the device is now, and the components on its way inwards from there. */
export function wayOf(run: Run, cell: DeviceCell): { district: string; path: readonly string[] } {
  const district = districtAt(cell, run.nowMs);
  return { district, path: pathOf(run, cell, district) };
}

/** Devices whose way leads over one of the components. */
export function devicesBehind(run: Run, componentIds: readonly string[]): DeviceCell[] {
  return [...run.state.devices.values()].filter((cell) =>
    pathOf(run, cell, districtAt(cell, run.nowMs)).some((id) => componentIds.includes(id)),
  );
}

/** How unlikely it is at most to see `hits` or more of `trials` by chance, each having `chance` (Chernoff's bound). */
export function tailBound(trials: number, hits: number, chance: number): number {
  const share = hits / trials;
  if (!(share > chance)) return 1;
  const missed = share < 1 ? (1 - share) * Math.log((1 - share) / (1 - chance)) : 0;
  return Math.exp(-trials * (share * Math.log(share / chance) + missed));
}
