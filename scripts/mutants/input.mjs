/* The rules on what comes in (images, layouts, loaders, answers), each broken on purpose. */
const encode = ['layout/encode.test.ts'];

const images = [
  {
    name: 'image-absent-is-ff',
    rule: 'an absent byte is not FF',
    file: 'src/image/sparse-image.ts',
    find: 'return extent && this.#memory.data[extent.offset + address - extent.address];',
    replace: 'return extent ? this.#memory.data[extent.offset + address - extent.address] : 0xff;',
    tests: ['image/sparse-image.test.ts', 'burn/plan-units.test.ts'],
  },
  {
    name: 'merge-last-wins',
    rule: 'different bytes at one address are a conflict',
    file: 'src/image/memory.ts',
    find: 'if (old === added && !equalClashes) continue;',
    replace: 'if (old !== undefined && added !== undefined && !equalClashes) continue;',
    tests: ['image/merge.test.ts'],
  },
  {
    name: 'image-hash-without-addresses',
    rule: 'the same bytes elsewhere are another image',
    file: 'src/burn/hash.ts',
    find: '    head.setUint32(0, address, true);\n',
    replace: '    head.setUint32(0, address & 0, true);\n',
    tests: ['burn/plan-hash.test.ts'],
  },
  {
    name: 'fill-spends-blank-units',
    rule: 'a unit of which nothing but FF is present is not filled',
    file: 'src/burn/fill.ts',
    find: 'if (bytes.every((value) => value === undefined || value === erasedValue)) continue;',
    replace: '',
    tests: ['burn/fill.test.ts'],
  },
  {
    name: 'fill-touches-more-units',
    rule: 'a unit that the image does not touch is not filled',
    file: 'src/burn/fill.ts',
    find: 'if (bytes.every((value) => value === undefined || value === erasedValue)) continue;',
    replace:
      'for (let more = 0; more < writeUnit; more += 1) chunks.push({ address: unit + writeUnit + more, bytes: Uint8Array.of(byte), origin: { source: { file: name, kind: "fill" } } });',
    tests: ['burn/fill.test.ts'],
  },
];

const files = [
  {
    name: 'raw-container',
    rule: 'a container is not burnt raw because an address was given',
    file: 'src/image/image-file.ts',
    find: 'if (container !== undefined) throw',
    replace: 'if (container !== undefined && !hasAddress) throw',
    tests: ['image/image-file.test.ts', 'refusals/whole-image.test.ts'],
  },
  {
    name: 'raw-elf',
    rule: 'an ELF in a .bin is not burnt raw',
    file: 'src/image/image-file.ts',
    find: "  if (hasElfHeader(bytes)) throw notRawError(path, 'an ELF file', 'Name it .elf to have it loaded');\n",
    replace: '',
    tests: ['image/image-file.test.ts'],
  },
  {
    name: 'raw-intel-hex',
    rule: 'the text of Intel HEX is not burnt',
    file: 'src/image/image-file.ts',
    find: "  if (text === 'Intel HEX') throw notRawError(path, text, 'Name it .hex to have it read');\n",
    replace: "  if (text === 'Intel HEX') return 'binary';\n",
    tests: ['image/image-file.test.ts'],
  },
  {
    name: 'elf-gaps-vanish',
    rule: 'what a segment loads and no section covers is loaded',
    file: 'src/image/elf-chunks.ts',
    find: "return [...chunksOf(covered, 'elf'), ...chunksOf(gaps, 'elf-gap')];",
    replace: "return gaps.length < 0 ? [] : chunksOf(covered, 'elf');",
    tests: ['image/elf.test.ts'],
  },
  {
    name: 'elf-gaps-unmarked',
    rule: 'bytes in no section are known as such, so that none is burnt into OTP',
    file: 'src/image/elf-chunks.ts',
    find: "...chunksOf(gaps, 'elf-gap')",
    replace: "...chunksOf(gaps, 'elf')",
    tests: ['image/elf.test.ts', 'refusals/whole-image.test.ts'],
  },
  {
    name: 'elf-header-padding',
    rule: 'the zeros behind the ELF header do not overwrite a boot loader',
    file: 'src/image/elf-chunks.ts',
    find: '[...covered, ...headers, ...padding]',
    replace: '[...covered, ...headers, ...padding.slice(0, 0)]',
    tests: ['image/elf.test.ts'],
  },
  {
    name: 'elf-gaps-merged',
    rule: 'merge writes no OTP byte of an ELF that is in no section',
    file: 'src/api/merge.ts',
    find: '    refuseGaps(merged, banks);\n',
    replace: '',
    tests: ['api/merge-selection.test.ts'],
  },
  {
    name: 'tail-unread',
    rule: 'nothing behind the end record of Intel HEX is passed over',
    file: 'src/image/intel-hex-reader.ts',
    find: '  refuseTail(bytes, scan.at, scan.line, file);\n',
    replace: '',
    tests: ['image/intel-hex-tail.test.ts', 'image/intel-hex-reader.test.ts'],
  },
  {
    name: 'merge-ones-for-other-hosts',
    rule: 'no double word of ones reaches a host that would spend it',
    file: 'src/image/merge-files.ts',
    find: 'withoutOnes(all, options.writeOnce)',
    replace: 'withoutOnes(all, undefined)',
    tests: ['api/merge-selection.test.ts'],
  },
  {
    name: 'blank-not-expected',
    rule: 'a double word that the layout leaves blank must be read blank',
    file: 'src/api/unit-image.ts',
    find: 'layout ? expectedBlank(layout, image) : []',
    replace: 'layout ? expectedBlank(layout, image).slice(0, 0) : []',
    tests: ['api/merge-selection.test.ts'],
  },
  {
    name: 'warnings-unplanned',
    rule: 'what readers of a file noticed is in the plan',
    file: 'src/burn/plan.ts',
    find: 'warnings: [...bankWarnings(device.bank), ...image.warnings],',
    replace: 'warnings: bankWarnings(device.bank),',
    tests: ['cli/image-warnings.test.ts'],
  },
  {
    name: 'padding-in-the-main-flash',
    rule: 'what counts as absent in a padded dump is never firmware',
    file: 'src/api/merge-selection.ts',
    find: '[...flashOf(chip), { address: base + data.offset',
    replace: '[{ address: base + data.offset',
    tests: ['api/merge-selection.test.ts'],
  },
];

const layouts = [
  {
    name: 'layout-all-ones',
    rule: 'a value that would stay blank is refused',
    file: 'src/layout/blank.ts',
    find: 'if (culprits[0]) throw allOnes(layout, culprits[0], span, culprits);',
    replace: '',
    tests: encode,
  },
  {
    name: 'layout-fills-other-fields',
    rule: 'a byte that a field of another stage owns is never filled',
    file: 'src/layout/encode.ts',
    find: 'subtractRanges(filled, fields)',
    replace: 'subtractRanges(filled, selected)',
    tests: encode,
  },
  {
    name: 'layout-locks-too-early',
    rule: 'a block stays open until its last field is written',
    file: 'src/layout/encode-locks.ts',
    find: 'if (waiting) {',
    replace: 'if (waiting && waiting.length < 0) {',
    tests: encode,
  },
  {
    name: 'pattern-without-end',
    rule: 'a pattern that backtracks forever is given up',
    file: 'src/layout/codec/whole-value.ts',
    find: 'if (!isTimeout(error)) throw error;',
    replace: 'throw error;',
    tests: ['layout/whole-value.test.ts'],
  },
  {
    name: 'slot-written-over',
    rule: 'a slot that is used takes no other values',
    file: 'src/layout/records/sequence.ts',
    find: 'if (asked && !free(asked)) throw slotUsed(layout, record, asked.slot, slots);',
    replace: '',
    tests: ['layout/records.test.ts'],
  },
];

const loaders = [
  {
    name: 'loader-hash-unread',
    rule: 'the loader’s hash is the manifest’s',
    file: 'src/loader/built-loader.ts',
    find: 'if (loader.sha256 !== entry.sha256.elf) throw hashDiffers(file, entry.sha256.elf, loader.sha256);',
    replace: '',
    tests: ['loader/built-loader.test.ts'],
  },
  {
    name: 'loader-of-another-bank',
    rule: 'a loader built from other facts than the bank now has is refused',
    file: 'src/loader/built-loader.ts',
    find: 'if (facts === factsSha256(bank) && base === otp.base',
    replace: 'if (base === otp.base',
    tests: ['loader/built-loader.test.ts'],
  },
];

const answers = [
  {
    name: 'answer-any-word',
    rule: 'only the typed word burns or erases',
    file: 'src/cli/ask.ts',
    find: 'return answer.trim() === word;',
    replace: 'return answer.trim() !== undefined;',
    tests: ['cli/confirm.test.ts'],
    rebuild: 'dist',
  },
  {
    name: 'answer-by-nobody',
    rule: 'without a terminal nothing is burnt unless a flag says so',
    file: 'src/cli/confirm.ts',
    find: 'if (flags.yes || flags.confirm !== undefined) {',
    replace: 'if (flags.yes || flags.confirm !== undefined || !process.stdin.isTTY) {',
    tests: ['cli/program.test.ts'],
    rebuild: 'dist',
  },
];

export const inputMutants = [...images, ...files, ...layouts, ...loaders, ...answers];
