import type { Command } from 'commander';
import type { Done } from '../options.js';

type Register = (program: Command, done: Done) => void;

/** Every command, in the order in which a user meets them. */
const commands: Readonly<Record<string, () => Promise<Register>>> = {
  init: async () => (await import('./init.js')).registerInit,
  banks: async () => (await import('./banks.js')).registerBanks,
  explain: async () => (await import('./explain.js')).registerExplain,
  merge: async () => (await import('./merge.js')).registerMerge,
  table: async () => (await import('./table.js')).registerTable,
  layout: async () => (await import('./layout.js')).registerLayout,
  unit: async () => (await import('./unit.js')).registerUnit,
  station: async () => (await import('./station.js')).registerStation,
  batch: async () => (await import('./batch.js')).registerBatch,
  line: async () => (await import('./line.js')).registerLine,
  inspect: async () => (await import('./inspect.js')).registerInspect,
  plan: async () => (await import('./plan.js')).registerPlan,
  program: async () => (await import('./program.js')).registerProgram,
  verify: async () => (await import('./verify.js')).registerVerify,
  read: async () => (await import('./read.js')).registerRead,
  map: async () => (await import('./map.js')).registerMap,
  sector: async () => (await import('./sector.js')).registerSector,
  journal: async () => (await import('./journal.js')).registerJournal,
  ledger: async () => (await import('./ledger.js')).registerLedger,
  build: async () => (await import('./build.js')).registerBuild,
  lint: async () => (await import('./lint.js')).registerLint,
  export: async () => (await import('./export.js')).registerExport,
  'check-dump': async () => (await import('./check-dump.js')).registerCheckDump,
  install: async () => (await import('./install.js')).registerInstall,
  uninstall: async () => (await import('./uninstall.js')).registerUninstall,
  doctor: async () => (await import('./doctor.js')).registerDoctor,
  hwcheck: async () => (await import('./hwcheck.js')).registerHwcheck,
  mp1: async () => (await import('./mp1.js')).registerMp1,
  simulate: async () => (await import('./simulate.js')).registerSimulate,
  demo: async () => (await import('./demo.js')).registerDemo,
  docs: async () => (await import('./docs.js')).registerDocs,
  completion: async () => (await import('./completion.js')).registerCompletion,
  complete: async () => (await import('./complete.js')).registerComplete,
};

/** Adds the command that was asked for, or all of them for help: each file is loaded only when it is needed. */
export async function registerCommands(
  program: Command,
  done: Done,
  asked: string | undefined,
): Promise<void> {
  const wanted = Object.hasOwn(commands, asked ?? '') ? commands[asked ?? ''] : undefined;
  const loaders = wanted ? [wanted] : Object.values(commands);
  for (const register of await Promise.all(loaders.map((load) => load()))) register(program, done);
}
