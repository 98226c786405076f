import { describe, expect, it } from 'vitest';
import { parseProbeUri } from '../../src/probe/index.js';

describe('probe URI', () => {
  it.each([
    ['sim:STM32F401RE', { scheme: 'sim', target: 'STM32F401RE', options: {} }],
    [
      'sim:STM32F401RE,file=a/b=c.chip',
      { scheme: 'sim', target: 'STM32F401RE', options: { file: 'a/b=c.chip' } },
    ],
    ['replay:C:\\runs\\run.jsonl', { scheme: 'replay', target: 'C:\\runs\\run.jsonl', options: {} }],
  ])('parses %s', (uri, expected) => {
    expect(parseProbeUri(uri)).toEqual(expected);
  });

  it.each([
    ['stlink:1', /no probe kind "stlink"/],
    ['', /no probe kind ""/],
    ['sim:STM32F401RE,speed=4000', /sim: has no option "speed" \(it knows file/],
    ['sim:STM32F401RE,file=', /"file=" is not key=value/],
    ['sim:STM32F401RE,file', /"file" is not key=value/],
    ['toString:x', /no probe kind/],
  ])('refuses %j', (uri, message) => {
    expect(() => parseProbeUri(uri)).toThrow(
      expect.objectContaining({ code: 'PROBE_URI', exitCode: 2, message: expect.stringMatching(message) }),
    );
  });
});
