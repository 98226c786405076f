import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runtime } from '../../src/files/runtime.js';
import { version } from '../../src/files/version.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { openProbe, parseProbeUri } from '../../src/probe/index.js';
import { openReplay } from '../../src/probe/replay.js';
import { traceHead } from '../../src/probe/trace-head.js';
import { allBanks, f401, l476 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';

describe('what a trace begins with', () => {
  it.each([f401, l476])('is version, system, chip and loader of $name', async (device) => {
    const head = await traceHead(parseProbeUri(`sim:${device.name}`), device);
    const { sha256 } = await loadBuiltLoader(device.bank);
    const about = { otpforge: version(), ...runtime(), device: device.name };
    expect(head).toEqual({ ...about, loader: sha256, probe: `sim:${device.name}` });
  });

  it('has no loader where the bank has none', async () => {
    const made = { ...f401, bank: { ...f401.bank, name: 'made-up' } };
    expect(await traceHead(parseProbeUri('jlink:'), made)).not.toHaveProperty('loader');
  });

  it.each([
    ['sim:STM32F401RE,file=/home/jane/line 3/unit.chip', 'sim:STM32F401RE,file=unit.chip'],
    ['openocd:/home/jane/my.cfg,target/stm32l4x.cfg', 'openocd:my.cfg,target/stm32l4x.cfg'],
    ['jlink:801012345,log=/home/jane/jlink.log,speed=1000', 'jlink:801012345,log=jlink.log,speed=1000'],
  ])('names no folder of %s', async (uri, text) => {
    expect((await traceHead(parseProbeUri(uri), f401)).probe).toBe(text);
  });

  it('is the first line of the file, which replays', () =>
    inFolder(async (folder) => {
      const trace = join(folder, 'run.jsonl');
      const probe = await openProbe(`sim:${l476.name}`, { banks: allBanks, device: l476, trace });
      const identity = await probe.identify();
      await probe.close();
      const [first = ''] = (await readFile(trace, 'utf8')).split('\n');
      const head = await traceHead(parseProbeUri(`sim:${l476.name}`), l476);
      expect(JSON.parse(first)).toEqual({ format: 'otpforge.trace/1', ...head });
      expect(await (await openReplay(trace)).identify()).toEqual(identity);
    }));
});
