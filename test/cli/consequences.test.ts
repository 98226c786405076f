import { describe, expect, it } from 'vitest';
import { planChip, planDocument } from '../../src/burn/index.js';
import { consequences } from '../../src/cli/consequences.js';
import { planText } from '../../src/cli/plan-text.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { plain } from '../../src/text/tone.js';
import { rig } from '../burn/support.js';
import { f401, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';

async function of(device: typeof f401, ...parts: readonly (readonly [number, readonly number[]])[]) {
  const { probe } = rig(device);
  const loader = await loadBuiltLoader(device.bank);
  const { plan } = await planChip({ probe, device, loader, image: imageOf(...parts) });
  return consequences(planDocument(plan));
}

describe('what a confirmation says', () => {
  it('L4: used up forever', async () => {
    expect(await of(l476, [0x1fff7000, Array(24).fill(1)])).toEqual([
      '3 write units of 8 bytes will be used up: no bit of them can ever change again.',
    ]);
  });

  it('F4: what stays open, and each lock in a line of its own', async () => {
    const parts = [
      [0x1fff7800, [1]],
      [0x1fff7820, [2, 3]],
      [0x1fff7a00, [0]],
    ] as const;
    expect(await of(f401, ...parts)).toEqual([
      '3 bytes will lose ones that never come back; they can still lose more, since block 1 stays unlocked.',
      'Block 0 will be LOCKED: nothing in it can ever change again.',
    ]);
  });

  it('F4: what is programmed once more loses no ones', async () => {
    const { probe, chip } = rig(f401);
    chip.bench.poke(0x1fff7800, Uint8Array.of(1, 2));
    chip.bench.setLockByte(1, 0);
    const loader = await loadBuiltLoader(f401.bank);
    const image = imageOf([0x1fff7800, [1, 2, 3]], [0x1fff7a01, [0]]);
    const cutOffRuns = async () =>
      [0x1fff7801, 0x1fff7a01].map((address) => ({ units: [{ address, length: 1 }] }));
    const { plan } = await planChip({ probe, device: f401, loader, image, cutOffRuns });
    expect(consequences(planDocument(plan))).toEqual([
      '1 byte will lose ones that never come back; it can still lose more, since block 0 stays unlocked.',
      '1 byte reads right and is programmed once more, since a run was interrupted.',
      'Block 1 reads LOCKED and is locked once more, since a run was interrupted.',
    ]);
    expect(plain(planText(planDocument(plan)))).toContain(
      [
        'is there    0x1FFF7800  1 B  from test.hex:1',
        '  0x1FFF7800  01                       .',
        'burn again  0x1FFF7801  1 B  from test.hex:1',
        '  0x1FFF7801  02                       .',
        'burn        0x1FFF7802  1 B  from test.hex:1',
        '  0x1FFF7802  03                       .',
        'lock again  block 1     locked forever',
      ].join('\n'),
    );
  });
});
