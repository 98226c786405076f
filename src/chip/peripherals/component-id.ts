/** JEP106 codes, continuation in bits 11 to 8. */
export const Designer = { Arm: 0x43b, St: 0x020 } as const;

const PID4 = 0xfd0;
const PID0 = 0xfe0;
const CID0 = 0xff0;

/** What a component says of itself in the last registers of its 4 KiB (ADIv5 D1.2). */
export interface ComponentId {
  /** 1 for a ROM table, 0xE for generic IP such as the parts of a Cortex-M. */
  readonly componentClass: number;
  readonly designer: number;
  readonly part: number;
}

/** PIDR and CIDR, 0 for any other offset. */
export function readComponentId({ componentClass, designer, part }: ComponentId, offset: number): number {
  switch (offset) {
    case PID4:
      return designer >>> 8;
    case PID0:
      return part & 0xff;
    case PID0 + 4:
      return ((designer & 0xf) << 4) | (part >>> 8);
    case PID0 + 8:
      // JEDEC, and the upper bits of the designer.
      return 0x08 | ((designer >>> 4) & 7);
    case CID0:
      return 0x0d;
    case CID0 + 4:
      return componentClass << 4;
    case CID0 + 8:
      return 0x05;
    case CID0 + 12:
      return 0xb1;
    default:
      return 0;
  }
}
