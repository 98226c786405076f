import type { Command } from 'commander';
import { examples } from '../examples.js';
import type { Done } from '../options.js';
import { registerMp1Diff } from './mp1-diff.js';
import { registerMp1Show } from './mp1-show.js';
import { registerMp1Write } from './mp1-write.js';

/** The fuses of STM32MP13x and STM32MP15x, in dumps and in files for dfu-util and STM32CubeProgrammer. */
export function registerMp1(program: Command, done: Done): void {
  const group = program
    .command('mp1')
    .description('show the fuses of an STM32MP13x or MP15x from a dump, and make the files that write them');
  examples(group, ['otpforge mp1 show otp.bin', 'otpforge mp1 diff before.bin after.bin']);
  registerMp1Show(group);
  registerMp1Diff(group, done);
  registerMp1Write(group, done);
}
