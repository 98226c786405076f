/* The rules of the scripts that other hosts run, each broken on purpose. */
const template = 'loader-templates/pyocd-user.py.hbs';
const download = ['export/pyocd-download.test.ts'];

export const exportMutants = [
  {
    name: 'pyocd-burns-whatever-the-page-holds',
    rule: 'a page is held against the files right before pyOCD burns it',
    file: template,
    find: '        if stray:\n',
    replace: '        if stray and False:\n',
    tests: download,
  },
  {
    name: 'pyocd-takes-a-byte-twice',
    rule: 'files that overlap are refused',
    file: template,
    find: 'if address < other + len(held) and other < address + len(data):',
    replace: 'if address < other and other < address + len(data):',
    tests: download,
  },
  {
    name: 'pyocd-drops-homeless-bytes',
    rule: 'each byte of the files has a place',
    file: template,
    find: '        if self.lost:\n',
    replace: '        if self.lost and not self.chunks:\n',
    tests: download,
  },
  {
    name: 'pyocd-burns-with-ram',
    rule: 'a download for RAM and OTP is refused, since the loader runs in RAM',
    file: template,
    find: '        if self.ram:\n',
    replace: '        if not self.ram and not wish:\n',
    tests: download,
  },
  {
    name: 'pyocd-forgets-read-protection',
    rule: 'a script names the read protection',
    file: template,
    find: 'return protection(self.target, bank) or refusal(',
    replace: 'return refusal(',
    tests: download,
  },
  {
    name: 'pyocd-locks-an-empty-block',
    rule: 'a script locks no empty block',
    file: template,
    find: 'if is_empty(bank, block, wish, read):',
    replace: 'if False:',
    tests: ['export/pyocd-download.test.ts', 'export/pyocd.test.ts'],
  },
  {
    name: 'pyocd-locks-before-it-looks',
    rule: 'a script reads the data back before it locks it',
    file: template,
    find: 'read_back(self, lambda at: not is_lock(self.bank, at) and',
    replace: 'read_back(self, lambda at: is_lock(self.bank, at) and',
    tests: download,
  },
  {
    name: 'pyocd-burns-above-wrong-firmware',
    rule: 'a script burns OTP only above firmware that is there',
    file: template,
    find: '        compare_firmware(self.flash)\n',
    replace: '',
    tests: download,
  },
  {
    name: 'pyocd-does-not-read-back',
    rule: 'a script claims what it has read back',
    file: template,
    find: 'read_back(self.flash, lambda at: True)',
    replace: 'read_back(self.flash, lambda at: False)',
    tests: download,
  },
];
