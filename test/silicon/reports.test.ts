import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sealed } from '../../src/hwcheck/index.js';
import { check, reportIn } from '../hwcheck/support.js';
import { allBanks } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { accepted } from './accepted.js';
import { boardsBurnt } from './support-table.js';

const folder = 'test/silicon';
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const reports = await Promise.all(
  files.map(async (file) => ({ file, ...(await accepted(join(folder, file))) })),
);
const readme = readFileSync('README.md', 'utf8');

describe('the accepted reports of real boards', () => {
  it('are of silicon, and nothing in them differs but what is known to', () => {
    for (const { file, medium, rows } of reports) {
      expect(medium, file).toBe('silicon');
      const wrong = rows.filter(({ verdict }) => verdict === 'differs').map(({ id }) => id);
      expect(
        wrong.filter((id) => !id.startsWith('scratch.cache-')),
        file,
      ).toEqual([]);
    }
  });

  it('alone say how many boards the README calls burnt', () => {
    const families = [...new Set(allBanks.map(({ bank }) => bank.family))];
    const named = new Set<string>();
    for (const row of readme.split('\n').filter((line) => line.startsWith('| every '))) {
      const [, chips = ''] = row.split('|');
      const own = families.filter((family) => new RegExp(`\\b(STM32)?${family.slice(5)}`).test(chips));
      for (const family of own) named.add(family);
      const burnt = own.map((family) => boardsBurnt(reports, family)).filter((text) => text !== '0');
      expect(row.split('|').at(-2)?.trim(), row).toBe(burnt.join('; ') || '0');
    }
    expect([...named].toSorted()).toEqual(families.toSorted());
  });
});

describe('an accepted report', () => {
  it('of earlier checks stays as it was judged, as long as nobody edits it', () =>
    inFolder(async (place) => {
      const done = await check(place, 'sim:STM32L476RG', { confirm: async (stage) => stage === 'look' });
      const { format: _, sha256: __, ...report } = await reportIn(done);
      const path = join(place, 'accepted.json');
      const old = sealed({ ...report, checks: 0 });
      writeFileSync(path, JSON.stringify(old));
      expect(await accepted(path)).toMatchObject({ rows: report.rows, date: report.date });
      writeFileSync(path, JSON.stringify({ ...old, rows: old.rows.slice(1) }));
      await expect(accepted(path)).rejects.toThrow(/edited/);
      writeFileSync(path, JSON.stringify(sealed({ ...report, rows: report.rows.slice(1) })));
      await expect(accepted(path)).rejects.toMatchObject({ code: 'HWCHECK_EDITED' });
    }));
});

describe('the support table', () => {
  const report = (id: string, verdict: 'ok' | 'differs' | 'skipped') => ({
    file: 'a.json',
    format: 'otpforge.hwcheck-review/1' as const,
    ...{ result: 'confirmed' as const, medium: 'silicon' as const, device: 'STM32L476RG' },
    ...{ date: '2026-05-01T10:00:00Z', otpforge: '0.1.0', otpSpent: 8 },
    unitSeconds: 1.26,
    rows: [{ id, stage: 'burn' as const, title: '', expected: '', seen: '', verdict, otpSpent: 8 }],
  });

  it('counts a board whose unit was burnt, with its time, date and report', () => {
    expect(boardsBurnt([report('burn.unit', 'ok')], 'STM32L4')).toBe(
      '1: 1.3 s a unit, 2026-05-01, [report](test/silicon/a.json)',
    );
  });

  it('counts no other', () => {
    expect(boardsBurnt([report('burn.unit', 'skipped'), report('burn.unit', 'differs')], 'STM32L4')).toBe(
      '0',
    );
    expect(boardsBurnt([report('scratch.full-bank', 'ok')], 'STM32L4')).toBe('0');
    expect(boardsBurnt([report('burn.unit', 'ok')], 'STM32F4')).toBe('0');
    expect(boardsBurnt([], 'STM32F4')).toBe('0');
  });
});
