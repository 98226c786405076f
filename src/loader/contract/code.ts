import { findSection } from '../../elf/index.js';
import { hex } from '../../text/hex.js';
import { count } from '../../text/plural.js';
import { architectureOf } from '../arm-attributes.js';
import { foreignInstructions, isMarked } from '../thumb.js';
import { type Breach, rule, type Subject } from './breach.js';

/** Bytes of PrgCode and PrgData that an otpforge loader may have. */
export const largestCode = 640;

/** ELF for the Arm Architecture: relocations that put an absolute address, or one via a table, into code. */
const absolute: Readonly<Record<number, string>> = {
  2: 'R_ARM_ABS32',
  5: 'R_ARM_ABS16',
  8: 'R_ARM_ABS8',
  9: 'R_ARM_SBREL32',
  24: 'R_ARM_GOTOFF32',
  25: 'R_ARM_BASE_PREL',
  26: 'R_ARM_GOT_BREL',
  38: 'R_ARM_TARGET1',
  43: 'R_ARM_MOVW_ABS_NC',
  44: 'R_ARM_MOVT_ABS',
  47: 'R_ARM_THM_MOVW_ABS_NC',
  48: 'R_ARM_THM_MOVT_ABS',
  55: 'R_ARM_ABS32_NOI',
  95: 'R_ARM_GOT_ABS',
  96: 'R_ARM_GOT_PREL',
  132: 'R_ARM_THM_ALU_ABS_G0_NC',
  133: 'R_ARM_THM_ALU_ABS_G1_NC',
  134: 'R_ARM_THM_ALU_ABS_G2_NC',
  135: 'R_ARM_THM_ALU_ABS_G3',
};

const relocation = rule(
  'absolute-relocation',
  'error',
  ['every host'],
  'The loader runs where a host puts it, and no host is known to fix up addresses.',
);
const architecture = rule(
  'architecture',
  'warning',
  ['otpforge'],
  'Built for more than ARMv6-M it does not run on every Cortex-M, nor on the simulated core.',
);
const wide = rule(
  'thumb-2',
  'error',
  ['otpforge'],
  'An instruction beyond ARMv6-M is undefined on Cortex-M0 and on the simulated core.',
);
const size = rule(
  'code-size',
  'error',
  ['otpforge'],
  `An otpforge loader takes at most ${count(largestCode, 'byte')}, so that it fits beside its data in the smallest RAM.`,
);

/** The code itself. */
export function* codeRules({ elf, isOurs }: Subject): Generator<Breach> {
  const code = findSection(elf, 'PrgCode');
  for (const { target, type, offset, symbol } of elf.relocations) {
    const name = absolute[type];
    if (!name || (elf.sections[target]?.flags ?? 0) === 0) continue;
    if (symbol && symbol.section === 0xfff1) continue;
    yield relocation(
      `${elf.sections[target]?.name} + ${hex(offset)}`,
      `${name} against ${symbol?.name || 'a section'}`,
    );
  }
  const built = architectureOf(elf);
  if (built && !built.isV6m) yield architecture('.ARM.attributes', `names ${built.name}`);
  if (!code) return;
  if (!built && !isMarked(elf, code))
    yield architecture('PrgCode', 'is marked neither as ARMv6-M nor as code');
  const [first, ...others] = foreignInstructions(elf, code);
  if (first) {
    const more = others.length > 0 ? `, and ${others.length} more behind it` : '';
    yield wide(`PrgCode + ${hex(first.offset)}`, `holds ${hex(first.opcode)}${more}`);
  }
  const total = code.size + (findSection(elf, 'PrgData')?.size ?? 0);
  if (isOurs && total > largestCode) yield size('PrgCode', `and PrgData hold ${count(total, 'byte')}`);
}
