import { describe, expect, it, test } from 'vitest';
import { foreignInstructionName } from '../../../src/chip/core/instruction-name.js';
import { newF4 } from '../support/chips.js';
import { codeAddress, run } from '../support/thumb.js';

// What GNU as makes of one of each for a Cortex-M4, in halfwords, and what it was asked for.
const assembled = `
b110:CBZ b909:CBNZ bf08:IT de01:UDF e92d0110:PUSH e8bd0110:POP e8900102:LDM e9100102:LDMDB e8800102:STM
e9200102:STMDB e9d20100:LDRD e9c20102:STRD e8f20102:LDRD e8510f00:LDREX e8421000:STREX e8d10f4f:LDREXB
e8c21f40:STREXB e8d10f5f:LDREXH e8c21f50:STREXH e8dff000:TBB e8dff010:TBH ea010008:AND ea210088:BIC
ea410008:ORR ea610008:ORN ea810008:EOR eac10002:PKH eb0100c8:ADD eb410008:ADC eb610008:SBC eba10008:SUB
ebc10008:RSB ea100f08:TST ea900f08:TEQ eb100f08:CMN ebb00f48:CMP ea4f0809:MOV ea4f00c1:LSL ea4f00d8:LSR
ea4f00e8:ASR ea4f00f8:ROR ea4f0038:RRX ea6f0008:MVN f00100ff:AND f421407f:BIC f0410001:ORR f0610001:ORN
f0810001:EOR f5017080:ADD f1410001:ADC f1610001:SBC f5a15080:SUB f1c10001:RSB f44f5080:MOV f06f0001:MVN
f0100f01:TST f0900f01:TEQ f1100f01:CMN f5b05f80:CMP f2011023:ADDW f2a11023:SUBW f20f0022:ADR
f2412034:MOVW f2c12034:MOVT f3010003:SSAT f3a10084:USAT f3410082:SBFX f3610084:BFI f36f0084:BFC
f3c10082:UBFX f7ffbffe:B f43faffc:B f3bf8f2f:CLREX f3af8000:NOP f3af8003:WFI f8810001:STRB f8210012:STRH
f8410c04:STR f8980000:LDRB f9980000:LDRSB f8b80000:LDRH f9b80002:LDRSH f8580b04:LDR f85f0036:LDR
f890f000:PLD f990f000:PLI fa01f008:LSL fa21f008:LSR fa41f008:ASR fa61f008:ROR fa0ff088:SXTH fa1ff088:UXTH
fa4ff088:SXTB fa5ff088:UXTB fa2ff081:SXTB16 fa3ff081:UXTB16 fa01f082:SXTAH fa11f082:UXTAH fa41f082:SXTAB
fa51f082:UXTAB fa21f082:SXTAB16 fa31f082:UXTAB16 fa82f081:QADD fa82f0b1:QDSUB fa98f088:REV fa98f098:REV16
fa91f0a1:RBIT fa98f0b8:REVSH faa1f082:SEL fab1f081:CLZ fb01f008:MUL fb013002:MLA fb013012:MLS
fb213002:SMLAD fb820103:SMULL fba20103:UMULL fbc20103:SMLAL fbe20103:UMLAL fbe20163:UMAAL fb91f0f2:SDIV
fbb1f0f2:UDIV
`;

describe('the name of an instruction that is not of ARMv6-M', () => {
  const rows = assembled
    .trim()
    .split(/\s+/)
    .map((row) => row.split(':') as [code: string, name: string]);

  it.each(rows)('%s is %s', (code, name) => {
    const [first = 0, second] = (code.match(/.{4}/g) ?? []).map((half) => Number.parseInt(half, 16));
    expect(foreignInstructionName(first, second)).toBe(name);
  });

  it('is a kind where it is of a coprocessor, and none where the tables have none', () => {
    expect(foreignInstructionName(0xee30, 0x0a20)).toBe('a floating-point instruction');
    expect(foreignInstructionName(0xee01, 0x0f10)).toBe('a coprocessor instruction');
    for (const [first, second] of [
      [0xe800, 0],
      [0xeb20, 0],
      [0xf260, 0],
      [0xb650, undefined],
    ] as const)
      expect(foreignInstructionName(first, second)).toBeUndefined();
  });

  it('comes for every pattern of two halfwords without a fault of its own', () => {
    for (let first = 0xe800; first <= 0xffff; first += 1) {
      for (const second of [0, 0x0f0f, 0x1234, 0x8000, 0x9fff, 0xd000, 0xf0f0, 0xffff]) {
        expect(foreignInstructionName(first, second)).not.toBe('');
      }
    }
  });
});

test.each([
  [[0xf241, 0x2034], 'MOVW (0xF241 0x2034) is a Thumb-2 instruction: this core runs ARMv6-M alone'],
  [[0xb108], 'CBZ (0xB108) is a Thumb-2 instruction: this core runs ARMv6-M alone'],
  [[0xeea0, 0x0a10], 'a floating-point instruction (0xEEA0 0x0A10): this core runs ARMv6-M alone'],
  [[0xb650], '0xB650 is not an instruction'],
  [[0xde01], 'UDF (0xDE01) is undefined forever'],
  [[0xe800, 0x0000], '0xE800 0x0000 is not an instruction'],
])('%j stops the core, and says what and where it is', (code, text) => {
  const chip = newF4();
  run(chip, [0xbf00, ...code]);
  expect(chip.haltReason).toBe('hardfault');
  expect(chip.faultReason).toBe(`at 0x${(codeAddress + 2).toString(16).toUpperCase()}: ${text}`);
});
