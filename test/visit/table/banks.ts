import { type Device, findDevice } from '../../../src/bank/index.js';
import { allBanks } from '../../support/banks.js';
import { type Cell, f4Cells, l4Cells, recordCells, sectorCells } from './cells.js';

/** A line of one kind of chip, with the cells that are tried on it. */
export interface LineKind {
  readonly name: string;
  /** The lines share one ledger. */
  readonly product: string;
  readonly device: Device;
  readonly layout: string;
  readonly cells: readonly Cell[];
}

const plain = (place: string) => `format: otpforge.layout/2
${place}
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac, unique: true }
  check: { offset: 0x18, type: crc, algorithm: crc32, over: [serial, mac] }
`;

const records = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
records:
  identity:
    offset: 0
    slots: 3
    stride: 32
    sequence: count
    fields:
      count: { offset: 0x00, type: u16 }
      serial: { offset: 0x02, type: ascii, length: 14, pad: 0x00, unique: true }
      mac: { offset: 0x10, type: mac, unique: true }
      check: { offset: 0x18, type: crc, algorithm: crc32, over: [count, serial, mac] }
`;

// Those with the least flash take the least time.
const [l412, f401, h723] = ['STM32L412K8', 'STM32F401CB', 'STM32H723VE'].map((name) =>
  findDevice(name, allBanks),
) as [Device, Device, Device];

export const lineKinds: readonly LineKind[] = [
  { name: 'L4', product: 'plain', device: l412, layout: plain('bank: stm32l4-otp'), cells: l4Cells },
  { name: 'L4 with records', product: 'records', device: l412, layout: records, cells: recordCells },
  { name: 'F4', product: 'bytes', device: f401, layout: plain('bank: stm32f4-otp'), cells: f4Cells },
  {
    name: 'a reserved sector of H7',
    product: 'sector',
    device: h723,
    layout: plain('sector: { device: STM32H723VE, address: 0x08060000 }'),
    cells: sectorCells,
  },
];

export const lineText = ({ product, device }: LineKind, ledger: string) => `format: otpforge.line/1
product: ${product}
layout: otp.yaml
device: ${device.name}
timezone: Europe/Berlin
ledger: ${ledger}
values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF" }
`;
