// Writes test/package/*.api.md, everything that the package exports on a page for each import; with --check it only compares.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { isBuildFresh } from './fresh-build.mjs';
import { must, root } from './support.mjs';

/** By the module of dist/. */
const names = {
  index: 'otpforge.api.md',
  ledger: 'otpforge-ledger.api.md',
  station: 'otpforge-station.api.md',
};
const partsOfErrors = ['CommonOptions', 'ErrorOptionsOf', 'MemoryOptions', 'PlainOptions', 'Show'];
// Below the project, so that what the types import is found.
const scratch = `${root}dist-api-${process.pid}`;
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const types = typesFolder();

const differing = [];
for (const [entry, name] of Object.entries(names)) {
  const report = `${root}test/package/${name}`;
  const made = extract(entry, name);
  if (!process.argv.includes('--check')) writeFileSync(report, made);
  else if (!existsSync(report) || readFileSync(report, 'utf8') !== made)
    differing.push(`test/package/${name}`);
}
if (differing.length > 0) {
  console.log(
    `FAILED: what the package exports differs from ${differing.join(' and ')}: look at it, and run npm run api-report`,
  );
  process.exit(1);
}

/** The declarations of the build where it is new, or else made here. */
function typesFolder() {
  if (isBuildFresh()) return `${root}dist`;
  const made = `${scratch}/types`;
  must(process.execPath, [
    'node_modules/typescript/bin/tsc',
    ...['-p', 'tsconfig.build.json', '--emitDeclarationOnly', '--noCheck', '--outDir', made],
  ]);
  return made;
}

function extract(entry, name) {
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: `${types}/${entry}.d.ts`,
      newlineKind: 'lf',
      compiler: {
        // Its own compiler is older than ours, and reads declarations alone.
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2023',
            lib: ['ES2023'],
            module: 'NodeNext',
            moduleResolution: 'NodeNext',
            types: ['node'],
            strict: true,
            exactOptionalPropertyTypes: true,
            skipLibCheck: true,
          },
          files: [`${types}/${entry}.d.ts`],
        },
      },
      apiReport: {
        enabled: true,
        includeForgottenExports: true,
        reportFileName: name,
        reportFolder: `${scratch}/report`,
        reportTempFolder: `${scratch}/report/temp`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: {
          default: { logLevel: 'error' },
          // Everything that is exported is public.
          'ae-missing-release-tag': { logLevel: 'none' },
          'ae-undocumented': { logLevel: 'none' },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: `${root}package.json`,
  });
  mkdirSync(`${scratch}/report`, { recursive: true });
  const { succeeded, errorCount } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      if (message.category === 'console' || isKnown(message.text)) message.logLevel = 'none';
    },
  });
  if (!succeeded || errorCount > 0) process.exit(1);
  return readFileSync(`${scratch}/report/${name}`, 'utf8');
}

/**
 * What types are inferred from, schemas and tables, is not exported; nor is what an error is made of. The report shows both.
 * Any other type that an exported one mentions is exported too.
 */
function isKnown(text) {
  const [, symbol] = /^The symbol "(\w+)" needs to be exported/.exec(text) ?? [];
  if (symbol === undefined) return false;
  return /^[a-z]/.test(symbol) || partsOfErrors.includes(symbol);
}
