import { describe, expect, it } from 'vitest';
import { areas, cmsis, debugPorts, devices, hal, range, svd } from './store.js';
import { subjectOf } from './subject.js';

const families = [
  'STM32C0',
  'STM32F2',
  'STM32F4',
  'STM32F7',
  'STM32G0',
  'STM32G4',
  'STM32H7',
  'STM32L4',
  'STM32L5',
  'STM32U0',
  'STM32U5',
  'STM32WB',
  'STM32WL',
];
const commit = /^[0-9a-f]{40}$/;

describe('the facts of public sources', () => {
  it('are of the same families each', () => {
    for (const facts of [cmsis, svd, hal, devices, debugPorts])
      expect(Object.keys(facts.families)).toEqual(families);
  });

  it('name repository and commit', () => {
    const { cubeProgrammer, openocd, openocdF2 } = areas;
    const sources = [cmsis, svd, devices, debugPorts, cubeProgrammer, openocd, openocdF2].map(
      ({ source }) => source,
    );
    for (const source of [...sources, ...hal.sources]) {
      expect(source).toMatchObject({
        repository: expect.stringMatching(/\//),
        commit: expect.stringMatching(commit),
      });
    }
  });

  it.each(families)('have a header for every device of %s', (family) => {
    for (const { flashKiB } of devices.families[family] ?? []) {
      for (const name of Object.keys(flashKiB)) {
        expect([name, subjectOf(family, [name]).headers.length]).not.toEqual([name, 0]);
      }
    }
  });

  it('agree on the OTP that no header has', () => {
    // The data base has C011 and C031 of the STM32C0 alone.
    for (const family of ['STM32C0', 'STM32G0', 'STM32G4', 'STM32L4']) {
      for (const { devId } of devices.families[family] ?? []) {
        const otp = areas.openocd.devices[devId]?.otp;
        const known = areas.cubeProgrammer.devices[devId]?.otp;
        if (family !== 'STM32C0' || known !== undefined) expect([devId, known]).toEqual([devId, otp]);
        expect([devId, hal.families[family]?.otp]).toEqual([devId, otp]);
        expect(range(otp)).toEqual({ base: 0x1fff7000, size: 0x400 });
      }
    }
  });
});
