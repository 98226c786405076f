import type { LoadedBank } from '../bank/index.js';
import { readElf } from '../elf/index.js';
import { OtpforgeError } from '../errors/index.js';
import { devicesXml } from '../export/devices-xml.js';
import { type CompiledLoader, compileLoader, compilerFlags, linkerFlags } from '../loader/compile.js';
import { type Breach, checkContract } from '../loader/contract/index.js';
import { factsSha256 } from '../loader/facts.js';
import { downloadOf, sha256Of } from '../loader/loader-elf.js';
import { type LoaderManifest, type LoaderManifestEntry, manifestFormat } from '../loader/manifest.js';
import { type RenderOptions, renderLoader } from '../loader/render.js';
import type { Toolchain } from '../loader/toolchain.js';
import { count } from '../text/plural.js';
import { type BuildTarget, loaderPathInXml } from './build-target.js';
import { keptEntries } from './kept-entries.js';

export interface MadeLoader {
  readonly entry: LoaderManifestEntry;
  readonly elf: Uint8Array;
  readonly breaches: readonly Breach[];
}

/** A build before it is written. */
export interface BuiltFiles {
  readonly loaders: readonly MadeLoader[];
  readonly manifest: LoaderManifest;
  readonly devicesXml: string;
}

export interface BuildRequest extends RenderOptions {
  readonly banks: readonly LoadedBank[];
  readonly knownBanks?: readonly LoadedBank[] | undefined;
  readonly target: BuildTarget;
  readonly toolchain: Toolchain;
}

/** Makes the loader of each bank. Errors: COMPILE_FAILED, LOADER_CONTRACT, TEMPLATE_INVALID, … */
export async function makeLoaders(request: BuildRequest): Promise<readonly MadeLoader[]> {
  const loaders: MadeLoader[] = [];
  for (const bank of request.banks) loaders.push(await makeLoader(bank, request));
  return loaders;
}

/**
 * What goes beside new loaders, by what the target holds of others.
 * Errors: TEMPLATE_INVALID, SCHEMA, and those of keptEntries.
 */
export async function buildFiles(loaders: readonly MadeLoader[], request: BuildRequest): Promise<BuiltFiles> {
  const { banks, target } = request;
  const kept = await keptEntries(target, banks, request.knownBanks ?? []);
  const entries = [...loaders.map(({ entry }) => entry), ...kept.map(({ entry }) => entry)].sort((a, b) =>
    a.bank < b.bank ? -1 : 1,
  );
  const manifest: LoaderManifest = {
    format: `${manifestFormat.format}/${manifestFormat.major}`,
    loaders: entries,
  };
  const inXml = [...banks, ...kept.map(({ bank }) => bank)].map(({ bank }) => ({
    bank,
    loader: loaderPathInXml(target, loaderFile(bank.name)),
  }));
  return { loaders, manifest, devicesXml: await devicesXml(inXml, request) };
}

async function makeLoader({ bank, file }: LoadedBank, request: BuildRequest): Promise<MadeLoader> {
  const source = await renderLoader(bank, request);
  const compiled = await compileLoader(request.toolchain, source, bank.name);
  const elf = readElf(compiled.elf, loaderFile(bank.name));
  const { code } = downloadOf(elf);
  const breaches = [...checkContract(elf, bank), ...buildBreaches(compiled, code)];
  const [worst] = breaches.filter(({ severity }) => severity === 'error');
  if (worst) throw contractBroken(bank.name, file, breaches, worst);
  return {
    elf: compiled.elf,
    breaches,
    entry: {
      bank: bank.name,
      file: loaderFile(bank.name),
      compiler: request.toolchain.version,
      flags: [...compilerFlags, ...linkerFlags],
      sha256: {
        facts: factsSha256(bank),
        source: sha256Of(source.source),
        script: sha256Of(source.script),
        elf: sha256Of(compiled.elf),
        code: sha256Of(code),
      },
      codeBytes: code.length,
      stackBytes: compiled.stackBytes,
    },
  };
}

/** Stack that hosts give at least is 256 bytes, of which an exception frame takes its part. */
const largestStack = 200;

// What the shipped ELF cannot tell: its twin at another address, its relocations and its stack.
function buildBreaches({ elsewhere, stackBytes }: CompiledLoader, code: Uint8Array): Breach[] {
  const twin = readElf(elsewhere, 'loader linked elsewhere');
  const breaches = checkContract(twin).filter(({ rule }) => rule === 'absolute-relocation');
  if (!Buffer.from(downloadOf(twin).code).equals(code)) {
    breaches.push({
      rule: 'position-dependent',
      severity: 'error',
      where: 'PrgCode',
      what: 'has other bytes when linked at another address',
      why: 'The loader runs where a host puts it, and no host is known to fix up addresses.',
      hosts: ['every host'],
    });
  }
  if (stackBytes > largestStack) {
    breaches.push({
      rule: 'stack',
      severity: 'error',
      where: 'stack',
      what: `needs ${count(stackBytes, 'byte')}, at most ${largestStack} are allowed`,
      why: 'Hosts give a loader as little as 256 bytes of stack.',
      hosts: ['every host'],
    });
  }
  return breaches;
}

function loaderFile(bank: string): string {
  return `${bank}.elf`;
}

function contractBroken(
  bank: string,
  file: string,
  breaches: readonly Breach[],
  worst: Breach,
): OtpforgeError {
  const lines = breaches.map(({ rule, where, what, why }) => `  ${rule}: ${where} ${what}. ${why}`);
  return new OtpforgeError('LOADER_CONTRACT', {
    message: `the loader of the bank ${bank} breaks its contract:\n${lines.join('\n')}`,
    remedy: `Change ${file}, the controller or the template so that the rule ${worst.rule} holds. otpforge docs loader describes the contract.`,
    details: { bank, file, rules: breaches.map(({ rule }) => rule) },
  });
}
