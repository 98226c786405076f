import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withSimulate } from '../support/simulate.js';
import { runGdb } from './gdb.js';

const page = readFileSync('docs/gdb.md', 'utf8');
const example = 'firmware/example/burn.gdb';

describe('docs/gdb.md', () => {
  it('names a GDB script that burns as it is', () =>
    withSimulate(['STM32F401RE'], async ({ port }) => {
      expect(page).toContain(example);
      const commands = readFileSync(example, 'utf8')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'));
      const { exitCode, output } = await runGdb(
        commands.map((line) => line.replace(':3333', `:${port}`)),
        { cwd: '.' },
      );
      expect(output).toMatch(/\$1 = 0x0\n/);
      expect(output).toMatch(/0x1fff7800:\s+0x4f\s+0x54\s+0x50\s+0x21\n/);
      expect(output).toContain('otp operations: 4\n');
      expect(exitCode).toBe(0);
    }));

  it('names every monitor command', () =>
    withSimulate(['STM32L476RG'], async ({ port }) => {
      const { output } = await runGdb([`target remote 127.0.0.1:${port}`, 'monitor help'], { cwd: '.' });
      const words = output.match(/^(?:reset|halt|go|power|status|help)\b/gm);
      expect(words).toHaveLength(6);
      for (const word of words ?? []) expect(page).toMatch(new RegExp(`monitor[^|]*\\b${word}\\b`));
    }));
});
