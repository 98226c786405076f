import { describe, expect, it } from 'vitest';
import {
  kindOf,
  mapProbeFiles,
  parseProbeUri,
  probeFiles,
  probeKinds,
  probeText,
  withOptions,
} from '../../src/probe/index.js';

describe('probe URI', () => {
  it.each([
    ['sim:STM32F401RE', { scheme: 'sim', target: 'STM32F401RE', options: {} }],
    [
      'sim:STM32F401RE,file=a/b=c.chip',
      { scheme: 'sim', target: 'STM32F401RE', options: { file: 'a/b=c.chip' } },
    ],
    [
      'openocd:interface/stlink.cfg,./a=b.cfg,timeout=500',
      { scheme: 'openocd', target: 'interface/stlink.cfg,./a=b.cfg', options: { timeout: '500' } },
    ],
    ['replay:C:\\runs\\run.jsonl', { scheme: 'replay', target: 'C:\\runs\\run.jsonl', options: {} }],
  ])('parses %s', (uri, expected) => {
    expect(parseProbeUri(uri)).toEqual(expected);
  });

  it.each([
    ['usbdap:1', /no probe kind "usbdap"/],
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

  it.each([
    'sim:STM32F401RE,file=a.chip',
    'jlink:801012345,speed=4000',
    'gdb:127.0.0.1:3333',
    'openocd:interface/stlink.cfg,./board.cfg,timeout=500',
    'replay:r.jsonl',
  ])('is written as it was read: %s', (uri) => {
    expect(probeText(parseProbeUri(uri))).toBe(uri);
  });

  it('takes more options as they are, commas too, and none that its kind lacks', () => {
    const jlink = parseProbeUri('jlink:1,speed=100');
    expect(withOptions(jlink, [['library', '/opt/a,b/lib.so']]).options).toEqual({
      speed: '100',
      library: '/opt/a,b/lib.so',
    });
    expect(() => withOptions(parseProbeUri('sim:STM32F401RE'), [['log', 'x']])).toThrow(
      expect.objectContaining({ code: 'PROBE_URI', message: expect.stringContaining('no option "log"') }),
    );
  });
});

describe('the table of probe kinds', () => {
  it.each([
    ['sim:STM32F401RE,file=a.chip', [{ what: 'the chip file', path: 'a.chip', written: true }]],
    ['sim:STM32F401RE,fault=file', []],
    ['sim:STM32F401RE,tray=boards,dwell=5', [{ what: 'the tray', path: 'boards', written: false }]],
    [
      'jlink:1,log=j.log,library=lib.so,speed=4000',
      [
        { what: 'the log', path: 'j.log', written: true },
        { what: 'SEGGER’s library', path: 'lib.so', written: false },
      ],
    ],
    ['gdb:127.0.0.1:3333,server=openocd', []],
    ['replay:r.jsonl', [{ what: 'the replayed trace', path: 'r.jsonl', written: false }]],
  ])('says which files %s touches', (uri, files) => {
    expect(probeFiles(parseProbeUri(uri))).toEqual(files);
    const moved = mapProbeFiles(parseProbeUri(uri), (path) => `/p/${path}`);
    expect(probeFiles(moved)).toEqual(files.map((file) => ({ ...file, path: `/p/${file.path}` })));
  });

  it('knows which names of openocd: are files of ours, and leaves OpenOCD’s own as they are', () => {
    const uri = parseProbeUri('openocd:interface/stlink.cfg,./board.cfg,/abs.cfg');
    const what = 'the OpenOCD script';
    expect(probeFiles(uri)).toEqual([
      { what, path: './board.cfg', written: false },
      { what, path: '/abs.cfg', written: false },
    ]);
    expect(mapProbeFiles(uri, (path) => `/p/${path}`).target).toBe(
      'interface/stlink.cfg,/p/./board.cfg,/p//abs.cfg',
    );
  });

  it('says what is silicon', () => {
    const mediums = Object.keys(probeKinds).map((scheme) => [
      scheme,
      kindOf(parseProbeUri(`${scheme}:`)).medium,
    ]);
    expect(Object.fromEntries(mediums)).toEqual({
      sim: 'simulated',
      jlink: 'silicon',
      stlink: 'silicon',
      'cmsis-dap': 'silicon',
      openocd: 'silicon',
      pyocd: 'silicon',
      gdb: 'silicon',
      replay: 'replayed',
    });
  });
});
