import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../../src/errors/index.js';
import { otpAlternate, parseAlternates } from '../../../src/fuse/dfu/alternates.js';
import { explainDfu, judgeDownload } from '../../../src/fuse/dfu/outcome.js';
import { fc } from '../../support/property.js';
import { download09, download011, list09 } from './texts.js';

const idle = 'state(2) = dfuIDLE, status(0) = No error condition is present';
const failed = 'state(10) = dfuERROR, status(15) = Something went wrong';

describe.each([
  ['0.9', download09],
  ['0.11', download011],
])('a download by dfu-util %s', (_, whole) => {
  it('is done when the device is idle again without an error', () => {
    expect(judgeDownload(whole, 0)).toEqual({ result: 'done', text: 'dfu-util: Done!' });
  });

  it('is not done when the device reports an error after the last packet, though it says "Done!" and ends with 0', () => {
    const last = whole.lastIndexOf(idle);
    const text = `${whole.slice(0, last)}${failed}${whole.slice(last + idle.length)}`;
    expect(judgeDownload(text, 0)).toMatchObject({
      result: 'failed',
      text: expect.stringContaining('the service stopped at an error'),
    });
  });

  it('is not done without "Done!", with another exit code, or when it is cut off', () => {
    expect(judgeDownload(whole.replace('Done!', ''), 0).result).not.toBe('done');
    expect(judgeDownload(whole, 74).result).not.toBe('done');
    expect(judgeDownload(whole, undefined).result).not.toBe('done');
    expect(judgeDownload(whole.slice(0, whole.indexOf('Download done')), 0).result).toBe('unclear');
  });

  it('has sent nothing where it never came to copy', () => {
    const early = whole.slice(0, whole.indexOf('Copying data'));
    expect(judgeDownload(`${early}dfu-util: Cannot claim interface\n`, 74)).toEqual({
      result: 'unsent',
      text: 'Cannot claim interface: another program has it: STM32CubeProgrammer for example',
    });
  });

  it('has failed when the connection breaks, whatever 0.9 ends with', () => {
    const broken = `${whole.slice(0, whole.indexOf('Download done'))}dfu-util: Error during download\n`;
    expect(judgeDownload(broken, 0)).toMatchObject({
      result: 'failed',
      text: expect.stringContaining('the connection broke'),
    });
  });
});

describe('the errors of dfu-util', () => {
  it.each([
    ['dfu-util: Cannot open DFU device 0483:df11 found on devnum 9 (LIBUSB_ERROR_ACCESS)', 'udev rule'],
    ['dfu-util: Cannot open DFU device 0483:df11', 'udev rule'],
    ['dfu-util: Cannot open device: LIBUSB_ERROR_NOT_SUPPORTED', 'Zadig'],
    ['dfu-util: No DFU capable USB device available', 'the board is gone'],
    ["dfu-util: More than one DFU capable USB device found! Try `--list'", 'Leave one connected'],
    ['dfu-util: Cannot open file dump.bin for writing: File exists', 'no file that is there already'],
    ['dfu-util: Lost device after RESET?', 'did not come back'],
    ['dfu-util: something that no version says', 'something that no version says'],
  ])('%s are explained', (text, explained) => {
    expect(explainDfu(`dfu-util 0.11\n\n${text}\n`)).toContain(explained);
  });

  it('are not found in a list without one', () => {
    expect(explainDfu(list09)).toBeUndefined();
  });
});

describe('outputs that are cut, repeated and mixed', () => {
  const texts = [download09, download011, list09];
  const places = fc.array(
    fc.tuple(fc.nat({ max: 1600 }), fc.nat({ max: 200 }), fc.string({ maxLength: 12 })),
    { maxLength: 4 },
  );
  const mutated = fc
    .tuple(fc.constantFrom(...texts), places)
    .map(([text, cuts]) =>
      cuts.reduce((rest, [at, length, put]) => rest.slice(0, at) + put + rest.slice(at + length), text),
    );

  it('give an answer or a clear error, and are never taken for done without the device’s word', () => {
    fc.assert(
      fc.property(mutated, fc.constantFrom(0, 1, 74, undefined), (text, exitCode) => {
        const said = judgeDownload(text, exitCode);
        expect(said.text).not.toBe('');
        if (said.result === 'done') {
          expect(exitCode).toBe(0);
          expect(text).toContain('state(2) = dfuIDLE, status(0) = ');
          expect(text).toContain('Copying data from PC to DFU device');
        }
        try {
          expect(otpAlternate(parseAlternates(text), '004100323338511634383330').name).toMatch(
            /^@OTP\s*\/0xf2\//i,
          );
        } catch (error) {
          if (!(error instanceof OtpforgeError)) throw error;
        }
      }),
      { numRuns: 100_000 },
    );
  });
});
