import { describe, expect, it } from 'vitest';
import { type FakeAnswer, hexText } from './fake-gdb-server.js';
import { open, table } from './gdb-rig.js';

const RAM = 0x20000000;

const kinds: readonly {
  name: string;
  answers: Readonly<Record<string, FakeAnswer>>;
  prepares: readonly string[];
  resets: readonly string[];
}[] = [
  {
    name: 'OpenOCD',
    answers: { 'monitor version': [`O${hexText('Open On-Chip Debugger 0.12.0\n')}`, 'OK'] },
    prepares: [],
    resets: ['monitor reset halt'],
  },
  {
    name: 'J-Link GDB Server',
    answers: { 'monitor version': 'E01', 'monitor info version': 'E01', 'qSeggerSWO:GetSpeedInfo:0': '0,1' },
    prepares: [
      'monitor exec SetAllowFlashCache = 0',
      'monitor exec ExcludeFlashCacheRange 0x1FFF0000-0x1FFFFFFF',
    ],
    resets: ['monitor reset', 'monitor halt'],
  },
  {
    name: 'pyOCD',
    answers: { 'monitor version': hexText("Error: unrecognized command 'version'\n") },
    prepares: [],
    resets: ['monitor reset halt'],
  },
  {
    name: 'GDB server',
    answers: { 'monitor version': '', 'monitor info version': '' },
    prepares: [],
    resets: ['monitor reset halt'],
  },
];

describe.each(kinds)('a server like $name', ({ name, answers, prepares, resets }) => {
  it('is found out, prepared, and reset in its own words', async () => {
    const { probe: opened, since, server: fake } = await open(table(answers));
    expect(await opened.identify()).toMatchObject({
      description: `${name} at 127.0.0.1:${fake.port}`,
      vtrefMv: undefined,
    });
    for (const line of prepares) expect(fake.packets).toContain(line);
    since();
    await opened.resetHalt();
    expect(since()).toEqual([...resets, 'me000edf0,4']);
  });
});

describe('server=', () => {
  it('asks no questions', async () => {
    const { server: fake } = await open(() => null, ',server=jlink');
    expect(fake.packets.filter((packet) => packet.startsWith('monitor'))).toEqual(
      [
        'monitor exec SetAllowFlashCache = 0',
        'monitor exec ExcludeFlashCacheRange 0x1FFF0000-0x1FFFFFFF',
        // Where OTP of an STM32F7 is.
        'monitor exec ExcludeFlashCacheRange 0x1FF00000-0x1FF0FFFF',
        // Reserved sectors, 128 KiB each.
        ...[
          '0x08060000-0x0806FFFF',
          '0x08070000-0x0807FFFF',
          '0x080E0000-0x080EFFFF',
          '0x080F0000-0x080FFFFF',
        ],
        ...[
          '0x08160000-0x0816FFFF',
          '0x08170000-0x0817FFFF',
          '0x081E0000-0x081EFFFF',
          '0x081F0000-0x081FFFFF',
        ],
        // Where OTP of STM32L5 and STM32U5 is.
        '0x0BFA0000-0x0BFAFFFF',
      ].map((text) => (text.startsWith('monitor') ? text : `monitor exec ExcludeFlashCacheRange ${text}`)),
    );
  });

  it.each(['Unsupported command\n', 'Supported Commands:\n\n    info - print session information\n'])(
    'helps a server that refuses the reset, by %j',
    async (text) => {
      const refusing = table({ 'monitor reset halt': hexText(text) });
      const { probe: opened } = await open(refusing, ',server=other');
      await expect(opened.resetHalt()).rejects.toMatchObject({
        code: 'TARGET_FAULT',
        remedy: expect.stringContaining('server=<'),
      });
    },
  );
});

describe('a server that would not read the chip', () => {
  it.each<[string, string, Readonly<Record<string, FakeAnswer>>]>([
    ['jlink', 'cache', { 'monitor exec SetAllowFlashCache = 0': 'E01' }],
    ['jlink', 'cache', { 'monitor exec SetAllowFlashCache = 0': hexText('Unknown command\n') }],
    ['jlink', 'OTP', { 'monitor exec ExcludeFlashCacheRange 0x1FFF0000-0x1FFFFFFF': '' }],
  ])('is refused: %s, %s', async (kind, why, answers) => {
    await expect(open(table(answers), `,server=${kind}`)).rejects.toMatchObject({
      code: 'PROBE_UNSUPPORTED',
      message: expect.stringContaining(why),
      remedy: expect.stringContaining('server=<'),
    });
  });
});

describe('a server without a target', () => {
  it.each(['W00', 'X1d'])('is refused before it is asked for anything: %s', async (stop) => {
    const asked: string[] = [];
    const opening = open((packet) => {
      asked.push(packet);
      return packet === '?' ? stop : null;
    });
    await expect(opening).rejects.toMatchObject({
      code: 'PROBE_UNSUPPORTED',
      exitCode: 4,
      message: expect.stringContaining(`holds no target: to "?" it answers ${stop}`),
    });
    expect(asked.at(-1)).toBe('?');
  });
});

describe('zeros from OpenOCD, which answers a bus error with them', () => {
  // As OpenOCD 0.12 prints them, and as it refuses what it may do before its init only.
  const told = {
    'monitor gdb_report_data_abort enable': [
      `O${hexText("The 'gdb_report_data_abort' command must be used before 'init'.\n")}`,
      'E01',
    ],
    'monitor mdw 0x20000000 3': [hexText('0x20000000: 00000000 00000000 04030201 \n')],
    'monitor mdh 0x20000002 3': [hexText('0x20000002: 0000 0000 0201 \n')],
    'monitor mdb 0x20000001 2': [hexText('0x20000001: 00 07 \n')],
    'monitor mdw 0x1fff7800 4': [
      `O${hexText('JTAG-DP STICKY ERROR\n')}`,
      `O${hexText('Failed to read memory at 0x1fff7800\n')}`,
      'E95',
    ],
    'monitor mdw 0x1fff7900 4': [`O${hexText('Failed to read memory at 0x1fff7900\n')}`, 'OK'],
    'monitor mdw 0x1fff7a00 4': [hexText('0x1fff7a00: 00000000 5ec2e700 \n')],
  };

  it.each([
    { at: RAM, length: 12, bytes: [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4] },
    { at: RAM + 2, length: 6, bytes: [0, 0, 0, 0, 1, 2] },
    { at: RAM + 1, length: 2, bytes: [0, 7] },
  ])('are asked for in words: $length bytes at $at', async ({ at, length, bytes }) => {
    const { probe: opened } = await open(table(told), ',server=openocd');
    expect([...(await opened.readMemory(at, length))]).toEqual(bytes);
  });

  it.each([0x1fff7800, 0x1fff7900, 0x1fff7a00])('are a fault where the words tell one: %i', async (at) => {
    const { probe: opened } = await open(table(told), ',server=openocd');
    await expect(opened.readMemory(at, 16)).rejects.toMatchObject({
      code: 'TARGET_FAULT',
      message: expect.stringMatching(/^(?!.*5ec2e7)a read at 0x1FFF7\w00 failed: \S/),
    });
  });

  it('are taken from any other server, and what is not zero from OpenOCD too', async () => {
    const { probe: other } = await open(table({}), ',server=other');
    expect([...(await other.readMemory(RAM, 4))]).toEqual([0, 0, 0, 0]);
    const { probe: opened, since } = await open(table({ 'm20000000,4': '00000100' }), ',server=openocd');
    expect([...(await opened.readMemory(RAM, 4))]).toEqual([0, 0, 1, 0]);
    expect(since()).toEqual(['m20000000,4']);
  });
});

describe('reset', () => {
  it('is not a reset when the core runs after it', async () => {
    const { probe: opened } = await open(table({ 'me000edf0,4': '01000100' }), ',server=openocd');
    await expect(opened.resetHalt()).rejects.toMatchObject({
      code: 'TARGET_FAULT',
      message: expect.stringContaining('0xE000EDF0'),
    });
  });
});

describe('DHCSR without C_DEBUGEN', () => {
  const zeros = table({ 'me000edf0,4': '00000000' });

  it.each(['otpforge', 'openocd', 'jlink', 'pyocd', 'other'])(
    'is no halted core behind server=%s',
    async (kind) => {
      const { probe: opened } = await open(zeros, `,server=${kind}`);
      await expect(opened.resetHalt()).rejects.toMatchObject({ code: 'TARGET_FAULT' });
    },
  );

  it('is what QEMU has', async () => {
    const { probe: opened, since } = await open(zeros, ',server=qemu');
    await opened.resetHalt();
    expect(since()).toEqual(['monitor system_reset', 'me000edf0,4']);
  });
});
