import { afterAll, beforeAll, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { connectGdb } from '../../src/probe/gdb/index.js';
import type { Probe } from '../../src/probe/index.js';
import { imageOf } from '../support/images.js';
import { fc, runs } from '../support/property.js';
import { type FakeServer, fakeServer } from './fake-gdb-server.js';

const RAM = 0x20000000;
const calls: readonly ((probe: Probe) => Promise<unknown>)[] = [
  (probe) => probe.identify(),
  (probe) => probe.resetHalt(),
  (probe) => probe.readMemory(RAM + 1, 700),
  (probe) => probe.writeMemory(RAM + 1, new Uint8Array(700)),
  (probe) => probe.readRegisters(['R0', 'PC', 'PRIMASK']),
  (probe) => probe.writeRegisters({ PC: RAM, MSP: RAM, CONTROL: 0 }),
  (probe) => probe.setBreakpoint(RAM).then((handle) => probe.clearBreakpoint(handle)),
  (probe) => probe.go().then(() => probe.waitHalted(5)),
  (probe) => probe.programFlash(imageOf([0x08000000, new Uint8Array(2000)])),
  (probe) => probe.resetRun(),
];

const documents = [
  'l<target><reg name="pc" regnum="5"/><reg name="r0" bitsize="64"/><xi:include href="x"/></target>',
  'm<target>',
  'l<memory-map><memory type="flash" start="0x8000000" length="0x1000"><property name="blocksize">0x400</property></memory></memory-map>',
  'l<memory-map><memory type="flash" start="0" length="0xffffffff"><property name="blocksize">0</property></memory></memory-map>',
];
const answer = fc.oneof(
  { weight: 8, arbitrary: fc.constant(null) },
  {
    weight: 4,
    arbitrary: fc.constantFrom('OK', '', 'E01', 'E.no', 'T05', 'S02', 'W00', '00000000', 'xxxxxxxx', 'O4f4b'),
  },
  { weight: 2, arbitrary: fc.constantFrom(...documents) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 30 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('PacketSize=0', 'PacketSize=zz;qXfer:memory-map:read+;qXfer:features:read+'),
  },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

let server: FakeServer;
let answers: readonly (string | null | undefined)[] = [];
let next = 0;
beforeAll(async () => {
  server = await fakeServer(() => {
    next += 1;
    return next <= answers.length ? answers[next - 1] : null;
  });
});
afterAll(() => server.close());

it('a server that answers anything makes no other error than a typed one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(answer, { maxLength: 30 }),
      fc.shuffledSubarray([...calls.keys()], { minLength: 3 }),
      async (script, order) => {
        answers = script;
        next = 0;
        const settle = async <T>(work: Promise<T>): Promise<T | undefined> => {
          try {
            return await work;
          } catch (error) {
            expect(error).toBeInstanceOf(OtpforgeError);
            expect(error).not.toMatchObject({ code: 'INTERNAL' });
            return undefined;
          }
        };
        const deadlines = { packetMs: 5, monitorMs: 5, flashMs: 5 };
        const probe = await settle(connectGdb({ host: '127.0.0.1', port: server.port }, { deadlines }));
        if (!probe) return;
        for (const index of order) await settle(calls[index]?.(probe) ?? Promise.resolve());
        await probe.close();
      },
    ),
    { numRuns: runs(300) },
  );
});
