import { describe, expect, it } from 'vitest';
import { executableRam, ramOf } from '../../src/bank/index.js';
import { joinRanges, rangeOf } from '../../src/range/index.js';
import { f4, l4 } from '../support/banks.js';
import { refusalsOf } from './edited-bank.js';

describe('the RAM of a line', () => {
  it.each([...f4.lines, ...l4.lines])('begins with ramKb contiguous KiB that run code, $name', (line) => {
    const [first] = executableRam(line).filter(({ address }) => address === 0x20000000);
    expect(line.ram).toBeDefined();
    expect(first?.length).toBeGreaterThanOrEqual(line.ramKb * 1024);
  });

  it('is what the reference manual gives, SRAM by SRAM', () => {
    const bytesOf = (name: string) => {
      const line = [...f4.lines, ...l4.lines].find((each) => each.name === name);
      const regions = line ? ramOf(line) : [];
      const kib = (address: number) =>
        (joinRanges(regions.map(rangeOf)).find((range) => range.address === address)?.length ?? 0) / 1024;
      return [kib(0x20000000), kib(0x10000000)];
    };
    expect(bytesOf('STM32F407')).toEqual([128, 64]);
    expect(bytesOf('STM32F429')).toEqual([192, 64]);
    expect(bytesOf('STM32F469')).toEqual([320, 64]);
    expect(bytesOf('STM32F446')).toEqual([128, 0]);
    expect(bytesOf('STM32L412')).toEqual([40, 0]);
    expect(bytesOf('STM32L476')).toEqual([96, 32]);
    expect(bytesOf('STM32L4R5')).toEqual([640, 0]);
  });

  it('runs code in the CCM of no F4, and in SRAM2 of an L4 at either of its places', () => {
    for (const { ram = [] } of f4.lines) {
      for (const { base, executable } of ram) expect(executable).toBe(base >= 0x20000000);
    }
    const l431 = l4.lines.find(({ name }) => name === 'STM32L431');
    expect(l431 && executableRam(l431)).toEqual([
      { address: 0x10000000, length: 0x4000 },
      { address: 0x20000000, length: 0x10000 },
    ]);
  });

  it('is ramKb at 0x20000000 where a line names none', () => {
    const [line] = f4.lines;
    const { ram: _, ...bare } = line!;
    expect(executableRam(bare)).toEqual([{ address: 0x20000000, length: 64 * 1024 }]);
  });
});

describe('the RAM that a bank claims for its loader', () => {
  const claim = 'ram: { base: 0x20000000, size: 0x4000 }';

  it.each([
    ['is no RAM at all', 'ram: { base: 0x30000000, size: 0x4000 }', 'STM32F401xB/C'],
    ['is the CCM, which runs no code', 'ram: { base: 0x10000000, size: 0x4000 }', 'STM32F401xB/C'],
    ['ends behind the RAM of a line', 'ram: { base: 0x20006000, size: 0x4000 }', 'STM32F410'],
  ])('is refused where it %s', (_, edited, line) => {
    expect(refusalsOf('stm32f4.yaml', [claim, edited])).toContainEqual(
      expect.stringMatching(
        new RegExp(
          `loader\\.ram\\.base: .* is not all RAM of ${line} that can run code: that is 0x20000000 to`,
        ),
      ),
    );
  });

  it('is refused in the CCM of a line that has one, and where a line names no RAM', () => {
    const ccm = 'ram: { base: 0x10000000, size: 0x4000 }';
    const only = (text: string) => text.replace(/ {2}- name: STM32F401[\s\S]*?(?= {2}- name: STM32F405)/, '');
    expect(refusalsOf('stm32f4.yaml', [claim, ccm], only)).toContainEqual(
      expect.stringMatching(/loader\.ram\.base: .* is not all RAM of STM32F405 that can run code/),
    );
    const unnamed = (text: string) => text.replace(/^ {4}ram:\n(?: {6}- .*\n)+/gm, '');
    expect(refusalsOf('stm32f4.yaml', unnamed)).toEqual([]);
    expect(refusalsOf('stm32f4.yaml', [claim, ccm], unnamed)).toContainEqual(
      expect.stringMatching(/without ram: a line has its ramKb there/),
    );
  });

  it('is no more than the line has from there on, and no two memories share a place', () => {
    expect(refusalsOf('stm32f4.yaml', ['ramKb: 64', 'ramKb: 65'])).toEqual([
      expect.stringMatching(/lines\.0\.ramKb: STM32F401xB\/C has no 65 KiB of RAM from loader\.ram\.base on/),
    ]);
    expect(refusalsOf('stm32f4.yaml', ['base: 0x2001C000', 'base: 0x2001BFF8'])).toContainEqual(
      expect.stringMatching(/lines\.2\.ram\.1: SRAM2 of STM32F405 overlaps SRAM1/),
    );
    expect(refusalsOf('stm32l4.yaml', ['alias: 0x10000000', 'alias: 0x20000000'])).toContainEqual(
      expect.stringMatching(/lines\.0\.ram\.1: SRAM2 of STM32L412 overlaps SRAM1/),
    );
  });
});
