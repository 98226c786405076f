import { describe, expect, it } from 'vitest';
import { findDevice, loadBanks } from '../../src/bank/index.js';
import { type FindDevice, type InitFlags, initAnswers } from '../../src/cli/init-questions.js';
import { OtpforgeError } from '../../src/errors/index.js';

const banks = await loadBanks();

/** A chip is on every stlink: probe, and on no other. */
const find: FindDevice = async ({ device, probe }) => {
  const name = device ?? (probe === 'stlink:' ? 'STM32F401RE' : undefined);
  if (name === undefined) throw new OtpforgeError('DEVICE_NEEDED', { message: 'no device is named' });
  return findDevice(name, banks);
};

/** The questions that were asked, with the answers that were given to them one after another. */
async function asked(flags: InitFlags, ...answers: readonly string[]) {
  const questions: string[] = [];
  const given = [...answers];
  const ask = async (question: string) => {
    questions.push(question.split(/[ ,]/)[0] ?? '');
    return given.shift() ?? '';
  };
  const { device, ...rest } = await initAnswers(flags, ask, find);
  expect(given).toEqual([]);
  return { questions, device: device.name, ...rest };
}

describe('the questions of init', () => {
  it('are about probe, chip, fields and locks', async () => {
    expect(await asked({}, 'jlink:', 'STM32F401RE', 'serial,crc', '0')).toEqual({
      questions: ['Probe', 'Chip', 'Fields', 'Blocks'],
      device: 'STM32F401RE',
      probe: 'jlink:',
      fields: ['serial', 'crc'],
      lock: [0],
    });
  });

  it('leave out the chip that the probe finds out', async () => {
    expect(await asked({}, 'stlink:', '', '')).toEqual({
      questions: ['Probe', 'Fields', 'Blocks'],
      device: 'STM32F401RE',
      probe: 'stlink:',
      fields: ['serial', 'mac', 'crc'],
      lock: [],
    });
  });

  it('leave out locks where the chip has none, and what flags say', async () => {
    expect(await asked({}, '', 'STM32L476RG', '')).toMatchObject({
      questions: ['Probe', 'Chip', 'Fields'],
      probe: undefined,
      lock: false,
    });
    expect(await asked({ probe: 'stlink:', fields: 'serial', lock: true })).toMatchObject({
      questions: [],
      lock: true,
    });
  });

  it('name the blocks that the fields are in', async () => {
    const questions: string[] = [];
    const flags = { device: 'STM32F401RE', probe: 'stlink:', fields: 'serial,mac,eui64,crc' };
    await initAnswers(flags, async (question) => (questions.push(question) > 0 ? '' : question), find);
    expect(questions).toEqual(['Blocks to lock forever after the burn, of 0,1 [none]: ']);
  });

  it.each([
    ['none', []],
    ['0', [0]],
    ['0, 1', [0, 1]],
  ] as const)('take --lock %s without asking anybody', async (lock, blocks) => {
    const answers = await initAnswers({ device: 'STM32F401RE', lock }, undefined, find);
    expect(answers.lock).toEqual(blocks);
  });

  it('refuse what is not a number, and a chip that nobody names', async () => {
    const bad = initAnswers({ device: 'STM32F401RE', lock: 'first' }, undefined, find);
    await expect(bad).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('"first"') });
    await expect(initAnswers({}, undefined, find)).rejects.toMatchObject({ code: 'DEVICE_NEEDED' });
    await expect(asked({}, 'jlink:', '')).rejects.toMatchObject({ code: 'DEVICE_NEEDED' });
  });
});
