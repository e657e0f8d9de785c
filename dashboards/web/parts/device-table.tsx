import { Table } from "@digdir/designsystemet-react";
import { deviceStatusWords } from "../../words.js";
import type { Device } from "../api/types.js";
import { useLanguage } from "../language/language.js";
import { DistrictName, Moment, ResidentLink } from "./labels.js";
import { Rows } from "./rows.js";

export function DeviceTable({ devices, now, label }: { devices: Device[]; now: string | null; label: string }) {
  const { words, say } = useLanguage();
  const { device, kind, district, resident, status, lastHeard, battery, power } = words.devices;
  return (
    <Rows label={label} heads={[device, status, lastHeard, resident, district, kind, battery, power]}>
      {devices.map((one) => (
        <Table.Row key={one.deviceId}>
          <Table.Cell className="token">{one.deviceId}</Table.Cell>
          <Table.Cell>
            <span className="status" data-status={one.status}>
              {say(deviceStatusWords[one.status])}
            </span>
          </Table.Cell>
          <Table.Cell>
            {one.lastHeardAt === null ? words.devices.never : <Moment at={one.lastHeardAt} now={now} />}
          </Table.Cell>
          <Table.Cell>
            {one.residentRef === null ? words.devices.notAssigned : <ResidentLink residentRef={one.residentRef} />}
          </Table.Cell>
          <Table.Cell>
            <DistrictName id={one.district} />
          </Table.Cell>
          <Table.Cell>{words.devices.kinds[one.deviceClass] ?? one.deviceClass}</Table.Cell>
          <Table.Cell>{one.batteryPercent === null ? "–" : `${one.batteryPercent} %`}</Table.Cell>
          <Table.Cell>
            {one.mains === null ? "–" : one.mains ? words.devices.mains : words.devices.onBattery}
          </Table.Cell>
        </Table.Row>
      ))}
    </Rows>
  );
}
