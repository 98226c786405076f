/** What the 16-bit word at PC is, as far as ARMv6-M knows it. */
export const Kind = {
  /** Not an ARMv6-M instruction, or UNPREDICTABLE: a HardFault here. */
  Undefined: 0,
  /** rp2040js executes it as the ARMv6-M manual says. */
  Plain: 1,
  /** First half of a 32-bit instruction. */
  Wide: 2,
  Breakpoint: 3,
  SupervisorCall: 4,
  /** BLX register: rp2040js drops bit 0 of the target, which is the new T bit. */
  BranchLinkExchange: 5,
  /** rp2040js gets a flag or the write-back wrong; core/corrections.ts does it. */
  Corrected: 6,
  /** PUSH with LR and POP with PC, which rp2040js charges one cycle too few. */
  StackWithLink: 7,
} as const;

export type Kind = (typeof Kind)[keyof typeof Kind];

export const SEV = 0xbf40;

/** Kind of every 16-bit opcode, after the ARMv6-M Architecture Reference Manual chapter A5. */
export const instructionKinds: Uint8Array = Uint8Array.from({ length: 0x10000 }, (_, opcode) =>
  kindOf(opcode),
);

function kindOf(opcode: number): Kind {
  if (opcode >> 11 >= 0b11101) return Kind.Wide;
  switch (opcode >> 12) {
    case 0b0100:
      return opcode >> 10 === 0b010000
        ? dataProcessing(opcode)
        : opcode >> 11 === 0b01000
          ? special(opcode)
          : Kind.Plain;
    case 0b1011:
      return miscellaneous(opcode);
    case 0b1100:
      return multiple(opcode);
    case 0b1101:
      return conditional(opcode);
    default:
      return Kind.Plain;
  }
}

// A5.2.2. Shifts by a register, ADC and SBC have wrong flags in rp2040js.
function dataProcessing(opcode: number): Kind {
  const operation = (opcode >> 6) & 0xf;
  return [0b0010, 0b0011, 0b0100, 0b0101, 0b0110, 0b0111].includes(operation) ? Kind.Corrected : Kind.Plain;
}

// A5.2.3
function special(opcode: number): Kind {
  const rm = (opcode >> 3) & 0xf;
  const rdn = ((opcode >> 4) & 0x8) | (opcode & 0x7);
  switch ((opcode >> 8) & 3) {
    case 0b00:
      return rdn === 15 && rm === 15 ? Kind.Undefined : Kind.Plain;
    case 0b01:
      return (rdn < 8 && rm < 8) || rdn === 15 || rm === 15 ? Kind.Undefined : Kind.Plain;
    case 0b10:
      return Kind.Plain;
    default:
      if (opcode & 0x7) return Kind.Undefined;
      if (!(opcode & 0x80)) return Kind.Plain;
      return rm === 15 ? Kind.Undefined : Kind.BranchLinkExchange;
  }
}

// A5.2.5
function miscellaneous(opcode: number): Kind {
  if (opcode >> 8 === 0xb0) return Kind.Plain;
  if (opcode >> 8 === 0xb2) return Kind.Plain;
  if (opcode >> 9 === 0b1011010) return stack(opcode);
  if (opcode === 0xb662 || opcode === 0xb672) return Kind.Plain;
  if (opcode >> 8 === 0xba) return ((opcode >> 6) & 3) === 0b10 ? Kind.Undefined : Kind.Plain;
  if (opcode >> 9 === 0b1011110) return stack(opcode);
  if (opcode >> 8 === 0xbe) return Kind.Breakpoint;
  // Hints; with low bits set it would be IT of ARMv7-M. Unallocated hints are NOP.
  if (opcode === SEV) return Kind.Corrected;
  if (opcode >> 8 === 0xbf) return (opcode & 0xf) === 0 ? Kind.Plain : Kind.Undefined;
  return Kind.Undefined;
}

function stack(opcode: number): Kind {
  if ((opcode & 0x1ff) === 0) return Kind.Undefined;
  return opcode & 0x100 ? Kind.StackWithLink : Kind.Plain;
}

function multiple(opcode: number): Kind {
  if ((opcode & 0xff) === 0) return Kind.Undefined;
  const rn = (opcode >> 8) & 7;
  const isStore = !(opcode & 0x800);
  return isStore && opcode & (1 << rn) ? Kind.Corrected : Kind.Plain;
}

function conditional(opcode: number): Kind {
  if (opcode >> 8 === 0xde) return Kind.Undefined;
  return opcode >> 8 === 0xdf ? Kind.SupervisorCall : Kind.Plain;
}
