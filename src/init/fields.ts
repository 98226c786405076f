import { exampleSerial } from '../burn/index.js';

/** A field that `otpforge init` can put into a layout. */
export interface InitField {
  readonly name: string;
  readonly what: string;
  readonly length: number;
  readonly align: number;
  /** Its keys in the layout, beside the offset. */
  readonly keys: string;
  /** Its value in the rows of examples; undefined where it is computed. */
  readonly example: ((row: number) => string) | undefined;
}

// Locally administered addresses: no manufacturer owns them.
export const initFields: readonly InitField[] = [
  {
    name: 'serial',
    what: 'a serial number, up to 16 characters',
    length: 16,
    align: 4,
    keys: 'type: ascii, length: 16, pad: 0x00, unique: true',
    example: (row) => `${exampleSerial}-${row}`,
  },
  {
    name: 'mac',
    what: 'a MAC address',
    length: 6,
    align: 2,
    keys: 'type: mac',
    example: (row) => `02:00:00:00:00:0${row}`,
  },
  {
    name: 'eui64',
    what: 'an EUI-64',
    length: 8,
    align: 4,
    keys: 'type: eui64',
    example: (row) => `02:00:00:FF:FE:00:00:0${row}`,
  },
  {
    name: 'revision',
    what: 'the hardware revision, 0 to 65534',
    length: 2,
    align: 2,
    keys: 'type: u16, max: 65534',
    example: () => '1',
  },
  {
    name: 'date',
    what: 'the date of production',
    length: 4,
    align: 4,
    keys: 'type: date, encoding: bcd',
    example: () => '2026-01-31',
  },
];

/** A check value over all other fields. It is always the last one. */
export const crcField = {
  name: 'crc',
  what: 'a CRC-32 over the others',
  length: 4,
  align: 4,
  keys: (over: readonly string[]) => `type: crc, algorithm: crc32, over: [${over.join(', ')}]`,
} as const;

export const initFieldNames: readonly string[] = [...initFields.map(({ name }) => name), crcField.name];
export const defaultInitFields: readonly string[] = ['serial', 'mac', 'crc'];
