import { describe, expect, it } from 'vitest';
import { identityIn } from '../../src/probe/guarded/identity-lines.js';

// As the programs print them.
const stlink = [
  'Open On-Chip Debugger 0.12.0',
  'Info : The selected transport took over low-level target control. The results might differ compared to plain JTAG/SWD',
  'Info : clock speed 2000 kHz',
  'Info : STLINK V2J37M26 (API v2) VID:PID 0483:374B',
  'Info : Target voltage: 3.245850',
  'Info : [stm32f4x.cpu] Cortex-M4 r0p1 processor detected',
];
const cmsisDap = [
  'Info : Using CMSIS-DAPv2 interface with VID:PID=0x2e8a:0x000c, serial=E6605838837F8B2E',
  'Info : CMSIS-DAP: SWD supported',
  'Info : CMSIS-DAP: FW Version = 2.0.0',
  'Info : SWCLK/TCK = 0 SWDIO/TMS = 0 TDI = 0 TDO = 0 nTRST = 0 nRESET = 1',
  'Info : SWD DPIDR 0x2ba01477',
];
const multidrop = ['Info : SWD DPIDR 0x2ba01477, DLPIDR 0x00000001'];
const jtag = [
  'Info : JTAG tap: stm32f4x.cpu tap/device found: 0x4ba00477 (mfg: 0x23b (ARM Ltd), part: 0xba00, ver: 0x4)',
  'Info : JTAG tap: stm32f4x.bs tap/device found: 0x06433041 (mfg: 0x020 (STMicroelectronics), part: 0x6433, ver: 0x0)',
];
const pyocd = [
  '0000782 I Target type is stm32l476rg [board]',
  '0000842 I DP IDR = 0x2ba01477 (v1 rev2) [dap]',
  '0000861 I AHB-AP#0 IDR = 0x24770011 (AHB-AP var1 rev2) [discovery]',
];

describe('what a debug server prints at its start', () => {
  it.each([
    ['OpenOCD with an ST-LINK, its firmware', stlink, { versions: 'STLINK V2J37M26' }],
    ['OpenOCD over SWD, the debug port too', cmsisDap, { versions: 'firmware 2.0.0', dpidr: 0x2ba01477 }],
    ['OpenOCD on a multidrop line, the debug port', multidrop, { dpidr: 0x2ba01477 }],
    ['OpenOCD over JTAG, neither', jtag, {}],
    ['pyOCD, the debug port', pyocd, { dpidr: 0x2ba01477 }],
    ['nothing, neither', [], {}],
  ])('shows of %s', (_, lines, expected) => {
    expect(identityIn(lines)).toStrictEqual(expected);
  });

  it('shows no debug port where its reading failed', () => {
    expect(identityIn(['Info : SWD DPIDR 0x2ba0', 'Error: Error connecting DP: cannot read IDR'])).toEqual(
      {},
    );
  });
});
