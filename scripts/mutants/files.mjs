/* The rules on files that somebody else needs, each broken on purpose. */
const sameFile = ['files/same-file.test.ts', 'cli/same-file.test.ts'];
const owners = ['install/owners.test.ts'];
const pack = ['export/own-pack.test.ts', 'export/pack.test.ts'];

export const fileMutants = [
  {
    name: 'overwrites-an-input',
    rule: 'a run writes over none of its other files',
    file: 'src/files/same-file.ts',
    find: '(each.written || file.written) && isSame',
    replace: 'each.written && file.written && isSame',
    tests: sameFile,
  },
  {
    name: 'overwrites-by-a-hard-link',
    rule: 'one file by two names is one file',
    file: 'src/files/same-file.ts',
    find: ' || (one.inode !== undefined && one.inode === other.inode)',
    replace: '',
    tests: sameFile,
  },
  {
    name: 'uninstall-takes-a-strangers-file',
    rule: 'what was there before an installation stays',
    file: 'src/install/record.ts',
    find: 'if (!foreign) own.set',
    replace: 'if (foreign !== null) own.set',
    tests: owners,
  },
  {
    name: 'pack-replaces-any-file',
    rule: 'an exported pack replaces nothing but its own kind',
    file: 'src/api/export-pack.ts',
    find: ' || isOwnPack(bytes)) return;',
    replace: ' || bytes.length > 0) return;',
    tests: pack,
  },
  {
    name: 'exports-at-once',
    rule: 'one run at a time writes into a folder',
    file: 'src/files/folder-lock.ts',
    find: 'if (isLockHolder(lock)) {',
    replace: 'if (isLockHolder(lock) && lock.pid === 0) {',
    tests: ['files/folder-lock.test.ts'],
  },
  {
    name: 'lock-behind-a-link',
    rule: 'what stands in a lock’s place is not followed',
    file: 'src/files/lock.ts',
    find: 'if (!lstatSync(file).isFile()) return notALock;\n    return openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);',
    replace: 'lstatSync(file);\n    return openSync(file, O_RDONLY | (O_NOFOLLOW & 0) | O_NONBLOCK);',
    tests: ['files/lock.test.ts'],
  },
  {
    name: 'lock-in-any-file',
    rule: 'a file that is not a lock is left alone',
    file: 'src/files/lock.ts',
    find: 'return ownContent.test(content) ? content : notALock;',
    replace: "return ownContent.test(content) || file !== '' ? content : notALock;",
    tests: ['files/lock.test.ts'],
  },
  {
    name: 'half-a-line-on-a-full-disk',
    rule: 'a line that finds no room leaves nothing of itself',
    file: 'src/journal/write-lines.ts',
    find: '    ftruncateSync(fd, size);\n',
    replace: '',
    tests: ['journal/disk-full.test.ts'],
  },
  {
    name: 'done-burn-told-as-failed',
    rule: 'what was read back is reported even if the probe cannot be closed',
    file: 'src/api/target.ts',
    find: 'if (!work.closeFailed) throw error;',
    replace: 'if (work.closeFailed !== null) throw error;',
    tests: ['api/program.test.ts'],
  },
];
