import { describe, expect, test } from 'vitest';
import {
  BusError,
  injectFaults,
  isChipFault,
  parseFaults,
  type SimulatedChip,
} from '../../../src/chip/index.js';
import { chipOf, deviceOf, newF4, newL4, setWord, wordAt } from '../support/chips.js';
import { BSY, f4, l4, programF4, programL4, unlock } from '../support/flash.js';

const F4 = 0x1fff7800;
const L4 = 0x1fff7000;
const RAM = 0x20000000;

function faulty(chip: SimulatedChip, text: string): SimulatedChip {
  injectFaults(chip, parseFaults(text).filter(isChipFault));
  return chip;
}

describe('a fault in words', () => {
  test.each([
    ['power@3', { kind: 'power', moment: { operation: 3, progress: 0 } }],
    ['power@3:0.25', { kind: 'power', moment: { operation: 3, progress: 0.25 } }],
    ['power@1500us', { kind: 'power', moment: { afterUs: 1500 } }],
    ['busy@1', { kind: 'busy', moment: { operation: 1, progress: 0 } }],
    ['watchdog@2:.5', { kind: 'watchdog', moment: { operation: 2, progress: 0.5 } }],
    ['flags@2=0x80', { kind: 'flags', moment: { operation: 2, progress: 0 }, value: 0x80 }],
    ['sag@4:1=1650', { kind: 'sag', moment: { operation: 4, progress: 1 }, value: 1650 }],
    ['dev-id=0x411', { kind: 'dev-id', value: 0x411 }],
    ['flash-size=256', { kind: 'flash-size', value: 256 }],
    ['rdp=2', { kind: 'rdp', value: 2 }],
    ['vdd=1500', { kind: 'vdd', value: 1500 }],
    ['vos=2', { kind: 'vos', value: 2 }],
    ['seed=7', { kind: 'seed', value: 7 }],
    ['deaf', { kind: 'deaf' }],
    ['swapped-control', { kind: 'swapped-control' }],
    ['late-breakpoint', { kind: 'late-breakpoint' }],
    ['zero-hole', { kind: 'zero-hole' }],
    ['moving-uid', { kind: 'moving-uid' }],
    ['other-serial', { kind: 'other-serial' }],
    ['supply-off@3', { kind: 'supply-off', call: 3 }],
    ['late-busy=40', { kind: 'late-busy', value: 40 }],
    ['late-pending=400', { kind: 'late-pending', value: 400 }],
    ['half@2', { kind: 'half', moment: { operation: 2, progress: 0 } }],
    ['slow=3', { kind: 'slow', value: 3 }],
    ['ram@0x20000040.3=1', { kind: 'ram', address: 0x20000040, bit: 3, value: 1 }],
    ['dead@0x1fff7000', { kind: 'dead', address: L4 }],
    ['stuck@0x1FFF7800=0x81', { kind: 'stuck', address: F4, value: 0x81 }],
    ['lock-byte@3=0x7f', { kind: 'lock-byte', block: 3, value: 0x7f }],
    ['lost@12', { kind: 'lost', call: 12, when: 'before' }],
    ['lost@12:after', { kind: 'lost', call: 12, when: 'after' }],
    ['flip-read@2:17.4', { kind: 'flip-read', call: 2, byte: 17, bit: 4 }],
    ['flip-write@1:0x20.0', { kind: 'flip-write', call: 1, byte: 32, bit: 0 }],
  ])('%s', (text, fault) => {
    expect(parseFaults(text)).toEqual([fault]);
  });

  test('several are joined by +', () => {
    expect(parseFaults('vdd=1650+lost@3').map(({ kind }) => kind)).toEqual(['vdd', 'lost']);
  });

  test.each([
    '',
    'power',
    'power@0',
    'power@1:1.5',
    'power@1=3',
    'power@x',
    'flags@1',
    'flags@1=0x100000000',
    'rdp=3',
    'rdp@1=1',
    'vdd',
    'deaf=1',
    'ram@0x20000000=1',
    'ram@0x20000000.8=1',
    'dead',
    'lost@0',
    'lost@1:later',
    'flip-read@1:2',
    'constructor@1',
    'stuck@0x1fff7800=0',
    'vdd=1650+',
  ])('%j is refused with the forms that there are', (text) => {
    expect(() => parseFaults(text)).toThrow(
      expect.objectContaining({ code: 'CHIP_FAULT', exitCode: 2, remedy: expect.any(String) }),
    );
  });

  test.each([
    [newF4, 'damaged@0x1fff7800', /no ECC/],
    [newF4, 'half@1', /a write unit of STM32F401RE is one access/],
    [newF4, 'lock-byte@16=0', /16 lock bytes/],
    [newL4, 'lock-byte@0=0', /0 lock bytes/],
    [newF4, 'dead@0x60000000', /neither main flash nor OTP/],
    [newF4, 'stuck@0x20000000=1', /neither main flash nor OTP/],
    [newL4, 'spent@0x20000000', /neither main flash nor OTP/],
    [newL4, 'weak@0x1fff7590', /neither main flash nor OTP/],
    [newF4, 'ram@0x10000000.0=0', /not in RAM/],
  ] as const)('%o %s is refused for a chip that cannot have it', (create, text, message) => {
    expect(() => faulty(create(), text)).toThrow(
      expect.objectContaining({ code: 'CHIP_FAULT', message: expect.stringMatching(message) }),
    );
  });
});

describe('a chip with a fault', () => {
  test('says another DEV_ID and flash size', () => {
    const chip = faulty(newF4(), 'dev-id=0x411+flash-size=256');
    expect(wordAt(chip, 0xe0042000) & 0xfff).toBe(0x411);
    expect([...chip.readMemory(0x1fff7a22, 2)]).toEqual([0, 1]);
    chip.reset();
    expect([...chip.readMemory(0x1fff7a22, 2)]).toEqual([0, 1]);
  });

  test('is read-protected', () => {
    expect(() => faulty(newF4(), 'rdp=1').readMemory(F4, 1)).toThrow(BusError);
    expect(() => faulty(newL4(), 'rdp=2').readMemory(RAM, 4)).toThrow(BusError);
  });

  test('stays busy until a reset', () => {
    const chip = faulty(newF4(), 'busy@2');
    programF4(chip, F4, 0);
    chip.writeMemory(F4 + 1, Uint8Array.of(0), 1);
    chip.readMemory(RAM, 4000, 1);
    expect(wordAt(chip, f4.SR) & BSY).not.toBe(0);
    chip.reset();
    expect(wordAt(chip, f4.SR) & BSY).toBe(0);
  });

  test('has half a unit left behind by somebody else: CFGBSY stands, or the next word is PGAERR', () => {
    const chip = faulty(newL4(), 'half@1');
    expect(programL4(chip, L4 + 8, 1, 2)).toBe(0);
    expect(programL4(chip, L4 + 16, 1, 2) & (1 << 5)).toBe(1 << 5);
    const g0 = faulty(chipOf(deviceOf('STM32G071RB')), 'half@1');
    unlock(g0, l4);
    setWord(g0, l4.CR, 1);
    setWord(g0, L4 + 8, 1);
    setWord(g0, L4 + 12, 2);
    g0.readMemory(RAM, 400, 1);
    expect(wordAt(g0, l4.SR) & (7 << 16)).toBe(1 << 18);
  });

  test('shows CFGBSY for some cycles more than BSY1', () => {
    const chip = faulty(chipOf(deviceOf('STM32G071RB')), 'late-pending=2000');
    unlock(chip, l4);
    setWord(chip, l4.CR, 1);
    setWord(chip, L4, 1);
    setWord(chip, L4 + 4, 2);
    const waiting = (): number => wordAt(chip, l4.SR) & (7 << 16);
    while (waiting() & BSY);
    const since = chip.cycles;
    expect(waiting()).toBe(1 << 18);
    while (waiting());
    expect(chip.cycles - since).toBeGreaterThan(1600);
  });

  test('shows error flags from nowhere', () => {
    const chip = faulty(newL4(), 'flags@1:0.5=0x10');
    expect(programL4(chip, L4, 1, 2)).toBe(0x10);
  });

  test('is reset by a watchdog in the middle of an operation, and the core runs', () => {
    const chip = faulty(newL4(), 'watchdog@1:0.5');
    unlock(chip, l4);
    setWord(chip, l4.CR, 1);
    setWord(chip, L4, 1);
    setWord(chip, L4 + 4, 2);
    chip.readMemory(RAM, 40, 4);
    expect(chip.isHalted).toBe(false);
    expect(chip.counters.systemResets).toBe(1);
    chip.reset();
    chip.readMemory(L4, 8);
    expect(wordAt(chip, l4.ECCR) >>> 31).toBe(1);
  });

  test('loses its supply when that sags below the brown-out level, and programs badly above it', () => {
    const chip = faulty(newF4(), 'sag@2:0.5=1650');
    programF4(chip, F4, 0);
    programF4(chip, F4 + 1, 0);
    expect([chip.bench.shortBits(F4), chip.bench.shortBits(F4 + 1) !== 0, chip.vddMv]).toEqual([
      0,
      true,
      1650,
    ]);
    const gone = faulty(newF4(), 'sag@1:0.5=1200');
    expect(() => programF4(gone, F4, 0)).toThrow('no supply');
  });

  test('has RAM bits that keep their value, over a power cycle too', () => {
    const chip = faulty(newF4(), 'ram@0x20000005.3=1+ram@0x20000006.0=0');
    const held = (): boolean => (wordAt(chip, RAM + 4) & 0x0001_0800) === 0x0800;
    expect(held()).toBe(true);
    setWord(chip, RAM + 4, 0xffffffff);
    expect([...chip.readMemory(RAM + 4, 4)]).toEqual([0xff, 0xff, 0xfe, 0xff]);
    setWord(chip, RAM + 4, 0x0001_0000);
    expect([...chip.readMemory(RAM + 4, 4)]).toEqual([0, 8, 0, 0]);
    chip.powerCycle();
    expect(held()).toBe(true);
  });

  test('has units and cells that do not work', () => {
    const chip = faulty(newL4(), `spent@${L4}+weak@${L4 + 8}+damaged@${L4 + 16}+dead@${L4 + 24}`);
    expect(programL4(chip, L4, 1, 2)).toBe(8);
    expect(programL4(chip, L4 + 24, 1, 2)).toBe(0);
    expect(wordAt(chip, L4 + 24)).toBe(0xffffffff);
    const [, weak, damaged] = chip.toState().otp.units;
    expect([weak?.state, damaged?.state]).toEqual(['weak', 'damaged']);
    const other = faulty(newF4(), `stuck@${F4}=0x80+lock-byte@1=0x7f`);
    programF4(other, F4, 0);
    expect([...other.bench.peek(F4, 1), ...other.bench.peek(F4 + 0x201, 1)]).toEqual([0x80, 0x7f]);
  });

  test('takes no keys', () => {
    const chip = faulty(newF4(), 'deaf');
    unlock(chip, f4);
    expect(wordAt(chip, f4.CR) >>> 31).toBe(1);
  });
});
