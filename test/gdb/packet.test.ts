import { describe, expect, it } from 'vitest';
import { escapedLength, framePacket, type GdbEvent, PacketReader } from '../../src/gdb/index.js';
import { fc, runs } from '../support/property.js';

const reader = (runLengths = false, limit = 4096) => new PacketReader({ limit, runLengths });
const text = (data: string) => Buffer.from(data, 'latin1');

/** Events in short: packets as their text, the rest by kind. */
function short(events: Iterable<GdbEvent>): readonly string[] {
  return [...events].map((event) =>
    'payload' in event ? `${event.kind} ${Buffer.from(event.payload).toString('latin1')}` : event.kind,
  );
}

describe('framePacket', () => {
  it.each([
    ['', '$#00'],
    ['OK', '$OK#9a'],
    ['m20000000,4', '$m20000000,4#4f'],
    ['a#b', '$a}\x03b#43'],
    ['$}*', '$}\x04}]}\n#e2'],
  ])('frames %j', (payload, frame) => {
    expect(Buffer.from(framePacket(payload)).toString('latin1')).toBe(frame);
  });

  it('tells the length on the wire', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (payload) => {
        expect(framePacket(payload)).toHaveLength(escapedLength(payload) + 4);
      }),
    );
  });
});

describe('PacketReader', () => {
  it('gives back any packets, wherever the stream is cut, with or without run lengths', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        (payloads, size, runLengths) => {
          const stream = Buffer.concat(payloads.map(framePacket));
          const read = reader(runLengths);
          const events: GdbEvent[] = [];
          for (let at = 0; at < stream.length; at += size) {
            events.push(...read.push(stream.subarray(at, at + size)));
          }
          expect(events).toEqual(payloads.map((payload) => ({ kind: 'packet', payload })));
        },
      ),
    );
  });

  it('never throws and never gives more than its limit, whatever comes', () => {
    const noise = fc.array(
      fc.oneof(fc.constantFrom(0x23, 0x24, 0x25, 0x7d, 0x2a, 0x30, 0x03), fc.integer({ min: 0, max: 255 })),
      { maxLength: 400 },
    );
    fc.assert(
      fc.property(noise, fc.boolean(), (bytes, runLengths) => {
        for (const event of reader(runLengths, 64).push(Uint8Array.from(bytes))) {
          if ('payload' in event) expect(event.payload.length).toBeLessThanOrEqual(64);
        }
      }),
      { numRuns: runs(2000) },
    );
  });

  it.each<[string, string, readonly string[]]>([
    [
      'acknowledgements and interrupts between packets',
      '+-\x03$OK#9a+',
      ['ack', 'nack', 'interrupt', 'packet OK', 'ack'],
    ],
    ['a wrong checksum', '$OK#9b$OK#9A', ['broken', 'packet OK']],
    ['a checksum that is not a number', '$OK#zz', ['broken']],
    ['rubbish between packets', 'abc#12$OK#9a', ['packet OK']],
    ['a packet whose end was lost', '$m2000$OK#9a', ['packet OK']],
    ['an escape that is cut off', '$a}#de', ['broken']],
    ['a notification', '%Stop:T05#99', ['notification Stop:T05']],
    ['Ctrl-C inside a packet, which is data', '$\x03#03', ['packet \x03']],
  ])('reads %s', (_what, stream, events) => {
    expect(short(reader().push(text(stream)))).toEqual(events);
  });

  it('tells that a packet was too long, and reads the next', () => {
    const stream = Buffer.concat([framePacket('x'.repeat(65)), framePacket('y'.repeat(64))]);
    expect(short(reader(false, 64).push(stream))).toEqual(['too-long', `packet ${'y'.repeat(64)}`]);
  });

  it.each<[string, string]>([
    ['$0* #7a', 'packet 0000'],
    ['$0*"00#dc', 'packet 00000000'],
    ['$x0*!#d3', 'packet x00000'],
  ])('expands the run lengths of %j', (stream, packet) => {
    const [, body = ''] = /^\$(.*)#/.exec(stream) ?? [];
    const sum = [...text(body)].reduce((total, byte) => (total + byte) & 0xff, 0);
    expect(short(reader(true).push(text(`$${body}#${sum.toString(16).padStart(2, '0')}`)))).toEqual([packet]);
  });

  it('refuses a run of nothing, and one that would grow past the limit', () => {
    expect(short(reader(true).push(text('$* #4a')))).toEqual(['broken']);
    const bomb = `0*~`.repeat(20);
    const sum = [...text(bomb)].reduce((total, byte) => (total + byte) & 0xff, 0);
    expect(short(reader(true, 64).push(text(`$${bomb}#${sum.toString(16).padStart(2, '0')}`)))).toEqual([
      'broken',
    ]);
  });

  it('leaves a bare `*` alone as a server, where it is data', () => {
    expect(short(reader(false).push(text('$0*1#8b')))).toEqual(['packet 0*1']);
  });
});
