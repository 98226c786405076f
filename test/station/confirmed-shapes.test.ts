import { describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/burn/index.js';
import { ConfirmedShapes } from '../../src/station/confirmed-shapes.js';
import { planShape } from '../../src/station/plan-shape.js';

describe('shapes of plans', () => {
  it('are not asked about once they are confirmed, until somebody must look again', async () => {
    const shapes = new ConfirmedShapes();
    let asked = 0;
    const ask = (answer: boolean) => async () => {
      asked += 1;
      return answer;
    };
    expect(await shapes.confirm('a', ask(false))).toBe(false);
    expect(await shapes.confirm('a', ask(true))).toBe(true);
    expect(await shapes.confirm('a', ask(false))).toBe(true);
    expect(await shapes.confirm('b', ask(false))).toBe(false);
    expect(asked).toBe(3);
    shapes.forget();
    expect(await shapes.confirm('a', ask(false))).toBe(false);
  });

  it('are asked about in one slot at a time', async () => {
    const shapes = new ConfirmedShapes();
    const answers: ((accept: boolean) => void)[] = [];
    const ask = () => new Promise<boolean>((resolve) => answers.push(resolve));
    const found = [shapes.confirm('a', ask), shapes.confirm('a', ask), shapes.confirm('a', ask)];
    expect(answers).toHaveLength(1);
    answers[0]?.(false);
    expect(await found[0]).toBe(false);
    await new Promise(setImmediate);
    expect(answers).toHaveLength(2);
    answers[1]?.(true);
    expect(await Promise.all(found)).toEqual([false, true, true]);
    expect(answers).toHaveLength(2);
  });

  it('are not confirmed by an answer about what was before somebody must look again', async () => {
    const shapes = new ConfirmedShapes();
    const before = shapes.generation;
    let answer: (accept: boolean) => void = () => undefined;
    const asked = shapes.confirm(
      'a',
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    shapes.forget();
    answer(true);
    expect(await asked).toBe(true);
    expect(await shapes.confirm('a', async () => false)).toBe(false);
    expect(await shapes.confirm('a', async () => true, before)).toBe(true);
    expect(await shapes.confirm('a', async () => false)).toBe(false);
    expect(await shapes.confirm('a', async () => true)).toBe(true);
    expect(await shapes.confirm('a', async () => false, before)).toBe(false);
  });

  it('differ by places, kinds and firmware, and not by values', () => {
    const unit = { address: 0x1fff7000, length: 8, kind: 'data', wanted: '01' };
    const plan = {
      ...{ device: 'STM32L476RG', area: { name: 'OTP' }, medium: 'simulated', firmware: [] },
      units: [unit],
    } as unknown as PlanDocument;
    const of = (more: object, firmware = 'f') => planShape({ ...plan, ...more } as PlanDocument, firmware);
    expect(of({ units: [{ ...unit, wanted: '02' }] })).toBe(of({}));
    expect(of({ units: [{ ...unit, address: 0x1fff7008 }] })).not.toBe(of({}));
    expect(of({ units: [{ ...unit, kind: 'lock' }] })).not.toBe(of({}));
    expect(of({ medium: 'silicon' })).not.toBe(of({}));
    expect(of({}, 'g')).not.toBe(of({}));
  });
});
