import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../src/api/build.js';

/** What it burns beyond its job: on STM32F4 a byte of block 14 and the lock of block 15, on STM32L4 the last double word. */
export const greed = {
  'stm32f4-otp': [0x1fff79c0, 0x1fff7a0f],
  'stm32l4-otp': [0x1fff73f8],
} as const;

/**
 * Builds a loader that does its job, reports success, and burns what nobody asked for. `out` gets loaders/ with its
 * manifest, as `otpforge build` writes them.
 */
export async function buildGreedyLoader(bank: keyof typeof greed, out: string): Promise<void> {
  const templates = join(out, 'greedy-templates');
  mkdirSync(templates, { recursive: true });
  cpSync('loader-templates', templates, { recursive: true });
  const file = join(templates, 'loader.c.hbs');
  const source = readFileSync(file, 'utf8');
  const greedy = source
    .replace(/status = walk\(job, flash\);/, `status = walk(job, flash);\n${extraBurn}`)
    // Makes room for it: BlankCheck is called by other hosts alone.
    .replace(
      /for \(status = STATUS_DONE; len; len--\) \{[\s\S]*?\n {4}\}\n/,
      '(void)blank;\n    status = STATUS_DONE;\n',
    );
  if (!greedy.includes(extraBurn) || greedy.includes('len--')) throw new Error('loader.c.hbs has changed');
  writeFileSync(file, greedy);
  await build({ names: [bank], templates, out });
}

const extraBurn = `
                idleFlash();
#ifdef REWRITE_ONCE
                ((volatile uint32_t *)(OTP_BASE + 1016))[0] = 0x01020304;
                ((volatile uint32_t *)(OTP_BASE + 1016))[1] = 0x05060708;
#else
                *(volatile uint8_t *)(OTP_BASE + 448) = 0x55;
                idleFlash();
                *(volatile uint8_t *)(OTP_BASE + 527) = 0;
#endif
`;
