/* The rules that the plan and the checks before the first write keep, each broken on purpose. */
const units = ['burn/plan-units.test.ts'];
const program = ['burn/program.test.ts', 'burn/locks.test.ts', 'burn/interrupted.test.ts'];
const regionTests = ['burn/regions.test.ts', 'refusals/whole-image.test.ts'];
const refusals = ['burn/refusals.test.ts'];
const ecc = ['burn/ecc.test.ts'];
const hash = ['burn/plan-hash.test.ts'];

const judged = [
  {
    name: 'plan-half-lock-is-open',
    rule: 'a lock byte of neither 00 nor FF counts as locked',
    file: 'src/bank/lock-state.ts',
    find: "return value === locked ? 'locked' : 'damaged';",
    replace: "return value === locked ? 'locked' : 'open';",
    tests: units,
  },
  {
    name: 'plan-rounds-up',
    rule: 'only bytes of the image are written: no rounding up to a whole unit',
    find: 'const wanted: UnitBytes = Array.from({ length }, (_, index) => image.byteAt(address + index));',
    replace:
      'const wanted: UnitBytes = Array.from({ length }, (_, index) => image.byteAt(address + index) ?? 0);',
    tests: units,
  },
  {
    name: 'plan-ignores-ecc',
    rule: 'a damaged unit is refused',
    find: 'address, ecc.get(address)',
    replace: 'address, undefined',
    tests: ecc,
  },
].map((mutant) => ({ file: 'src/burn/plan-units.ts', ...mutant }));

const planned = [
  {
    name: 'plan-drops-unit-refusals',
    rule: 'a conflict anywhere refuses the whole run',
    find: '      ...ofUnits,\n    ],',
    replace: '    ],',
    tests: program,
  },
  {
    name: 'plan-drops-region-refusals',
    rule: 'bytes outside flash and OTP are refused, not dropped',
    find: '      ...regions.refusals,\n',
    replace: '',
    tests: program,
  },
  {
    name: 'plan-drops-chip-refusals',
    rule: 'the wrong chip is refused',
    find: '      ...identityRefusals(inspected, device, burns),\n',
    replace: '',
    tests: refusals,
  },
  {
    name: 'hash-without-otp',
    rule: 'the plan’s hash covers what the bank holds',
    find: "otpSha256: otp ? sha256(otp.bytes) : ''",
    replace: "otpSha256: ''",
    tests: [...hash, ...program],
  },
].map((mutant) => ({ file: 'src/burn/plan.ts', ...mutant }));

const hashed = [
  {
    name: 'hash-without-chip',
    rule: 'the plan’s hash covers DEV_ID and unique ID',
    find: '        ...rest,\n',
    replace: '        ...rest,\n        chip: 0,\n',
    tests: hash,
  },
  {
    name: 'hash-without-image',
    rule: 'the plan’s hash covers the firmware',
    find: '        ...rest,\n',
    replace: "        ...rest,\n        imageSha256: '',\n",
    tests: hash,
  },
  {
    name: 'hash-without-area',
    rule: 'the plan’s hash covers bank, area and write unit',
    find: '        ...rest,\n',
    replace: '        ...rest,\n        area: 0,\n',
    tests: hash,
  },
  {
    name: 'hash-without-device',
    rule: 'the plan’s hash covers the device',
    find: '        ...rest,\n',
    replace: "        ...rest,\n        device: '',\n",
    tests: hash,
  },
  {
    name: 'hash-without-equal-units',
    rule: 'the plan’s hash covers whether the job programs units that read equal',
    find: '        ...rest,\n',
    replace: '        ...rest,\n        programsEqual: false,\n',
    tests: hash,
  },
  {
    name: 'hash-without-medium',
    rule: 'the plan’s hash covers what the probe reaches',
    find: '        ...rest,\n',
    replace: '        ...rest,\n        medium: 0,\n',
    tests: hash,
  },
  {
    name: 'hash-without-loader',
    rule: 'the plan’s hash covers the loader',
    find: 'loader ? [loader.sha256, loader.origin.kind] : null',
    replace: 'loader ? [loader.origin.kind] : null',
    tests: hash,
  },
  {
    name: 'hash-without-loader-origin',
    rule: 'the plan’s hash covers where the loader comes from',
    find: 'loader ? [loader.sha256, loader.origin.kind] : null',
    replace: 'loader ? [loader.sha256] : null',
    tests: hash,
  },
  {
    name: 'hash-without-units',
    rule: 'the plan’s hash covers what is accepted as it reads',
    find: 'units: units.map(',
    replace: 'units: units.slice(0, 0).map(',
    tests: hash,
  },
  {
    name: 'hash-without-ecc',
    rule: 'the plan’s hash covers the ECC errors of the whole area',
    find: 'ecc: [...ecc].toSorted(([a], [b]) => a - b)',
    replace: 'ecc: []',
    tests: hash,
  },
  {
    name: 'hash-without-refusals',
    rule: 'the plan’s hash covers what is refused',
    find: 'refusals: refusals.map(',
    replace: 'refusals: refusals.slice(0, 0).map(',
    tests: hash,
  },
  {
    name: 'hash-of-an-older-plan',
    rule: 'the hash of an older plan confirms nothing',
    find: 'if (planHashPattern.test(text)) return;',
    replace: 'if (planHashPattern.test(text) || firstPattern.test(text)) return;',
    tests: hash,
  },
].map((mutant) => ({ file: 'src/burn/plan-hash.ts', ...mutant }));

const regions = [
  {
    name: 'regions-drop-the-rest',
    rule: 'bytes outside flash and OTP are refused, not dropped',
    find: '...outside.segments.map(',
    replace: '...outside.segments.slice(0, 0).map(',
    tests: regionTests,
  },
  {
    name: 'regions-burn-elf-gaps',
    rule: 'what an ELF loads into the OTP outside its sections is refused',
    find: '...gapsOf(parts.otp).map((gap) => gapRefusal(gap, device.bank)),',
    replace: '',
    tests: regionTests,
  },
  {
    name: 'regions-flash-too-long',
    rule: 'the first byte behind the main flash is refused',
    file: 'src/bank/areas.ts',
    find: 'if (second <= half) return [{ address: base, length: flashKb * 1024 }];',
    replace: 'if (second <= half) return [{ address: base, length: flashKb * 1024 + 1 }];',
    tests: program,
  },
  {
    name: 'regions-unchecked-in-dumps',
    rule: 'check-dump refuses an image with bytes outside flash and OTP',
    file: 'src/export/commander-dump.ts',
    find: '  refuseElsewhere(image, device);\n',
    replace: '',
    tests: regionTests,
  },
  {
    name: 'regions-unchecked-in-exports',
    rule: 'an export of a unit refuses an image with bytes outside flash and OTP',
    file: 'src/export/unit-jobs.ts',
    find: "  if (region) throw new OtpforgeError('EXPORT_REFUSED', region);\n",
    replace: '',
    tests: regionTests,
  },
].map((mutant) => ({ file: 'src/burn/regions.ts', ...mutant }));

const chip = [
  {
    name: 'chip-not-reset',
    rule: 'the firmware does not run between the first read and the last',
    find: '    await probe.resetHalt();\n    return readIds',
    replace: '    return readIds',
    tests: program,
  },
  {
    name: 'chip-dev-id',
    rule: 'another chip’s DEV_ID is refused',
    find: 'return line.devIds.includes(chip.devId) && hasCore(chip, line.core);',
    replace: 'return chip.devId > 0;',
    tests: refusals,
  },
  {
    name: 'chip-shared-dev-id',
    rule: 'a DEV_ID that chips with different cores share counts with the core alone',
    find: 'if (!needsClock && !sharedDevIds.has(idcode & 0xfff)) return { idcode };',
    replace: 'if (!needsClock) return { idcode };',
    tests: refusals,
  },
  {
    name: 'chip-clock-of-another-core',
    rule: 'a chip with another core is written nothing, not even the clock of DBGMCU',
    find: 'if (!needsClock || !hasCore({ part }, line.core)) return { part, idcode };',
    replace: 'if (!needsClock) return { part, idcode };',
    tests: refusals,
  },
  {
    name: 'chip-flash-size',
    rule: 'another flash size is refused',
    find: 'if (chip.flashKb !== device.flashKb) {',
    replace: 'if (chip.flashKb > 65535) {',
    tests: refusals,
  },
  {
    name: 'chip-read-protection',
    rule: 'read protection is refused',
    find: "if (!protection || level.program === 'yes') return [];",
    replace: 'if (!protection || value !== undefined) return [];',
    tests: refusals,
  },
  {
    name: 'chip-protection-unknown-tried',
    rule: 'what nobody knows a debugger to program at a level of read protection is not burnt',
    find: "if (!protection || level.program === 'yes') return [];",
    replace: "if (!protection || level.program !== 'no') return [];",
    tests: ['burn/protection.test.ts'],
  },
  {
    name: 'chip-protection-unknown-shown',
    rule: 'what a debugger reads at a level of read protection counts only where it is known to read it',
    find: "protectionLevel(device.bank, value).read === 'yes';",
    replace: "protectionLevel(device.bank, value).read !== 'no';",
    tests: ['burn/protection.test.ts'],
  },
  {
    name: 'chip-supply-too-low',
    rule: 'a supply below the chip’s range is refused',
    find: 'vtrefMv < minimumMv || ',
    replace: '',
    tests: refusals,
  },
  {
    name: 'chip-supply-too-high',
    rule: 'a supply above the chip’s range is refused',
    find: ' || vtrefMv > maximumMv)',
    replace: ')',
    tests: refusals,
  },
  {
    name: 'chip-voltage-scaling',
    rule: 'programming needs voltage range 1',
    file: 'src/burn/preconditions.ts',
    find: 'if (value !== undefined && required.includes(value)) return [];',
    replace: 'if (value !== undefined) return [];',
    tests: refusals,
  },
].map((mutant) => ({ file: 'src/burn/identify.ts', ...mutant }));

export const planMutants = [...judged, ...planned, ...hashed, ...regions, ...chip];
