import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OtpforgeError } from '../../src/errors/index.js';
import { findLibrary, type SearchHost } from '../../src/probe/jlink/find-library.js';
import { functions } from '../../src/probe/jlink/functions.js';
import { libraryVersion, versionText } from '../../src/probe/jlink/library-version.js';
import { registerIndices } from '../../src/probe/jlink/registers.js';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'otpforge-find-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string): string {
  mkdirSync(dirname(root + path), { recursive: true });
  writeFileSync(root + path, '');
  return root + path;
}

function host(platform: NodeJS.Platform, env: SearchHost['env'] = {}): SearchHost {
  return { platform, arch: 'x64', env, home: '/home/me', root };
}

/** Where a search that finds nothing has looked. */
function searchOf(where: SearchHost): readonly string[] {
  try {
    return [findLibrary(undefined, where)];
  } catch (error) {
    if (!(error instanceof OtpforgeError)) throw error;
    return z.array(z.string()).parse(error.details.places);
  }
}

describe('the search for SEGGER’s library', () => {
  it('takes the newest installed version on Linux, and no 32-bit library', () => {
    put('/opt/SEGGER/JLink_V788n/libjlinkarm.so');
    put('/opt/SEGGER/JLink_V794g/libjlinkarm_x86.so');
    const newest = put('/opt/SEGGER/JLink_V794g/libjlinkarm.so.7.94.7');
    put('/opt/SEGGER/JLink_V794a/libjlinkarm.so.7.94.1');
    symlinkSync(join(root, 'opt/SEGGER/JLink_V788n'), join(root, 'opt/SEGGER/JLink'));
    expect(findLibrary(undefined, host('linux'))).toBe(newest);
  });

  it('looks in the home folder too, where a tarball may be', () => {
    const file = put('/home/me/opt/SEGGER/JLink_V800/libjlinkarm.so');
    put('/opt/SEGGER/JLink_V794g/libjlinkarm.so');
    expect(findLibrary(undefined, host('linux'))).toBe(file);
  });

  it('never looks into the working folder: without a home folder, and by relative variables, there is none', () => {
    for (const place of searchOf({ ...host('linux'), home: undefined, root: '' })) {
      expect(isAbsolute(place), place).toBe(true);
    }
    const env = { ProgramFiles: '.', 'ProgramFiles(x86)': 'Program Files' };
    expect(searchOf({ ...host('win32', env), root: '' })).toEqual([]);
  });

  it('finds it on macOS and Windows', () => {
    const mac = put('/Applications/SEGGER/JLink_V812/libjlinkarm.dylib');
    expect(findLibrary(undefined, host('darwin'))).toBe(mac);
    const windows = put('/Program Files/SEGGER/JLink_V812/JLink_x64.dll');
    put('/Program Files/SEGGER/JLink_V812/JLinkARM.dll');
    put('/Program Files (x86)/SEGGER/JLink_V700/JLink_x64.dll');
    const env = { ProgramFiles: '/Program Files', 'ProgramFiles(x86)': '/Program Files (x86)' };
    expect(findLibrary(undefined, host('win32', env))).toBe(windows);
  });

  it('takes a folder without a version for the newest, as Windows installs it', () => {
    put('/Program Files/SEGGER/JLink_V812/JLink_x64.dll');
    const plain = put('/Program Files/SEGGER/JLink/JLink_x64.dll');
    put('/Program Files (x86)/SEGGER/JLink_V700/JLink_x64.dll');
    const env = { ProgramFiles: '/Program Files', 'ProgramFiles(x86)': '/Program Files (x86)' };
    expect(findLibrary(undefined, host('win32', env))).toBe(plain);
  });

  it('passes over a link that leads nowhere', () => {
    const file = put('/opt/SEGGER/JLink_V788n/libjlinkarm.so');
    mkdirSync(join(root, 'opt/SEGGER/JLink_V794g'));
    symlinkSync(join(root, 'gone.so'), join(root, 'opt/SEGGER/JLink_V794g/libjlinkarm.so'));
    expect(findLibrary(undefined, host('linux'))).toBe(file);
    rmSync(file);
    expect(() => findLibrary(undefined, host('linux'))).toThrow(
      expect.objectContaining({ code: 'JLINK_LIBRARY_MISSING' }),
    );
  });

  it('takes what is named first: the option, then the variable, each a file or its folder', () => {
    put('/opt/SEGGER/JLink_V794g/libjlinkarm.so');
    const file = put('/elsewhere/libjlinkarm.so');
    const other = put('/other/anything.so');
    const env = { OTPFORGE_JLINK_LIBRARY: dirname(file) };
    expect(findLibrary(undefined, host('linux', env))).toBe(file);
    expect(findLibrary(other, host('linux', env))).toBe(other);
  });

  it('hands on a bare name as the file of the working folder, which the system’s loader would look for elsewhere', () => {
    expect(findLibrary('package.json', host('linux'))).toBe(resolve('package.json'));
  });

  it('finds no library in a folder that holds none', () => {
    put('/mine/readme.txt');
    expect(() => findLibrary(`${root}/mine`, host('linux'))).toThrow(
      expect.objectContaining({
        code: 'JLINK_LIBRARY_MISSING',
        message: expect.stringContaining(`${root}/mine`),
      }),
    );
  });

  it('does not go on searching when what is named is not there', () => {
    put('/opt/SEGGER/JLink_V794g/libjlinkarm.so');
    expect(() => findLibrary('/no/such.so', host('linux'))).toThrow(
      expect.objectContaining({ code: 'JLINK_LIBRARY_MISSING', details: { places: ['/no/such.so'] } }),
    );
  });

  it.each(['linux', 'darwin', 'win32'] as const)('lists where it looked on %s', (platform) => {
    expect(() => findLibrary(undefined, host(platform))).toThrow(
      expect.objectContaining({
        code: 'JLINK_LIBRARY_MISSING',
        exitCode: 9,
        message: expect.stringMatching(/SEGGER.JLink\*/),
        remedy: expect.stringMatching(/OTPFORGE_JLINK_LIBRARY/),
      }),
    );
  });

  it('serves 64-bit systems only', () => {
    expect(() => findLibrary(undefined, { ...host('win32'), arch: 'ia32' })).toThrow(
      expect.objectContaining({ code: 'JLINK_LIBRARY_UNUSABLE', exitCode: 9 }),
    );
  });
});

describe('library versions', () => {
  it.each([
    ['/opt/SEGGER/JLink_V794g/libjlinkarm.so', 79407],
    ['/opt/SEGGER/JLink_V794/libjlinkarm.so', 79400],
    ['/opt/SEGGER/JLink/libjlinkarm.so.7.94.7', 79407],
    ['C:\\Program Files\\SEGGER\\JLink_V812a\\JLink_x64.dll', 81201],
    ['/opt/SEGGER/JLink_V1002/libjlinkarm.so', 100200],
    ['/elsewhere/libjlinkarm.so', 0],
  ])('of %s is %i', (path, version) => {
    expect(libraryVersion(path)).toBe(version);
  });

  it('reads as SEGGER writes it', () => {
    expect([79407, 81000, 100226].map(versionText)).toEqual(['V7.94g', 'V8.10', 'V10.02z']);
  });
});

describe('the table of exports', () => {
  it('names each function by its symbol', () => {
    for (const [name, { symbol }] of Object.entries(functions)) {
      expect(symbol).toMatch(new RegExp(`^JLINK(ARM)?_${name}$`));
    }
  });
});

describe('register indices', () => {
  it('come from the library’s own names', () => {
    const listed = ['R0', 'R13 (SP)', 'R14', 'R15 (PC)', 'XPSR', 'MSP', 'CFBP', 'CONTROL'];
    const indices = registerIndices(listed.map((name, index) => ({ index: index + 100, name })));
    expect(indices).toMatchObject({ R0: 100, SP: 101, LR: 102, PC: 103, xPSR: 104, MSP: 105, CONTROL: 107 });
    // What the library does not list keeps the documented index.
    expect(indices).toMatchObject({ R1: 1, PSP: 18, PRIMASK: 24 });
  });
});
