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
    find: '.filter((address) => !fields.some((field) => overlaps(field, { address, length: 1 })))',
    replace: '.filter((address) => !selected.some((field) => overlaps(field, { address, length: 1 })))',
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
    rule: 'a pattern that backtracks for ever is given up',
    file: 'src/layout/codec/whole-value.ts',
    find: 'if (!isTimeout(error)) throw error;',
    replace: 'throw error;',
    tests: ['layout/whole-value.test.ts'],
  },
  {
    name: 'slot-written-over',
    rule: 'a slot that is used takes no other values',
    file: 'src/layout/choose-slot.ts',
    find: 'if (asked && !free(asked)) throw slotUsed(layout, record, asked, slots);',
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
    rule: 'only the typed word burns',
    file: 'src/cli/confirm.ts',
    find: 'return answer.trim() === word;',
    replace: 'return answer.trim() !== undefined;',
    tests: ['cli/confirm.test.ts'],
    rebuild: 'dist',
  },
  {
    name: 'answer-by-nobody',
    rule: 'without a terminal nothing is burnt unless a flag says so',
    file: 'src/cli/confirm.ts',
    find: 'if (flags.yes || flags.confirm !== undefined) return async () => true;',
    replace: 'if (flags.yes || flags.confirm !== undefined || !process.stdin.isTTY) return async () => true;',
    tests: ['cli/program.test.ts'],
    rebuild: 'dist',
  },
];

export const inputMutants = [...images, ...layouts, ...loaders, ...answers];
