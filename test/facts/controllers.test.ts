import { describe, expect, it } from 'vitest';
import { controllerChoices } from './choices.js';
import { controllerClaims } from './claims/index.js';
import { type ControllerFile, descriptionsIn } from './descriptions.js';
import { unnoticed } from './digits.js';
import { missingFlags, reservedBits } from './flags.js';
import { problemsOf } from './judge.js';

const controllers = descriptionsIn<ControllerFile>('controllers');
const rules = { claims: controllerClaims, choices: controllerChoices };

describe.each(controllers)('the numbers of controllers/%s', (_, controller) => {
  it('are those of public sources', () => {
    expect(problemsOf(controller, rules)).toEqual([]);
  });

  it('are wrong with one digit changed in any of them', () => {
    expect(unnoticed(controller, rules)).toEqual([]);
  });

  it('have a source each', () => {
    expect(problemsOf({ ...controller, extra: 1 } as never, rules)).toContain('extra: 1 has no source');
  });
});

describe.each(controllers)('the flags of controllers/%s', (_, controller) => {
  it('are written only where every line has them', () => {
    expect(reservedBits(controller)).toEqual([]);
  });

  it('leave out no busy flag, and no error that all lines of a family have', () => {
    expect(missingFlags(controller)).toEqual([]);
  });

  it('are cleared if they are errors, and EOP with them', () => {
    const { errors, clear } = controller.status;
    expect(clear.bits).toEqual(['EOP', ...errors]);
  });
});

describe('a controller with wrong flags', () => {
  const [f4, l4] = ['stm32f4.yaml', 'stm32l4.yaml'].map(
    (name) => controllers.find(([file]) => file === name)![1],
  );

  it('is found where it writes a bit that some lines have not: RDERR on STM32F405, DCEN on STM32F7', () => {
    const status = { ...f4!.status, clear: { bits: [...f4!.status.clear.bits, 'RDERR'] } };
    expect(reservedBits({ ...f4!, families: ['STM32F4'], status })).toEqual(['STM32F4: SR.RDERR']);
    expect(reservedBits({ ...f4!, families: ['STM32F7'] })).toContain('STM32F7: ACR.DCEN');
  });

  it('is found where it leaves one out: CFGBSY of STM32G0, WRPERR of STM32F4', () => {
    const busy = ['BSY1', 'BSY2', 'CFGBSY'].map((flag) => `STM32G0: ${flag}`);
    expect(missingFlags({ ...l4!, families: ['STM32G0'] })).toEqual(busy);
    const status = { ...f4!.status, errors: f4!.status.errors.filter((flag) => flag !== 'WRPERR') };
    expect(missingFlags({ ...f4!, families: ['STM32F4'], status })).toEqual(['STM32F4: WRPERR']);
  });
});
