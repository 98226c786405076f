import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { type Signer, sign } from '../../src/sign/index.js';
import { inFolder } from '../support/cli.js';
import { gone } from '../support/processes.js';

const request = { signer: 'line', field: 'proof', length: 4 };
const secret = Uint8Array.from([0x53, 0x45, 0x43, 0x52, 0x45, 0x54, 0x00, 0xff, 0x0a]);

/** A program that gets the bytes as `input`, and ends when the script does. */
const node = (script: string): Signer => ({
  command: [process.execPath, '-e', `const input = require('fs').readFileSync(0); ${script}`],
});
const signed = (signer: Signer, length = request.length) =>
  sign({ line: signer }, { ...request, length }, secret);
const failure = async (work: Promise<unknown>): Promise<OtpforgeError> => {
  const error = await work.catch((caught: unknown) => caught);
  if (error instanceof OtpforgeError) return error;
  throw error;
};

describe('a signer', () => {
  it('gets the bytes and nothing else, and its bytes are the answer, line ends and zeros too', async () => {
    const answer = await signed(node('process.stdout.write(input)'), secret.length);
    expect([...answer]).toEqual([...secret]);
  });

  it('is no shell: its arguments are texts', async () => {
    const script = 'process.stdout.write(process.argv[1])';
    const text = '$(id); `id` | *';
    const signer = { command: [process.execPath, '-e', script, text] };
    expect(Buffer.from(await signed(signer, text.length)).toString()).toBe(text);
  });

  it('need not read what it gets', async () => {
    const input = new Uint8Array(1_000_000);
    const signer = { command: [process.execPath, '-e', "process.stdout.write('abcd')"] };
    expect(await sign({ line: signer }, request, input)).toEqual(Uint8Array.from(Buffer.from('abcd')));
  });

  it('works in its own folder, where a path of its command begins', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'sign.sh');
      await writeFile(file, '#!/bin/sh\ncat > got.bin; printf abcd\n', { mode: 0o755 });
      await signed({ command: ['./sign.sh'], folder });
      expect(new Uint8Array(await readFile(join(folder, 'got.bin')))).toEqual(secret);
    }));

  it('may be a function, which cannot change what it was given', async () => {
    const input = Uint8Array.from(secret);
    const answer = await sign(
      {
        line: async (bytes, asked) => {
          bytes.fill(0);
          expect(asked).toEqual(request);
          return Uint8Array.from([1, 2, 3, 4]);
        },
      },
      request,
      input,
    );
    expect([...answer]).toEqual([1, 2, 3, 4]);
    expect(input).toEqual(secret);
  });
});

describe('what a signer gives', () => {
  it.each([
    ['too little', "process.stdout.write('abc')", '3 bytes'],
    ['too much', "process.stdout.write('abcd\\n')", '5 bytes'],
    ['nothing', '', '0 bytes'],
  ])('is not taken if it is %s', async (_, script, found) => {
    const error = await failure(signed(node(script)));
    expect(error).toMatchObject({ code: 'SIGNER_OUTPUT', exitCode: 9, details: request });
    expect(error.message).toBe(`the signer line gave ${found}, and the field proof has 4 bytes`);
  });

  it('is not taken if it ends with another exit code than 0', async () => {
    const error = await failure(signed(node("process.stdout.write('abcd'); process.exitCode = 3")));
    expect(error).toMatchObject({ code: 'SIGNER_FAILED', exitCode: 9 });
    expect(error.message).toContain('it ended with exit code 3');
  });

  it('is not taken if a signal ended it', async () => {
    const error = await failure(signed(node("process.kill(process.pid, 'SIGKILL')")));
    expect(error.message).toContain('it was ended by SIGKILL');
  });

  it('ends with it where it never ends', async () => {
    const error = await failure(signed({ command: ['yes'] }));
    expect(error).toMatchObject({ code: 'SIGNER_FAILED' });
    expect(error.message).toContain('it gives output without end');
  });

  it('is not taken from a function that gives no bytes', async () => {
    // @ts-expect-error: JavaScript may give anything
    const error = await failure(signed(() => '12345678'));
    expect(error).toMatchObject({ code: 'SIGNER_OUTPUT' });
    expect(error.message).toContain('gave no bytes');
  });
});

describe('a signer that is not there', () => {
  it('is named with those that are', async () => {
    const error = await failure(sign({ other: node('') }, request, secret));
    expect(error).toMatchObject({ code: 'SIGNER_UNKNOWN', exitCode: 9, details: { known: ['other'] } });
    expect(error.message).toContain('those set up are other');
  });

  it('is not one that every object has', async () => {
    const error = await failure(sign({}, { ...request, signer: 'toString' }, secret));
    expect(error.code).toBe('SIGNER_UNKNOWN');
  });

  it.each([
    ['a path', ['/no/such/signer'], 'it cannot be started'],
    ['a name', ['otpforge-no-such-signer'], '"otpforge-no-such-signer" is not on PATH'],
  ])('is said to be missing by %s', async (_, command, why) => {
    expect(await failure(signed({ command }))).toMatchObject({
      code: 'SIGNER_FAILED',
      message: expect.stringContaining(why),
    });
  });
});

describe('the deadline of a signer', () => {
  it('ends it with all that it has started', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'pids');
      const script = `echo $$ > ${file}; sleep 1000 & echo $! >> ${file}; trap '' TERM; wait`;
      const error = await failure(signed({ command: ['/bin/sh', '-c', script], timeout: 2 }));
      expect(error).toMatchObject({ code: 'SIGNER_TIMEOUT', exitCode: 9, details: { seconds: 2 } });
      const pids = (await readFile(file, 'utf8')).trim().split('\n');
      expect(pids).toHaveLength(2);
      await gone(pids.map(Number));
    }));

  it('holds for a child that keeps the output open after the signer has ended', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'pid');
      const command = ['/bin/sh', '-c', `setsid sleep 30 & echo $! > ${file}`];
      const error = await failure(signed({ command, timeout: 2 }));
      expect(error.code).toBe('SIGNER_TIMEOUT');
      process.kill(Number(await readFile(file, 'utf8')), 'SIGKILL');
    }));

  it('is no wait of its own', async () => {
    await signed({ command: [process.execPath, '-e', "process.stdout.write('abcd')"], timeout: 3600 });
  });
});

describe('what a signer reads and says', () => {
  it('is in none of its errors', async () => {
    const says = 'process.stderr.write(input); process.stdout.write(input);';
    for (const script of [says, `${says} process.exitCode = 1`]) {
      const error = await failure(signed(node(script)));
      const shown = `${error.message} ${error.remedy} ${JSON.stringify(error.details)} ${error.cause}`;
      for (const text of ['SECRET', '534543524554', Buffer.from(secret).toString('base64')]) {
        expect(shown).not.toContain(text);
      }
    }
  });
});
