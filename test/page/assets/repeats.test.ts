import { describe, expect, it } from 'vitest';
import { Repeats } from '../../../src/page/assets/live/repeats.js';

const lost = { ok: false, status: 0 } as const;
const taken = { ok: true, value: 'taken' } as const;
const refused = { ok: false, status: 422 } as const;
type Answer = typeof lost | typeof taken | typeof refused;

/** Repeats by a clock of its own, over a station that gives these answers. */
function repeatsOf(...answers: readonly Answer[]) {
  let now = 0;
  let ids = 0;
  const asked: string[] = [];
  const left = [...answers];
  const repeats = new Repeats(
    () => {
      ids += 1;
      return `id-${ids}`;
    },
    {
      now: () => now,
      sleep: async (milliseconds) => {
        now += milliseconds;
      },
    },
  );
  return {
    asked,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    send: (what: string, lasts = 0) =>
      repeats.send(what, async (request): Promise<Answer> => {
        asked.push(request);
        now += lasts;
        return left.shift() ?? taken;
      }),
  };
}

describe('a request', () => {
  it('is repeated with its ID until an answer comes', async () => {
    const { send, asked } = repeatsOf(lost, lost, taken);
    expect(await send('L1')).toEqual(taken);
    expect(asked).toEqual(['id-1', 'id-1', 'id-1']);
  });

  it('that is answered or refused is not repeated, and the next one of the same is another', async () => {
    const { send, asked } = repeatsOf(refused, taken);
    expect(await send('L1')).toEqual(refused);
    await send('L1');
    await send('L1');
    expect(asked).toEqual(['id-1', 'id-2', 'id-3']);
  });

  it('without an answer ends, and keeps its ID for the same that soon comes again', async () => {
    const { send, asked, pass } = repeatsOf(lost, lost, lost, lost);
    expect(await send('L1')).toEqual(lost);
    pass(5_000);
    await send('other');
    expect(await send('L1')).toEqual(taken);
    await send('L1');
    expect(asked).toEqual([...Array(4).fill('id-1'), 'id-2', 'id-1', 'id-3']);
  });

  it('without an answer is forgotten later', async () => {
    const { send, asked, pass } = repeatsOf(lost, lost, lost, lost);
    await send('L1');
    pass(31_000);
    await send('L1');
    expect(asked.at(-1)).toBe('id-2');
  });

  it('is not repeated when the station has been silent for long', async () => {
    const { send, asked } = repeatsOf(lost, lost, lost, lost);
    await send('L1', 10_000);
    expect(asked).toHaveLength(2);
  });
});
