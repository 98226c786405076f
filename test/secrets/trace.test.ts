import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { type Probe, parseProbeUri } from '../../src/probe/index.js';
import { openReplay } from '../../src/probe/replay.js';
import { SimProbe } from '../../src/probe/sim.js';
import { traceProbe } from '../../src/probe/trace.js';
import { traceHead } from '../../src/probe/trace-head.js';
import { Secrets } from '../../src/secrets/index.js';
import { f401 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const { base } = f401.bank.otp;
const ram = 0x20000000;
const secrets = new Secrets([{ address: base + 4, length: 4 }], {
  base,
  ram: { address: ram, length: 0x400 },
});

const traced = (
  work: (probe: Probe, file: string, entries: () => Promise<{ [key: string]: unknown }[]>) => Promise<void>,
) =>
  inFolder(async (folder) => {
    const file = join(folder, 'trace.jsonl');
    const chip = SimulatedChip.create(f401);
    chip.bench.poke(base, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
    const head = await traceHead(parseProbeUri('sim:'), f401);
    const probe = traceProbe(new SimProbe(chip), file, head, secrets);
    await work(probe, file, async () =>
      (await readFile(file, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
  });

describe('a trace with a layout that has secrets', () => {
  it('leaves out exactly the secret bytes of a read', () =>
    traced(async (probe, _file, entries) => {
      expect(await probe.readMemory(base, 9)).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
      await probe.readMemory(base, 4);
      const [head, whole, part] = await entries();
      expect(head).toMatchObject({ redacted: expect.stringContaining('replay:') });
      expect(whole).toMatchObject({ result: '01020304********09', redacted: true });
      expect(part).toMatchObject({ result: '01020304' });
      expect(part).not.toHaveProperty('redacted');
    }));

  it('leaves out what goes through the RAM of the loader, but not the head of the job', () =>
    traced(async (probe, _file, entries) => {
      const header = Buffer.alloc(32);
      header.writeUInt32LE(0x4f545042, 0);
      await probe.writeMemory(ram + 0x100, Uint8Array.of(9, 8, 7, 6));
      await probe.readMemory(ram + 0x100, 4);
      await probe.writeMemory(ram + 0x200, header);
      await probe.writeMemory(ram + 0x3fe, Uint8Array.of(1, 2, 3, 4));
      const [, written, read, job, across] = await entries();
      expect(written).toMatchObject({ args: [ram + 0x100, '********', 'auto'], redacted: true });
      expect(read).toMatchObject({ result: '********', redacted: true });
      expect(job).toMatchObject({ args: [ram + 0x200, header.toString('hex'), 'auto'] });
      expect(across).toMatchObject({ args: [ram + 0x3fe, '****0304', 'auto'] });
    }));

  it('leaves out general registers that the target left, and no others', () =>
    traced(async (probe, _file, entries) => {
      await probe.resetHalt();
      await probe.writeRegisters({ R0: 0x12345678 });
      expect(await probe.readRegisters(['R0', 'PC'])).toMatchObject({ R0: 0x12345678 });
      expect((await entries()).at(-1)).toMatchObject({ result: { R0: null, PC: expect.any(Number) } });
    }));

  it('leaves the firmware as it is', () =>
    traced(async (probe, _file, entries) => {
      await probe.resetHalt();
      await probe.programFlash(imageOf([0x08000000, [0xde, 0xad]]));
      expect((await entries()).at(-1)).toMatchObject({ args: [[{ address: 0x08000000, bytes: 'dead' }]] });
    }));

  it('replays up to what is left out, and says why it stops there', () =>
    traced(async (probe, file) => {
      await probe.readMemory(base, 4);
      await probe.readMemory(base, 9);
      const replay = await openReplay(file);
      expect(await replay.readMemory(base, 4)).toEqual(Uint8Array.of(1, 2, 3, 4));
      await expect(replay.readMemory(base, 9)).rejects.toMatchObject({
        code: 'PROBE_REPLAY',
        message: expect.stringContaining(':3: the trace leaves secrets out'),
      });
    }));

  it('is a file of the user alone', () =>
    traced(async (_probe, file) => {
      if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    }));
});
