import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StopGuard } from '../../src/api/stop-guard.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = () => new Promise<string>(() => undefined);

it('ends what does not answer, some time after it was asked to stop', async () => {
  const controller = new AbortController();
  const run = new StopGuard(controller.signal, undefined).guard(never());
  const ended = expect(run).rejects.toMatchObject({ code: 'STOPPED', exitCode: 8 });
  controller.abort();
  await vi.runAllTimersAsync();
  await ended;
});

it('ends what was asked to stop before it began', async () => {
  const run = new StopGuard(AbortSignal.abort(), undefined).guard(never());
  const ended = expect(run).rejects.toMatchObject({ code: 'STOPPED' });
  await vi.runAllTimersAsync();
  await ended;
});

it('waits for what has begun to write, however long that takes', async () => {
  const controller = new AbortController();
  const heard = vi.fn();
  const stop = new StopGuard(controller.signal, heard);
  let finish = (_text: string) => {};
  const run = stop.guard(
    new Promise<string>((done) => {
      finish = done;
    }),
  );
  controller.abort();
  stop.onWrite();
  await vi.advanceTimersByTimeAsync(3_600_000);
  finish('written and read back');
  expect(await run).toBe('written and read back');
  expect(heard).toHaveBeenCalledOnce();
});

it('leaves nothing behind that keeps a process alive', async () => {
  const controller = new AbortController();
  expect(await new StopGuard(controller.signal, undefined).guard(Promise.resolve('done'))).toBe('done');
  controller.abort();
  expect(vi.getTimerCount()).toBe(0);
});
