import { describe, expect, it } from 'vitest';
import { openocdArguments, targetStep } from '../../src/probe/openocd/command-line.js';
import { deviceOf } from '../chip/support/chips.js';

describe('the command line of OpenOCD', () => {
  it('has its own scripts first, and its ports before and after the files, which may set others', () => {
    const args = openocdArguments('/scripts', [{ file: '/a.cfg' }, { command: 'adapter serial 1' }]);
    const ports =
      'bindto 127.0.0.1; gdb_port 0; tcl_port disabled; telnet_port disabled; gdb_report_data_abort enable';
    expect(args).toEqual([
      ...['-s', '/scripts', '-c', ports, '-f', '/a.cfg', '-c', 'adapter serial 1'],
      ...['-c', `catch {${ports}}`, '-c', 'init', '-c', 'echo {otpforge: ready}'],
    ]);
  });

  it('has the target file of the bank, and one for any Cortex-M without a device', () => {
    const f401 = deviceOf('STM32F401RE');
    expect(targetStep('/scripts', f401)).toEqual({ file: '/scripts/target/stm32f4x.cfg' });
    expect(targetStep('/scripts', undefined)).toMatchObject({
      command: expect.stringContaining('target create otpforge.cpu cortex_m'),
    });
  });

  it('cannot be made for a bank that names no target file', () => {
    const f401 = deviceOf('STM32F401RE');
    const { openocd: _none, ...bank } = f401.bank;
    expect(() => targetStep('/scripts', { ...f401, bank })).toThrow(
      expect.objectContaining({
        code: 'PROBE_DEVICE_UNKNOWN',
        remedy: expect.stringContaining('openocd: { target: target/<family>.cfg }'),
      }),
    );
  });
});
