import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exportBanks } from '../../src/api/export-banks.js';
import { listDevices } from '../../src/bank/index.js';
import { findSection, findSymbol, readElf } from '../../src/elf/index.js';
import { exportProbeRs } from '../../src/export/probe-rs.js';
import { exportedBanks } from '../support/banks.js';
import { madeUpBanks } from './made-up-bank.js';

interface Range {
  readonly start: number;
  readonly end: number;
}

/** What of a probe-rs target description (probe-rs-target 0.32) is looked at here. */
interface Family {
  readonly name: string;
  readonly variants: readonly {
    readonly name: string;
    readonly cores: readonly { readonly type: string }[];
    readonly memory_map: readonly { readonly name: string; readonly range: Range }[];
    readonly flash_algorithms: readonly string[];
  }[];
  readonly flash_algorithms: readonly (Readonly<Record<string, unknown>> & {
    readonly name: string;
    readonly instructions: string;
    readonly flash_properties: Readonly<Record<string, unknown>> & { readonly address_range: Range };
  })[];
}

const banks = await exportBanks({});
const files = await exportProbeRs(banks);
const families = files.map(({ content }): Family => parse(String(content), { logLevel: 'error' }));

describe('target descriptions for probe-rs', () => {
  it('are as expected', async () => {
    const [made] = await exportProbeRs(
      madeUpBanks.map((each) => ({ ...each, bank: { ...each.bank, lines: each.bank.lines.slice(0, 1) } })),
    );
    await expect(String(made?.content)).toMatchFileSnapshot('golden/probe-rs.yaml');
  });

  const coreTypes: Readonly<Record<string, string>> = {
    'Cortex-M0+': 'armv6m',
    'Cortex-M3': 'armv7m',
    'Cortex-M4': 'armv7em',
    'Cortex-M7': 'armv7em',
    'Cortex-M33': 'armv8m',
  };

  it('name every device of the banks once, with its OTP and RAM', () => {
    const wanted = listDevices(exportedBanks);
    const variants = families.flatMap((family) => family.variants);
    expect(variants.map(({ name }) => name).sort()).toEqual(wanted.map(({ name }) => name).sort());
    for (const { name, cores, memory_map, flash_algorithms } of variants) {
      const device = wanted.find((each) => each.name === name)!;
      const { otp, loader } = device.bank;
      expect(cores).toMatchObject([{ type: coreTypes[device.line.core] }]);
      expect(flash_algorithms).toEqual([device.bank.name]);
      expect(memory_map.map(({ range }) => range)).toEqual([
        { start: otp.base, end: otp.base + otp.size },
        { start: loader.ram.base, end: loader.ram.base + device.line.ramKb * 1024 },
      ]);
    }
  });

  it.each(banks.map((each, index) => ({ name: each.bank.name, index })))(
    'hold what target-gen takes from the ELF, $name',
    ({ name, index }) => {
      const { elf, bank } = banks[index]!;
      const file = readElf(elf, name);
      const symbol = (of: string) => findSymbol(file, of)?.value;
      const [algorithm] = families[index]!.flash_algorithms;
      const sections = ['PrgCode', 'PrgData'].map((section) => findSection(file, section)!);
      expect(algorithm).toEqual({
        name,
        description: bank.title,
        default: true,
        instructions: Buffer.concat(sections.map(({ bytes }) => bytes)).toString('base64'),
        pc_init: symbol('Init'),
        pc_uninit: symbol('UnInit'),
        pc_program_page: symbol('ProgramPage'),
        pc_erase_sector: symbol('EraseSector'),
        pc_erase_all: symbol('EraseChip'),
        pc_blank_check: symbol('BlankCheck'),
        data_section_offset: sections[1]?.address,
        flash_properties: {
          address_range: { start: bank.otp.base, end: bank.otp.base + bank.otp.size },
          page_size: bank.loader.pageSize,
          erased_byte_value: 0xff,
          program_page_timeout: bank.loader.timeoutMs,
          erase_sector_timeout: bank.loader.timeoutMs,
          sectors: [{ size: bank.loader.sectorSize, address: 0 }],
        },
        cores: ['main'],
      });
    },
  );

  it.each(['Cortex-X9', 'constructor'])(
    'are refused for %s, which probe-rs has no type for',
    async (core) => {
      const [each] = madeUpBanks;
      const lines = each!.bank.lines.map((line) => ({ ...line, core }));
      await expect(exportProbeRs([{ ...each!, bank: { ...each!.bank, lines } }])).rejects.toMatchObject({
        code: 'EXPORT_REFUSED',
      });
    },
  );
});
