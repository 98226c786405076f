import type { Command } from 'commander';
import type { Done } from '../options.js';
import { registerBanks } from './banks.js';
import { registerBuild } from './build.js';
import { registerDemo } from './demo.js';
import { registerInspect } from './inspect.js';
import { registerLint } from './lint.js';
import { registerMerge } from './merge.js';
import { registerPlan } from './plan.js';
import { registerProgram } from './program.js';
import { registerRead } from './read.js';
import { registerVerify } from './verify.js';

/** Adds every command, in the order in which a user meets them. */
export function registerCommands(program: Command, done: Done): void {
  const commands = [
    registerBanks,
    registerMerge,
    registerInspect,
    registerPlan,
    registerProgram,
    registerVerify,
    registerRead,
    registerBuild,
    registerLint,
    registerDemo,
  ];
  for (const register of commands) register(program, done);
}
