/* The rules on what is kept, shown and handed out (journal, secrets, slots, scripts), each broken on purpose. */
const append = ['journal/append.test.ts'];
const redact = ['secrets/redact.test.ts'];
const trace = ['secrets/trace.test.ts'];
const slots = ['layout/records.test.ts', 'layout/decode-slots.test.ts', 'layout/torn-writes.test.ts'];
const commander = ['export/commander.test.ts', 'export/check-dump.test.ts'];
const script = 'loader-templates/commander-job.jlink.hbs';

const journal = [
  {
    name: 'journal-chain-unchecked',
    rule: 'each line carries the hash of the one before',
    file: 'src/journal/chain.ts',
    find: 'else if (previous !== this.#previous) this.#bad(line, broken(line));',
    replace: '',
    tests: append,
  },
  {
    name: 'journal-broken-chain-believed',
    rule: 'a journal whose chain is broken is not evidence',
    file: 'src/journal/checked.ts',
    find: 'if (check.firstBad) throw brokenChain(check);',
    replace: 'if (check.firstBad && check.lines === 0) throw brokenChain(check);',
    tests: ['journal/chain.test.ts'],
  },
  {
    name: 'journal-index-is-evidence',
    rule: 'a line that is found by the index is the one whose hash is known',
    file: 'src/journal/view.ts',
    find: 'const line = isKnown ?',
    replace: 'const line = isKnown || text ?',
    tests: ['journal/index.test.ts'],
  },
  {
    name: 'journal-index-of-another-state',
    rule: 'an index is of the journal as otpforge left it',
    file: 'src/journal/checked.ts',
    find: 'isSameStamp(known.head.journal, journal.stamp())',
    replace: "(journal.path !== '' || isSameStamp(known.head.journal, journal.stamp()))",
    tests: ['journal/index.test.ts'],
  },
  {
    name: 'journal-index-unchecked',
    rule: 'an index that was damaged is made again',
    file: 'src/journal/index-cell.ts',
    find: 'if (whole && cell.readUInt32LE(cellSize - 4) === checksum(cell, cellSize - 4, at)) return;',
    replace: 'if (whole) return;',
    tests: ['journal/index.test.ts'],
  },
  {
    name: 'journal-torn-line-goes-on',
    rule: 'a torn line is kept apart from the next one',
    file: 'src/journal/write-lines.ts',
    find: "torn.open ? '\\n' : ''",
    replace: "torn.open ? '' : ''",
    tests: append,
  },
  {
    name: 'journal-in-any-file',
    rule: 'nothing is added to a file that is not a journal',
    file: 'src/journal/beginning.ts',
    find: "if (text === '' ||",
    replace: "if (file !== undefined || text === '' ||",
    tests: append,
  },
  {
    name: 'journal-not-on-the-disk',
    rule: 'a line is on the disk before the first write',
    file: 'src/journal/write-lines.ts',
    find: '    fsyncSync(fd);\n  } catch',
    replace: '  } catch',
    tests: ['journal/sync.test.ts'],
  },
];

const secrets = [
  {
    name: 'secret-in-conflict',
    rule: 'an error shows no byte of a secret field',
    file: 'src/image/conflict.ts',
    find: "(secret ? 'a secret byte' : show(value))",
    replace: '(secret ? show(value) : show(value))',
    tests: ['image/sparse-image.test.ts'],
  },
  {
    name: 'secret-in-plan',
    rule: 'a plan shows no byte of a secret unit',
    file: 'src/redaction/redact-plan.ts',
    find: 'if (!secrets.hides(unit.address, unit.length)) return unitDocument(unit);',
    replace: 'if (unit) return unitDocument(unit);',
    tests: redact,
  },
  {
    name: 'secret-hash-without-key',
    rule: 'nobody can try values against the hash of a plan with secrets',
    file: 'src/redaction/redact-plan.ts',
    find: '    hash: keyedHash(plan.hash, key),\n',
    replace: '',
    tests: redact,
  },
  {
    name: 'secret-in-trace',
    rule: 'a trace holds no byte of a secret field',
    file: 'src/probe/trace-redact.ts',
    find: 'if (!isCopy && !secrets.hides(at, length)) return hex;',
    replace: 'if (hex) return hex;',
    tests: trace,
  },
  {
    name: 'trace-names-a-folder',
    rule: 'a trace is there to be sent, and its head names no folder of the user',
    file: 'src/probe/trace-head.ts',
    find: 'probeText(mapProbeFiles(uri, (path) => basename(path)))',
    replace: 'probeText(uri)',
    tests: ['probe/trace-head.test.ts'],
  },
  {
    name: 'system-names-a-user',
    rule: 'of the system only numbers are on record: whoever builds a kernel may put a name into its release',
    file: 'src/files/runtime.ts',
    find: String.raw`/^\d+(\.\d+)*/.exec(`,
    replace: '/^.*/.exec(',
    tests: ['files/runtime.test.ts'],
  },
  {
    name: 'secret-in-registers',
    rule: 'a trace holds no register that a secret may have gone through',
    file: 'src/probe/trace-redact.ts',
    find: '? null : value]',
    replace: '? value : value]',
    tests: trace,
  },
];

const units = [
  {
    name: 'slot-with-zero-sequence',
    rule: 'memory of zeros is no record',
    file: 'src/layout/decode-slots.ts',
    find: 'return sequence > 0 ? { sequence } : undefined;',
    replace: 'return sequence >= 0 ? { sequence } : undefined;',
    tests: slots,
  },
  {
    name: 'slot-with-wrong-crc',
    rule: 'a slot counts only when its crc is right',
    file: 'src/layout/decode-slots.ts',
    find: "return state === 'value' && crcOk === true;",
    replace: "return state === 'value' || crcOk === false;",
    tests: slots,
  },
  {
    name: 'slot-in-locked-block',
    rule: 'a slot in a locked block is not free',
    file: 'src/layout/decode-slots.ts',
    find: 'return blank && !isLocked(layout, slot, read);',
    replace: 'return blank;',
    tests: slots,
  },
  {
    name: 'decode-blank-as-value',
    rule: 'a blank unit is blank, never a value',
    file: 'src/layout/decode-field.ts',
    find: "if (!written.some) return { state: 'blank', ...wantedBlank(layout, field) };",
    replace: '',
    tests: ['layout/decode.test.ts'],
  },
];

const scripts = [
  {
    name: 'script-without-reset',
    rule: 'an exported script resets and halts first',
    file: script,
    find: '\nr\nh\nexec ExcludeFlashCacheRange',
    replace: '\nexec ExcludeFlashCacheRange',
    tests: commander,
  },
  {
    name: 'script-with-interrupts',
    rule: 'an exported script runs the loader with PRIMASK set',
    file: script,
    find: 'wreg PRIMASK, {{hex registers.PRIMASK}}\n',
    replace: '',
    tests: commander,
  },
  {
    name: 'script-believes-the-cache',
    rule: 'an exported script reads the chip, not J-Link’s cache',
    file: script,
    find: 'exec InvalidateCache\n',
    replace: '',
    tests: commander,
  },
  {
    name: 'script-locks-unchecked-data',
    rule: 'a dump is judged by every byte that the image wants',
    file: 'src/export/commander-dump.ts',
    find: ': toBurn[0]\n',
    replace: ': toBurn[units.length]\n',
    tests: commander,
  },
  {
    name: 'dump-of-before-unread',
    rule: 'check-dump finds what changed beside the burn',
    file: 'src/export/commander-dump.ts',
    find: ': changed?.[0] !== undefined',
    replace: ': input.withoutLocks === undefined && changed?.[0] === 0',
    tests: commander,
  },
];

export const recordMutants = [...journal, ...secrets, ...units, ...scripts];
