import { beforeAll, describe, expect, it } from 'vitest';
import { unitJudge } from '../../src/api/unit-judge.js';
import { type Device, findDevice, loadBanks } from '../../src/bank/index.js';
import { encodeLayout, unitDataFromObject } from '../../src/layout/index.js';
import { secretsOf } from '../../src/secrets/index.js';
import { layoutOf } from '../layout/banks.js';
import { memoryOf } from '../layout/memory.js';

let device: Device;
beforeAll(async () => {
  device = findDevice('STM32F401RE', await loadBanks());
});

const judgeOf = (body: string, values: Record<string, unknown>) => {
  const layout = layoutOf(device.bank, body);
  const { image } = encodeLayout(layout, unitDataFromObject(values));
  const memory = memoryOf(device.bank);
  memory.write(image);
  const judge = unitJudge({ device, image, layout, secrets: secretsOf(layout) });
  return { memory, verdict: () => judge?.judge(memory.read) };
};

describe('the verdict on a unit', () => {
  it('is on what was read, whatever the image holds', () => {
    const { memory, verdict } = judgeOf('fields:\n  id: { offset: 0, type: u32 }\n', { id: 7 });
    expect(verdict()).toMatchObject({ text: 'id 7' });
    memory.bytes[0] = 3;
    expect(verdict()?.problems).toEqual(['id at 0x1FFF7800 is not what the image holds']);
  });

  it('shows neither a secret value nor what a check over it should be', () => {
    const body =
      'fields:\n  key: { offset: 0, type: u32, secret: true, max: 0x10000000 }\n' +
      '  crc: { offset: 4, type: crc, algorithm: crc32, over: [key] }\n';
    const { memory, verdict } = judgeOf(body, { key: 0x00bada55 });
    expect(JSON.stringify(verdict())).not.toMatch(/bada55|12245589|[0-9A-F]{8}"/i);
    memory.bytes[4] = (memory.bytes[4] ?? 0) ^ 1;
    expect(verdict()?.problems).toEqual(['crc at 0x1FFF7804 does not match the bytes it covers']);
    memory.bytes[3] = 0xff;
    const problems = JSON.stringify(verdict());
    expect(problems).toContain('key at 0x1FFF7800 must be 0 to 268435456');
    expect(problems).not.toMatch(/bada55/i);
  });

  it('shows no character of a text that nobody sees', () => {
    const { memory, verdict } = judgeOf('fields:\n  name: { offset: 0, type: utf8, length: 8, pad: 0 }\n', {
      name: 'AB',
    });
    memory.bytes.set(Buffer.from('A\u202eB'), 0);
    expect(verdict()?.text).not.toContain('\u202e');
  });
});
