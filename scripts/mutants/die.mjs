/* The rules on images that are for one die, each broken on purpose. */
const tests = ['api/bound-die.test.ts', 'api/bound-hex-file.test.ts'];
const file = 'src/api/bound-die.ts';

export const dieMutants = [
  {
    name: 'die-not-compared',
    rule: 'an image that is bound to a die goes into no other',
    file,
    find: 'return uidText(uid) === die ?',
    replace: 'return uidText(uid) !== "" ?',
    tests,
  },
  {
    name: 'die-hex-edited',
    rule: 'a bound hex file that was edited is not burnt',
    file: 'src/image/bound-hex.ts',
    find: 'isChanged: sha256 !== sha256Of(bytes)',
    replace: 'isChanged: false',
    tests,
  },
  {
    name: 'die-without-proof',
    rule: 'a field over the unique ID that nobody can compute again needs the file beside its image',
    file,
    find: 'return isProven || binding ?',
    replace: 'return isProven || field ?',
    tests,
  },
  {
    name: 'die-check-not-computed',
    rule: 'a check over the unique ID is compared with that of the chip before anything is written',
    file,
    find: "if (state === 'invalid' && read.uid)",
    replace: "if (state === 'absent' && read.uid)",
    tests,
  },
  {
    name: 'die-binding-malformed',
    rule: 'a file that should bind an image and says nothing refuses it',
    file: 'src/image/bound-hex.ts',
    find: 'throw damaged(file, path, error);',
    replace: 'return { sha256: sha256Of(bytes), uid: "", error };',
    tests,
  },
  {
    name: 'die-input-unbound',
    rule: 'a merge does not take an input from its die',
    file: 'src/image/write-bound.ts',
    find: 'if (uid === asked) return;',
    replace: 'if (uid !== "") return;',
    tests,
  },
  {
    name: 'stage-check-differs',
    rule: 'a check over other values than the chip holds is not burnt',
    file: 'src/api/stage-refusals.ts',
    find: 'if (decodeField(layout, field, after).crcOk !== false) return [];',
    replace: 'return [];',
    tests: ['api/stage-refusals.test.ts'],
  },
  {
    name: 'stage-lock-unwritten',
    rule: 'no lock shuts out a field that its stage has not written',
    file: 'src/api/stage-refusals.ts',
    find: "return state === 'blank' ? value === undefined : state !== 'value' && state !== 'unchecked';",
    replace: 'return state === value;',
    tests: ['api/stage-refusals.test.ts'],
  },
];
