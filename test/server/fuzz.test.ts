import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { framePacket } from '../../src/gdb/index.js';
import { f401, l476 } from '../support/banks.js';
import { fc, runs } from '../support/property.js';
import { type ChipOnAPort, serveChip } from '../support/served-chip.js';
import { RawClient } from './raw-client.js';

/** Packets that are right, to be bent. */
const right = [
  'qSupported:multiprocess+;xmlRegisters=i386',
  'qXfer:features:read:target.xml:0,ffb',
  'qXfer:memory-map:read::0,ffb',
  'qRcmd,737461747573',
  'qRcmd,7265736574',
  'qRcmd,706f776572206379636c65',
  'qRcmd,706f776572206f6666',
  '?',
  'g',
  `G${'11223344'.repeat(21)}`,
  'pf',
  'Pf=00000020',
  'P10=00000001',
  'm20000000,40',
  'me000ed00,10',
  'M20000000,4:fee7fee7',
  'Me000ed0c,4:0400fa05',
  'X20000010,4:abcd',
  'Z0,20000000,2',
  'z0,20000000,2',
  'Z1,8000000,2',
  'c',
  's',
  'vCont;c',
  'vCont;s:1',
  'vFlashErase:8000000,4000',
  'vFlashWrite:8000000:abcdefgh',
  'vFlashDone',
  'D',
  'k',
  'QStartNoAckMode',
  'H-1',
];

const bytes = (maximum: number) => fc.uint8Array({ maxLength: maximum });
const bent = fc
  .tuple(fc.constantFrom(...right), fc.nat(200), fc.nat(3), bytes(6))
  .map(([text, at, removed, inserted]) => {
    const packet = Buffer.from(text, 'latin1');
    const place = at % (packet.length + 1);
    return Buffer.concat([packet.subarray(0, place), inserted, packet.subarray(place + removed)]);
  });
const chunk = fc.oneof(
  { weight: 6, arbitrary: bent.map((packet) => Buffer.from(framePacket(packet))) },
  { weight: 2, arbitrary: fc.constantFrom(...right).map((packet) => Buffer.from(framePacket(packet))) },
  { weight: 2, arbitrary: bytes(40).map((packet) => Buffer.from(framePacket(packet))) },
  { weight: 2, arbitrary: bytes(60).map((noise) => Buffer.from(noise)) },
  {
    weight: 1,
    arbitrary: bent.map((packet) => Buffer.concat([Buffer.from('$'), packet, Buffer.from('#00')])),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\x03', '+', '-', '$', '#', '}', '*').map((text) => Buffer.from(text)),
  },
);

describe.each([f401, l476])('a server of $name', (device) => {
  let served: ChipOnAPort;
  beforeAll(async () => {
    served = await serveChip(device);
  });
  afterAll(() => served.server.close());

  it('survives thousands of broken, random and senseless packets, and still serves', async () => {
    let packets = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { minLength: 10, maxLength: 60 }), async (chunks) => {
        packets += chunks.length;
        const fuzzer = await RawClient.open(served.server.port);
        fuzzer.write(Buffer.concat(chunks));
        fuzzer.socket.end();
        while ((await fuzzer.next()) !== 'closed');
        expect(served.defects).toEqual([]);
        const client = await RawClient.open(served.server.port);
        expect(await client.call('qC')).toBe('QC1');
        expect((await client.monitor('reset halt')).end).toBe('OK');
        expect(await client.call('M20000000,2:1234')).toBe('OK');
        expect(await client.call('m20000000,2')).toBe('1234');
        await client.close();
      }),
      { numRuns: runs(400) },
    );
    expect(packets).toBeGreaterThan(4000);
  });
});

it('keeps little of a packet that never ends', async () => {
  const served = await serveChip(f401);
  const client = await RawClient.open(served.server.port);
  client.write('$');
  for (let index = 0; index < 64; index += 1) client.write(Buffer.alloc(1 << 16, 0x61));
  client.write('#00');
  expect(await client.answer()).toMatch(/^E\./);
  expect(await client.call('qC')).toBe('QC1');
  await client.close();
  await served.server.close();
});
