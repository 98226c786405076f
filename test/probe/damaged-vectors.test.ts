import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { programUnit } from '../../src/burn/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import type { Probe } from '../../src/probe/index.js';
import { StandIn } from '../jlink-standin/bench.js';
import { backEndsOf } from '../support/back-ends.js';
import { l4, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';

const FLASH = l4.flash.base;
const data = Uint8Array.from({ length: 24 }, (_, index) => 0x30 + index);

const standIn = new StandIn();
afterAll(() => standIn.close());

// The reset reads the first double word; the second one holds the vectors of NMI and HardFault.
describe.each(backEndsOf(standIn))(
  'a double ECC error in the vectors of the main flash, $name',
  ({ open }) => {
    let probe: Probe | undefined;
    afterEach(async () => {
      await probe?.close();
      probe = undefined;
    });

    it.each([
      { where: 'at the reset vector', damaged: [FLASH] },
      { where: 'at the vectors of NMI and HardFault', damaged: [FLASH + 8] },
      { where: 'at both', damaged: [FLASH, FLASH + 8] },
    ])('$where does not keep an OTP-only job from its end', async ({ damaged }) => {
      const chip = SimulatedChip.create(l476);
      for (const address of damaged) chip.bench.setUnitState(address, 'damaged');
      probe = await open(chip);
      const loader = await loadBuiltLoader(l4);
      const request = { probe, device: l476, loader, image: imageOf([l4.otp.base, data]) };
      const report = await programUnit(request, { confirm: async () => true });
      expect(report).toMatchObject({ result: 'done', unitsBurnt: 3 });
      expect(chip.bench.peek(l4.otp.base, data.length)).toEqual(data);
      expect(await programUnit(request, { confirm: async () => true })).toMatchObject({
        result: 'nothing-to-do',
      });
    });
  },
);
