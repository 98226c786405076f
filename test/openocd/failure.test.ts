import { describe, expect, it } from 'vitest';
import { type FailedServer, startFailure } from '../../src/probe/guarded/start-failure.js';
import { openocdCauses } from '../../src/probe/openocd/causes.js';
import { isPrintable } from '../../src/text/printable.js';

const failure = (server: FailedServer) =>
  startFailure('OpenOCD', openocdCauses, server, { probe: 'stlink:', waitedMs: 60_000 });
const failureOf = (...lines: readonly string[]) =>
  failure({ lines: ['Open On-Chip Debugger 0.12.0', ...lines], ending: 'ended by exit code 1' });

describe('an OpenOCD that does not reach the chip', () => {
  it.each([
    ['Error: open failed', 'PROBE_UNAVAILABLE', /Plug the probe in/],
    ['Error: unable to find a matching CMSIS-DAP device', 'PROBE_UNAVAILABLE', /Plug the probe in/],
    ['Error: libusb_open() failed with LIBUSB_ERROR_ACCESS', 'PROBE_UNAVAILABLE', /udev|driver|Close/],
    ['Error: libusb_open() failed with LIBUSB_ERROR_BUSY', 'PROBE_BUSY', /Close it/],
    ['Error: target voltage may be too low for reliable debugging', 'TARGET_POWER', /Switch the board on/],
    ['Error: init mode failed (unable to connect to the target)', 'PROBE_UNAVAILABLE', /supply, GND/],
    ['Error: Error connecting DP: cannot read IDR', 'PROBE_UNAVAILABLE', /supply, GND/],
    ['Error: invalid command name "adapter"', 'PROBE_SERVER_UNUSABLE', /0\.12/],
    ["embedded:startup.tcl:28: Error: Can't find target/none.cfg", 'PROBE_SERVER_UNUSABLE', /own scripts/],
    ['Error: something new', 'PROBE_UNAVAILABLE', /Plug the probe in/],
  ] as const)('says %j: quoted, with its code and the cure', (line, code, cure) => {
    const error = failureOf('Info : clock speed 2000 kHz', line);
    expect(error).toMatchObject({ code, remedy: expect.stringMatching(cure) });
    expect(error.message).toContain(`says: ${JSON.stringify(line)}`);
  });

  it('has no supply when it also finds no target', () => {
    const error = failureOf(
      'Info : Target voltage: 0.012',
      'Error: target voltage may be too low for reliable debugging',
      'Error: init mode failed (unable to connect to the target)',
    );
    expect(error.code).toBe('TARGET_POWER');
  });

  it('cannot steer a terminal, nor fill it', () => {
    const error = failureOf('Error: \u001b]0;owned\u0007 \u202Egnp', `Error: ${'x'.repeat(100_000)}`);
    expect(isPrintable(error.message)).toBe(true);
    expect(error.message.length).toBeLessThan(1000);
    expect(JSON.stringify(error.details).length).toBeLessThan(1000);
  });

  it('is quoted by its last lines where it names no error, and said to hang where it does not end', () => {
    expect(failureOf('one', 'two', 'three').message).toMatch(/says: "one", "two", "three"$/);
    expect(failure({ lines: [], ending: undefined }).message).toBe(
      'stlink:: OpenOCD was not ready within 60000 ms',
    );
  });
});
