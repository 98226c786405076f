import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Bank, Device } from '../../src/bank/index.js';
import { exportOpenocd } from '../../src/export/openocd.js';
import { exportPyocd } from '../../src/export/pyocd.js';
import { deviceOf } from '../chip/support/chips.js';
import { l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { madeUpBanks } from './made-up-bank.js';

const [CPUID, OTP, APBENR1] = [0xe000ed00, 0x1fff7000, 0x4002103c];
const [ECCR, ECC2R] = [0x40022018, 0x4002201c];
const [m0plus, m3, m4] = [0x410cc601, 0x412fc230, 0x410fc241];
const loader = madeUpBanks[1]?.loader;
if (!loader) throw new Error('there is no made-up loader');

/** A chip that a script reads and writes: words by address, and what a read of OTP sets. */
interface Words {
  readonly clocks: number;
  /** What IDCODE reads without its clock. */
  readonly idcode: number;
  /** The register that the next read of OTP sets. */
  readonly broken?: number;
}

interface Answer {
  readonly idcode: number;
  readonly clocks: number;
  readonly error: string;
  /** Every write in turn. */
  readonly writes: readonly (readonly [address: number, value: number])[];
}

async function byOpenocd(device: Device, { clocks, idcode, broken = 0 }: Words): Promise<Answer> {
  const { idcodeAt, devId, cpuid } = chipOf(device);
  const image = imageOf([OTP, new Uint8Array(8)]);
  const { files } = await exportOpenocd({ device, image, loader: loader! });
  const main = `
array set words {${CPUID} ${cpuid} ${idcodeAt} ${idcode} ${APBENR1} ${clocks} ${ECCR} 0 ${ECC2R} 0 0x40022000 0}
set writes {}
proc read_memory {address width count} {
  global words
  set at [expr {$address + 0}]
  if {$at == ${idcodeAt}} { return [expr {$words(${idcodeAt}) || ($words(${APBENR1}) >> 27) & 1 ? ${devId} : 0}] }
  if {[info exists words($at)]} { return $words($at) }
  if {${broken}} { set words(${broken}) 0xC0000000 }
  return [lrepeat $count 255]
}
proc write_memory {address width word} {
  global words writes
  set at [expr {$address + 0}]
  lappend writes $at [expr {$word + 0}]
  set words($at) [expr {$at == ${ECCR} || $at == ${ECC2R} ? $words($at) & ~$word : $word + 0}]
}
proc reset {args} {}
proc echo {args} {}
${String(files[0]?.content).replaceAll(/^list$/gm, '')}
set id [expr {[info procs otpforge_idcode] eq "" ? 0 : [otpforge_idcode]}]
set clocks $words(${APBENR1})
if {[catch { otpforge_read ${OTP} 8 } error] == 0} { set error "" }
puts "$id|$clocks|$error|$writes"
`;
  const output = execFileSync('tclsh', [], { input: main, encoding: 'utf8' });
  const [id, after, error = '', writes = ''] = output.trim().split('|');
  const numbers = writes.split(' ').map(Number);
  return {
    idcode: Number(id),
    clocks: Number(after),
    error,
    writes: numbers.flatMap((at, index) => (index % 2 === 0 ? [[at, numbers[index + 1] ?? 0] as const] : [])),
  };
}

async function byPyocd(device: Device, { clocks, idcode, broken = 0 }: Words): Promise<Answer> {
  const { bank } = device;
  const { idcodeAt, devId, cpuid } = chipOf(device);
  const files = await exportPyocd([{ bank, loader: loader!, elf: new Uint8Array() }]);
  const driver = `
import json, sys
request = json.load(sys.stdin)
sys.path.insert(0, request["folder"])
import pyocd_model
sys.modules.update(pyocd_model.modules())
space = {}
exec(compile(request["script"], "pyocd_user.py", "exec"), space)
class Target:
    words, writes = {${CPUID}: ${cpuid}, ${APBENR1}: ${clocks}}, []
    def read32(self, address):
        if address == ${idcodeAt}:
            return ${devId} if ${idcode} or self.words[${APBENR1}] >> 27 & 1 else 0
        return self.words.get(address, 0)
    def write32(self, address, value):
        self.writes.append((address, value))
        clears = address in (${ECCR}, ${ECC2R})
        self.words[address] = self.words.get(address, 0) & ~value if clears else value
    def read_memory_block8(self, address, length):
        if ${broken}:
            self.words[${broken}] = 0xC0000000
        return [255] * length
target = Target()
bank = space["bank_of"](target)
clocks, error = target.words[${APBENR1}], ""
try:
    space["read_otp"](target, bank, ${OTP}, 8)
except Exception as failure:
    error = str(failure)
print(json.dumps({"idcode": 0x10000000 | bank["dev_id"], "clocks": clocks, "error": error, "writes": target.writes}))
`;
  const input = JSON.stringify({ folder: import.meta.dirname, script: String(files[0]?.content) });
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  return JSON.parse(execFileSync('python3', ['-c', driver], { input, encoding: 'utf8', env }));
}

/** Where such a chip shows what it is, and what. */
function chipOf({ bank, line }: Device) {
  const cpuid = line.core === 'Cortex-M4' ? m4 : m0plus;
  return { idcodeAt: bank.identity.idcode, devId: (0x10000000 | (line.devIds[0] ?? 0)) >>> 0, cpuid };
}

describe.each([
  ['OpenOCD', byOpenocd],
  ['pyOCD', byPyocd],
] as const)('the script for %s', (_host, run) => {
  it('sets no clock where IDCODE shows without it', async () => {
    const answer = await run(deviceOf('STM32G071RB'), { clocks: 0x10, idcode: 1 });
    expect(answer.idcode).toBe(0x10000460);
    expect(answer.writes.filter(([at]) => at === APBENR1)).toEqual([]);
  });

  it('sets the clock where IDCODE reads 0, and puts it back', async () => {
    const answer = await run(deviceOf('STM32G071RB'), { clocks: 0x10, idcode: 0 });
    expect(answer).toMatchObject({ idcode: 0x10000460, clocks: 0x10 });
    expect(answer.writes.filter(([at]) => at === APBENR1)).toEqual([
      [APBENR1, 0x08000010],
      [APBENR1, 0x10],
    ]);
  });

  it.each([ECCR, ECC2R])('notices an ECC error in each register of a G0B1: %i', async (broken) => {
    const answer = await run(deviceOf('STM32G0B1RE'), { clocks: 0, idcode: 1, broken });
    expect(answer.error).toMatch(/is damaged or weak \(ECC\)/);
    expect((await run(deviceOf('STM32G0B1RE'), { clocks: 0, idcode: 1 })).error).toBe('');
  });

  it('writes no ECC register that a chip lacks', async () => {
    const { writes } = await run(deviceOf('STM32G071RB'), { clocks: 0, idcode: 1 });
    expect(writes.map(([at]) => at)).toContain(ECCR);
    expect(writes.map(([at]) => at)).not.toContain(ECC2R);
  });

  it.each([
    ['STM32L476RG', 0xc0000000],
    ['STM32L4S5VI', 0xf0000000],
  ])('writes no ECC flag that a chip lacks: %s', async (name, flags) => {
    const { writes } = await run(deviceOf(name), { clocks: 0, idcode: 1 });
    expect(writes.filter(([at]) => at === ECCR)).toEqual([[ECCR, flags]]);
  });
});

describe('a script for a chip whose clock of DBGMCU is always on', () => {
  it('touches no clock', async () => {
    const image = imageOf([OTP, new Uint8Array(8)]);
    const { files } = await exportOpenocd({ device: l476, image, loader: loader! });
    expect(String(files[0]?.content)).not.toContain('otpforge_idcode');
  });
});

/** Asks a script for pyOCD which bank serves a chip of some words, and what it read to find out. */
async function bankOf(banks: readonly Bank[], words: Readonly<Record<number, number>>) {
  const exports = banks.map((bank) => ({ bank, loader: loader!, elf: new Uint8Array() }));
  const [file] = await exportPyocd(exports);
  const driver = `
import json, sys
request = json.load(sys.stdin)
sys.path.insert(0, request["folder"])
import pyocd_model
sys.modules.update(pyocd_model.modules())
space = {}
exec(compile(request["script"], "pyocd_user.py", "exec"), space)
class Target:
    reads, writes = [], []
    def read32(self, address):
        self.reads.append(address)
        return request["words"].get(str(address), 0)
    def write32(self, address, value):
        self.writes.append(address)
target = Target()
try:
    found, error = space["bank_of"](target)["title"], ""
except Exception as failure:
    found, error = None, str(failure)
print(json.dumps({"found": found, "error": error, "reads": target.reads, "writes": target.writes}))
`;
  const input = JSON.stringify({ folder: import.meta.dirname, script: String(file?.content), words });
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  return JSON.parse(execFileSync('python3', ['-c', driver], { input, encoding: 'utf8', env }));
}

describe('a script for chips whose cores differ', () => {
  const f4 = deviceOf('STM32F405RG').bank;
  const other = { ...f4, title: 'M3', lines: f4.lines.map((line) => ({ ...line, core: 'Cortex-M3' })) };
  const g0 = deviceOf('STM32G071RB').bank;

  it.each([
    [m3, 'M3'],
    [m4, f4.title],
  ])('tells chips of one DEV_ID by CPUID %i, in whatever order the banks are', async (cpuid, title) => {
    const words = { [CPUID]: cpuid, [f4.identity.idcode]: 0x20006411 };
    for (const banks of [
      [f4, other],
      [other, f4],
    ]) {
      expect(await bankOf(banks, words)).toMatchObject({ found: title, error: '' });
    }
  });

  it('touches nothing at the addresses of a bank with another core', async () => {
    const answer = await bankOf([g0, f4], { [CPUID]: m4, [f4.identity.idcode]: 0x10006413 });
    expect(answer).toEqual({ found: f4.title, error: '', reads: [CPUID, f4.identity.idcode], writes: [] });
  });

  it('refuses a chip with a core of no bank', async () => {
    const answer = await bankOf([f4], { [CPUID]: m3, [f4.identity.idcode]: 0x20006411 });
    expect(answer).toMatchObject({
      found: null,
      error: expect.stringContaining("the chip's core is part 0xc23"),
    });
  });

  it('for OpenOCD refuses another core, and reads nothing more', async () => {
    const image = imageOf([OTP, new Uint8Array(8)]);
    const { files } = await exportOpenocd({ device: l476, image, loader: loader! });
    const main = `
set reads {}
proc read_memory {address width count} {
  global reads
  lappend reads [expr {$address + 0}]
  return ${m3}
}
proc reset {args} {}
proc echo {args} {}
${String(files[0]?.content)}
catch { otpforge_check } error
puts "$error|$reads"
`;
    const [error, reads] = execFileSync('tclsh', [], { input: main, encoding: 'utf8' }).trim().split('|');
    expect(error).toBe(
      'otpforge: the core is part 0xC23, STM32L476RG has a Cortex-M4 (part 0xC24); nothing was written',
    );
    expect(reads).toBe(String(CPUID));
  });
});
