/* The rules that keep firmware and identity apart in a reserved sector, each broken on purpose. */
const firmwareTests = ['burn/sector-firmware.test.ts'];
const guardTests = ['burn/sector-guard.test.ts'];
const readerTests = ['burn/sector-reader.test.ts'];
const areaTests = ['burn/protected-areas.test.ts'];

const firmware = [
  {
    name: 'sector-is-firmware',
    rule: 'no byte of a reserved sector goes to the probe’s own flash download',
    file: 'src/burn/regions.ts',
    find: 'isSector(device.bank) ? subtractRanges(flashParts(device), [otp]) : flashParts(device)',
    replace: 'flashParts(device)',
    tests: [...firmwareTests, ...guardTests],
  },
  {
    name: 'sector-firmware-planned',
    rule: 'a plan refuses firmware that reaches into the reserved sector',
    file: 'src/burn/plan.ts',
    find: '      ...sectorRefusals(image, device.bank, unit?.owned),\n',
    replace: '',
    tests: firmwareTests,
  },
  {
    name: 'sector-padding-taken',
    rule: 'padding of 0xFF in the reserved sector is refused',
    find: 'return { ranges: blankRows(image, paddingOf(bank)),',
    replace: 'return { ranges: [],',
    tests: firmwareTests,
  },
  {
    name: 'sector-crossing-taken',
    rule: 'a run of bytes across the border of the reserved sector is refused without a layout',
    find: 'if (crossing.length > 0) return',
    replace: 'if (crossing.length > 1e9) return',
    tests: firmwareTests,
  },
  {
    name: 'sector-strangers-taken',
    rule: 'beside a layout every byte in the reserved sector is in a unit of its fields',
    find: 'if (owned) return { ranges: subtractRanges(inside, owned),',
    replace: 'if (owned) return { ranges: [],',
    tests: firmwareTests,
  },
  {
    name: 'sector-owned-by-nobody',
    rule: 'a layout owns the units of its fields and no other',
    file: 'src/layout/layout.ts',
    find: 'unitsOf(bank, field).map((address) => ({ address, length: writeUnit }))',
    replace: 'unitsOf(bank, field).map((address) => ({ address, length: 2 * writeUnit }))',
    tests: ['layout/sector.test.ts'],
  },
  {
    name: 'sector-firmware-merged',
    rule: 'a merge refuses input files that reach into the reserved sector',
    file: 'src/api/merge-selection.ts',
    find: 'sectorRefusals(image, bank, hasLayout ? [] : undefined);',
    replace: 'sectorRefusals(image, bank, undefined);',
    tests: ['api/merge-sector.test.ts'],
  },
  {
    name: 'sector-in-only-flash',
    rule: 'the main flash that a merge keeps does not have the reserved sector in it',
    file: 'src/api/merge-selection.ts',
    find: 'isSector(bank) ? subtractRanges(parts, [otpRange(bank)]) : parts',
    replace: 'parts',
    tests: ['api/merge-sector.test.ts'],
  },
  {
    name: 'sector-at-another-address',
    rule: 'a layout for a sector that the bank’s loader does not serve is refused',
    file: 'src/layout/check.ts',
    find: 'if (sector.address === undefined || sector.address === base) return;',
    replace: 'if (sector.address === undefined || base > 0) return;',
    tests: ['layout/sector.test.ts'],
  },
  {
    name: 'sector-of-another-chip',
    rule: 'a layout for the reserved sector of another chip is refused',
    file: 'src/api/layout-target.ts',
    find: 'if (!sector || findDevice(sector.device, banks).bank.name === name) return;',
    replace: 'if (!sector || name !== undefined) return;',
    tests: ['layout/sector.test.ts'],
  },
].map((mutant) => ({ file: 'src/burn/sector-firmware.ts', ...mutant }));

const guard = [
  {
    name: 'sector-unread-after-firmware',
    rule: 'the whole reserved sector is read and compared after a download of firmware',
    find: 'if (changes.length > 0) throw changedSector(',
    replace: 'if (changes.length > 1e9) throw changedSector(',
    tests: guardTests,
  },
  {
    name: 'sector-unread-after-failure',
    rule: 'the reserved sector is looked at after a download that failed, too',
    find: 'const failure = await failureOf(download);',
    replace: 'await download();\n  const failure = await failureOf(async () => undefined);',
    tests: guardTests,
  },
  {
    name: 'sector-kept-for-nobody',
    rule: 'what the reserved sector holds is kept before the download',
    find: 'return written.length === 0 ? undefined : keep?.(',
    replace: 'return written.length > 0 ? undefined : keep?.(',
    tests: guardTests,
  },
  {
    name: 'sector-copy-forgotten',
    rule: 'the copy is kept until the sector was read unchanged',
    find: 'if (look) throw unknownSector((failure ?? look).error, kept);',
    replace: 'if (look && !failure) throw unknownSector(look.error, kept);',
    tests: guardTests,
  },
  {
    name: 'sector-copy-for-everybody',
    rule: 'only the user can read what is kept of a reserved sector',
    file: 'src/api/keep-sector.ts',
    find: '{ mode: 0o600 }',
    replace: '{ mode: 0o644 }',
    tests: ['journal/kept-sector.test.ts'],
  },
  {
    name: 'sector-copy-not-in-journal',
    rule: 'the journal names the file that keeps the old bytes of a reserved sector',
    file: 'src/journal/record.ts',
    find: '      ...keptBy(error),\n',
    replace: '',
    tests: ['journal/kept-sector.test.ts'],
  },
].map((mutant) => ({ file: 'src/burn/sector-guard.ts', ...mutant }));

const reading = [
  {
    name: 'sector-any-fault-is-damage',
    rule: 'a bus error without an ECC flag is not taken for a damaged word',
    find: "if (!isTargetFault(error) || (await stateNow()) !== 'damaged') throw error;",
    replace: 'if (!isTargetFault(error)) throw error;',
    tests: readerTests,
  },
  {
    name: 'sector-buffer-believed',
    rule: 'a range with an ECC error is read again past what a buffer holds of it',
    find: '      await forgetEccErrors(probe, bank);\n',
    replace: '',
    tests: readerTests,
  },
  {
    name: 'sector-damage-means-bytes',
    rule: 'the bytes of a damaged word mean nothing',
    find: "if (found.bytes && found.state !== 'damaged')",
    replace: 'if (found.bytes)',
    tests: readerTests,
  },
  {
    name: 'sector-flags-cleared-elsewhere',
    rule: 'the loader’s way in clears ECC flags in the register that clears them',
    file: 'src/burn/preamble.ts',
    find: 'each.clear ?? each.register',
    replace: 'each.register',
    tests: ['burn/preamble.test.ts'],
  },
].map((mutant) => ({ file: 'src/burn/sector-reader.ts', ...mutant }));

const areas = [
  {
    name: 'sector-in-protected-area',
    rule: 'a protected area that touches the reserved sector is refused',
    find: 'if (!place || !overlaps(place, burnt)) return [];',
    replace: 'if (!place || place.length > 0) return [];',
    tests: areaTests,
  },
  {
    name: 'sector-protected-as-a-bank',
    rule: 'an area that starts where it ends is the whole flash bank',
    find: 'if (first === last) return { address: base, length: (end.mask + 1) * unit };\n',
    replace: '\n',
    tests: areaTests,
  },
  {
    name: 'sector-area-not-read',
    rule: 'an area whose register was not read counts as if it protected the sector',
    find: 'const place = word === undefined ? burnt : placeOf(area, word);',
    replace: 'const place = placeOf(area, word ?? area.start.mask << area.start.shift);',
    tests: areaTests,
  },
].map((mutant) => ({ file: 'src/burn/protected-areas.ts', ...mutant }));

const burns = [
  {
    name: 'sector-too-large-for-ram',
    rule: 'a burn that the loader’s RAM does not hold is refused before the firmware is written',
    file: 'src/burn/session.ts',
    find: '  refuseTooLarge(request, plan);\n',
    replace: '',
    tests: ['burn/sector-chip.test.ts'],
  },
  {
    name: 'sector-burnt-write-protected',
    rule: 'a burn into a write-protected sector is refused',
    file: 'src/burn/preconditions.ts',
    find: "if (purpose === 'burn' && !burns) return [];",
    replace: "if (purpose === 'burn') return [];",
    tests: ['burn/sector-chip.test.ts'],
  },
  {
    name: 'sector-weak-firmware-unseen',
    rule: 'firmware that ends in a bus error is not there',
    file: 'src/burn/read-back.ts',
    find: 'if (!isSector(bank) || !isTargetFault(error)) throw error;',
    replace: 'throw error;',
    tests: ['burn/sector-chip.test.ts', 'burn/sector-reader.test.ts'],
  },
  {
    name: 'sector-beside-a-hole',
    rule: 'no byte goes into the hole between two flash banks',
    file: 'src/bank/areas.ts',
    find: 'if (second <= half) return',
    replace: 'if (second >= 0) return',
    tests: ['burn/sector-chip.test.ts'],
  },
];

export const sectorMutants = [
  {
    name: 'sector-read-swapped',
    rule: 'with the banks swapped no other sector is read as the identity',
    file: 'src/burn/read-otp.ts',
    find: '(!otp || forbidsReading(refusal, device.bank))',
    replace: '!otp',
    tests: ['burn/sector-chip.test.ts'],
  },
  {
    name: 'sector-verified-swapped',
    rule: 'with the banks swapped no other sector is compared with the identity',
    file: 'src/burn/verify.ts',
    find: '!forbidsReading(refusal, device.bank)',
    replace: 'true',
    tests: ['burn/sector-chip.test.ts'],
  },
  ...firmware,
  ...guard,
  ...reading,
  ...areas,
  ...burns,
];
