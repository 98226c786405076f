/* What the simulated chip must be strict about for a rehearsal to mean anything. */
export const chipMutants = [
  {
    name: 'chip-ram-from-the-claim',
    rule: 'the RAM of the simulated chip is that of the line, not what the bank claims for its loader',
    file: 'src/chip/chip-system.ts',
    find: 'new Bus(new Ram(device.line), [',
    replace:
      "new Bus(new Ram({ ...device.line, ram: [{ name: 'SRAM', base: bank.loader.ram.base, size: device.line.ramKb * 1024, executable: true }] }), [",
    tests: ['chip/memory/ram.test.ts'],
  },
  {
    name: 'chip-ccm-runs-code',
    rule: 'the CCM runs no code',
    file: 'src/chip/memory/bus.ts',
    find: 'if (block?.executable) return',
    replace: 'if (block) return',
    tests: ['chip/memory/ram.test.ts'],
  },
  {
    name: 'bank-loader-anywhere',
    rule: 'the RAM that a bank claims is RAM of each line that can run code',
    file: 'src/bank/ram.ts',
    find: '!isIn(executableRam(line), claimed));',
    replace: 'executableRam(line).length === 0);',
    tests: ['bank/ram.test.ts'],
  },
  {
    name: 'bank-loader-in-ccm',
    rule: 'RAM that runs no code takes no loader',
    file: 'src/bank/ram.ts',
    find: '.filter(({ executable }) => executable)',
    replace: '.filter(() => true)',
    tests: ['bank/ram.test.ts'],
  },
  {
    name: 'chip-cache-for-the-core-alone',
    rule: 'the simulated chip takes the worse answer for a debugger unless it is told otherwise',
    file: 'src/chip/simulated-chip.ts',
    find: "options.cacheReaders ?? 'debug'",
    replace: "options.cacheReaders ?? 'core'",
    tests: ['chip/controllers/cache-readers.test.ts'],
  },
  {
    name: 'chip-nmi-once',
    rule: 'an NMI whose cause was not cleared comes again',
    file: 'src/chip/core/armv6m-core.ts',
    find: 'if (leavesNmi && this.nmiLine()) this.pendNmi();',
    replace: 'if (leavesNmi && this.nmiLine()) this.lockedUp = false;',
    tests: ['chip/controllers/stm32l4-otp.test.ts'],
  },
];
