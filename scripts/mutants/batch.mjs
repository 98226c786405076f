/* The rules by which a batch stays the same batch, each broken on purpose. */
const batch = ['batch/batch.test.ts'];

export const batchMutants = [
  {
    name: 'manifest-before-files',
    rule: 'the manifest of a batch comes after its files',
    file: 'src/batch/file-in-parts.ts',
    find: '    rmSync(this.#path + unfinished, { force: true });',
    replace:
      '    if (lstatSync(this.#path + unfinished, { throwIfNoEntry: false })) renameSync(this.#path + unfinished, this.#path);',
    tests: batch,
  },
  {
    name: 'batch-of-another-count',
    rule: 'the same name with another count is refused',
    file: 'src/batch/refuse-other.ts',
    find: '  if (known.count !== units)',
    replace: '  if (known.count > units)',
    tests: batch,
  },
  {
    name: 'batch-of-another-table',
    rule: 'the same name with another table is refused',
    file: 'src/batch/refuse-other.ts',
    find: '  if (files.data !== asked.data) {',
    replace: '  if ((files.data === null) !== (asked.data === null)) {',
    tests: batch,
  },
  {
    name: 'batch-of-another-layout',
    rule: 'files that would be others by now are not made',
    file: 'src/batch/refuse-other.ts',
    find: '  if (content !== found) {',
    replace: "  if (found === '') {",
    tests: batch,
  },
  {
    name: 'batch-new-numbers-for-its-name',
    rule: 'the same name has the same numbers',
    file: 'src/batch/give-out.ts',
    find: '    if (known) return',
    replace: '    if (known && known.count < 0) return',
    tests: batch,
  },
  {
    name: 'batch-secret-for-everybody',
    rule: 'files with secrets are for their owner alone',
    file: 'src/api/make-batch.ts',
    find: 'mode: isPrivate ? 0o600 : 0o666,',
    replace: 'mode: 0o666,',
    tests: ['batch/secrets.test.ts'],
  },
  {
    name: 'batch-file-overwritten',
    rule: 'a file that differs is left as it is',
    file: 'src/batch/write-files.ts',
    find: 'if (!found.isFile() || found.size !== sizeOf(parts) || !holds(path, parts)) throw differs(path);',
    replace: 'if (!found.isFile() || found.size !== sizeOf(parts) || !holds(path, parts)) return false;',
    tests: batch,
  },
  {
    name: 'batch-names-collide',
    rule: 'no two units of a batch have one file',
    file: 'src/batch/file-names.ts',
    find: '    if (other !== undefined) {',
    replace: '    if (other === row) {',
    tests: batch,
  },
  {
    name: 'shared-hex-page-forgotten',
    rule: 'a file of a batch has the bytes that merge writes',
    file: 'src/image/shared-hex.ts',
    find: 'hexRecords(image, this.#below.page)',
    replace: 'hexRecords(image)',
    tests: ['image/shared-hex.test.ts'],
  },
];
