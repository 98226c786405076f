import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type LineTrustDocument, lineTrust } from '../../src/api/line-trust.js';
import { checkTrust, loadLine } from '../../src/line/index.js';
import { lineText } from '../line/lines.js';
import { inFolder } from '../support/cli.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

const keys = { after: '[{ command: [./lock.sh, "1"] }]' };

function inProject(more: Readonly<Record<string, string>>, work: (file: string) => Promise<void>) {
  return inFolder(async (folder) => {
    vi.stubEnv('OTPFORGE_CONFIG_DIR', join(folder, 'config'));
    await writeFile(join(folder, 'lock.sh'), 'one\n');
    const file = join(folder, 'line.yaml');
    await writeFile(file, lineText(more));
    await work(file);
  });
}

const answers = (answer: boolean, shown: LineTrustDocument[] = []) => ({
  confirm: (document: LineTrustDocument) => {
    shown.push(document);
    return answer;
  },
});

const isTrusted = async (file: string) => checkTrust(await loadLine(file)).then(() => true);

describe('lineTrust', () => {
  it('shows what runs, and trusts it after a yes', () =>
    inProject(keys, async (file) => {
      const shown: LineTrustDocument[] = [];
      const document = await lineTrust({ line: file, ...answers(true, shown) });
      expect(shown).toEqual([{ ...document, result: 'asked' }]);
      expect(document).toMatchObject({ format: 'otpforge.line-trust/1', line: file, result: 'trusted' });
      expect(document.covered.map(({ name, words }) => [name, words])).toEqual([
        ['after.0', ['./lock.sh', '1']],
        ['lock.sh', undefined],
      ]);
      expect(await isTrusted(file)).toBe(true);
    }));

  it('asks only once, until something changes', () =>
    inProject(keys, async (file) => {
      await lineTrust({ line: file, ...answers(true) });
      const shown: LineTrustDocument[] = [];
      expect((await lineTrust({ line: file, ...answers(false, shown) })).result).toBe('already');
      expect(shown).toEqual([]);
      await writeFile(join(file, '..', 'lock.sh'), 'two\n');
      expect((await lineTrust({ line: file, ...answers(true, shown) })).result).toBe('trusted');
      expect(shown).toHaveLength(1);
    }));

  it('trusts nothing after a no', () =>
    inProject(keys, async (file) => {
      await expect(lineTrust({ line: file, ...answers(false) })).rejects.toMatchObject({
        code: 'DECLINED',
        exitCode: 8,
      });
      await expect(isTrusted(file)).rejects.toMatchObject({ code: 'LINE_UNTRUSTED' });
    }));

  it('trusts a file as it was shown, not as it is when the answer comes', () =>
    inProject(keys, async (file) => {
      const confirm = async () => {
        await writeFile(join(file, '..', 'lock.sh'), 'changed while somebody looked\n');
        return true;
      };
      await lineTrust({ line: file, confirm });
      await expect(isTrusted(file)).rejects.toMatchObject({
        code: 'LINE_UNTRUSTED',
        message: expect.stringContaining('lock.sh'),
      });
      await writeFile(join(file, '..', 'lock.sh'), 'one\n');
      expect(await isTrusted(file)).toBe(true);
    }));

  it('asks nothing for a line that runs nothing', () =>
    inProject({}, async (file) => {
      const shown: LineTrustDocument[] = [];
      expect(await lineTrust({ line: file, ...answers(false, shown) })).toMatchObject({
        result: 'nothing',
        covered: [],
      });
      expect(shown).toEqual([]);
      await rm(file);
      await expect(lineTrust({ line: file, ...answers(true) })).rejects.toMatchObject({
        code: 'FILE_NOT_FOUND',
      });
    }));
});
