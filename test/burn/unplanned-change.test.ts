import { describe, expect, it } from 'vitest';
import type { SimulatedChip } from '../../src/chip/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { parseLayout } from '../../src/layout/index.js';
import { redactError, secretsOf } from '../../src/secrets/index.js';
import { f401, l4, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { type Bend, burn, ramp, rig } from './support.js';

/** Something happens on the chip while job number `job` runs. */
const during =
  (job: number, harm: (chip: SimulatedChip) => void): Bend =>
  (probe, chip) => {
    let jobs = 0;
    return {
      waitHalted: async (timeoutMs) => {
        jobs += 1;
        const halted = await probe.waitHalted(timeoutMs);
        if (jobs === job) harm(chip);
        return halted;
      },
    };
  };

const unplanned = (address: number, old: number, now: number) => ({
  code: 'UNPLANNED_CHANGE',
  exitCode: 6,
  details: { loader: expect.stringMatching(/^[0-9a-f]{64}$/) },
  memory: { address, values: { old, new: now } },
});

describe.each([f401, l476])('what changed on $name and was not planned', (device) => {
  const { base, size, data, locks, writeUnit } = device.bank.otp;
  const held = base + 64;
  const image = imageOf(
    [base, ramp(16)],
    [held, ramp(writeUnit)],
    ...(locks ? [[base + locks.offset, [0]] as const] : []),
  );
  const prepared = (bend: Bend) => {
    const unit = rig(device, bend);
    unit.chip.bench.poke(held, ramp(writeUnit));
    return unit;
  };

  it.each([
    ['in the last unit of the data', data.size - writeUnit],
    ['behind what was burnt', 16],
  ])('ends the run %s, naming old, new and the loader', async (_where, offset) => {
    const unit = prepared(during(1, (chip) => chip.bench.poke(base + offset, ramp(writeUnit))));
    await expect(burn(unit, image)).rejects.toMatchObject({
      ...unplanned(base + offset, 0xff, 0x0b),
      message: expect.stringMatching(/changed from FF to 0B.*not planned.*the loader [0-9a-f]{64}/),
      remedy: expect.stringContaining('Set this unit aside'),
    });
    // No lock was set, and the firmware does not run.
    if (locks) expect(unit.otp()[locks.offset]).toBe(0xff);
    expect(unit.calls).not.toContain('resetRun');
  });

  it('ends it in a unit of the image that was there already', async () => {
    const unit = prepared(during(1, (chip) => chip.bench.poke(held, new Uint8Array(writeUnit))));
    await expect(burn(unit, image)).rejects.toMatchObject(unplanned(held, 0x0b, 0));
  });

  it('counts and names all of it', async () => {
    const unit = prepared(
      during(1, (chip) => {
        for (const offset of [128, 256, 384, 448, 480])
          chip.bench.poke(base + offset, new Uint8Array(writeUnit));
      }),
    );
    const error = await burn(unit, imageOf([base, ramp(16)])).catch((caught: unknown) => caught);
    const count = 5 * writeUnit;
    expect(error).toMatchObject({ details: { changed: { length: count } } });
    expect(String(error)).toContain(`and ${count - 4} more`);
  });

  it('is found when the job reports a failure as well', async () => {
    const unit = rig(device, (probe, chip) => {
      const extra = during(1, (there) => there.bench.poke(base + 256, ramp(writeUnit)))(probe, chip);
      return extra;
    });
    unit.chip.bench.at({ operation: 2, progress: 0.5 }, () => unit.chip.bench.setStatus(0x10));
    await expect(burn(unit, imageOf([base, ramp(4 * writeUnit)]))).rejects.toMatchObject(
      unplanned(base + 256, 0xff, 0x0b),
    );
  });

  it('is found when the loader does not come back', async () => {
    const unit = rig(device, (probe, chip) => ({
      waitHalted: async (timeoutMs) => {
        await probe.waitHalted(timeoutMs);
        chip.bench.poke(base + 256, ramp(writeUnit));
        return false;
      },
    }));
    await expect(burn(unit, imageOf([base, ramp(16)]))).rejects.toMatchObject(
      unplanned(base + 256, 0xff, 0x0b),
    );
  });

  it('is found after a run that wrote firmware alone', async () => {
    const unit = rig(device, (probe, chip) => ({
      programFlash: async (firmware, progress) => {
        await probe.programFlash(firmware, progress);
        chip.bench.poke(base + size - writeUnit, new Uint8Array(writeUnit));
      },
    }));
    await expect(burn(unit, imageOf([0x08000000, ramp(64)]))).rejects.toMatchObject({
      code: 'UNPLANNED_CHANGE',
      message: expect.stringContaining('no loader ran'),
    });
  });

  it('is nothing where an interrupted run was to burn it: such a cell may read otherwise each time', async () => {
    const doubtful = { address: base + 256, length: writeUnit };
    const bend = during(1, (chip) => chip.bench.poke(doubtful.address, ramp(writeUnit)));
    const unit = rig(device, bend);
    const { programUnit } = await import('../../src/burn/index.js');
    const { loadBuiltLoader } = await import('../../src/loader/index.js');
    const loader = await loadBuiltLoader(device.bank);
    const request = { probe: unit.probe, device, loader, image: imageOf([base, ramp(16)]) };
    const cutOffRuns = async () => [{ units: [doubtful] }];
    const options = { confirm: async () => true };
    expect(await programUnit({ ...request, cutOffRuns }, options)).toMatchObject({ result: 'done' });
  });
});

describe('a lock that was not planned', () => {
  const { base, locks } = f401.bank.otp;
  const lock = (block: number) => base + (locks?.offset ?? 0) + block;
  const image = imageOf([base, ramp(16)], [lock(0), [0]]);

  it.each([
    ['the data job, before any lock is set', 1, 0xff],
    ['the lock job', 2, 0x00],
  ])('is found after %s', async (_what, job, locked) => {
    const unit = rig(
      f401,
      during(job, (chip) => chip.bench.setLockByte(9, 0)),
    );
    await expect(burn(unit, image)).rejects.toMatchObject({
      ...unplanned(lock(9), 0xff, 0),
      message: expect.stringContaining('the lock byte of block 9'),
    });
    expect(unit.otp()[locks?.offset ?? 0]).toBe(locked);
  });

  it('is found in a run that only sets a lock', async () => {
    const unit = rig(
      f401,
      during(1, (chip) => chip.bench.setLockByte(9, 0)),
    );
    unit.chip.bench.poke(base, ramp(16));
    await expect(burn(unit, imageOf([lock(0), [0]]))).rejects.toMatchObject(unplanned(lock(9), 0xff, 0));
  });
});

describe('an ECC error that was not there before', () => {
  const { base } = l476.bank.otp;

  it.each([
    ['weak', 'only with one wrong bit corrected'],
    ['damaged', 'with a double ECC error'],
  ] as const)('%s, is a change that nobody planned', async (state, text) => {
    const unit = rig(
      l476,
      during(1, (chip) => chip.bench.setUnitState(base + 64, state)),
    );
    unit.chip.bench.poke(base + 64, ramp(8));
    await expect(burn(unit, imageOf([base, ramp(8)]))).rejects.toMatchObject({
      code: 'UNPLANNED_CHANGE',
      message: expect.stringContaining(`the OTP at 0x1FFF7040 now reads ${text}`),
      details: { changed: [base + 64] },
    });
  });

  it('is none where it was there before, in a damaged and in a weak unit', async () => {
    const unit = rig(l476);
    unit.chip.bench.poke(base + 64, ramp(8));
    unit.chip.bench.setUnitState(base + 64, 'weak');
    unit.chip.bench.setUnitState(base + 128, 'damaged');
    expect(await burn(unit, imageOf([base, ramp(8)]))).toMatchObject({ result: 'done' });
  });
});

it('shows nothing of a secret byte', async () => {
  const { base } = l4.otp;
  const layout = parseLayout(
    'format: otpforge.layout/1\nfields:\n  key: { type: bytes, offset: 64, length: 8, secret: true }',
    'otp.yaml',
    l4,
  );
  const secrets = secretsOf(layout) ?? expect.unreachable();
  const key = Uint8Array.of(0x4a, 0x5a, 0x6a, 0x7a, 0x4b, 0x5b, 0x6b, 0x7b);
  const unit = rig(
    l476,
    during(1, (chip) => chip.bench.poke(base + 64, key)),
  );
  const error = await burn(unit, imageOf([base, ramp(8)])).catch((caught: unknown) => caught);
  expect(String(error)).toContain('4A');
  const shown = redactError(error, secrets);
  expect(shown).toBeInstanceOf(OtpforgeError);
  expect(`${shown} ${JSON.stringify(shown)}`).not.toMatch(/4A|5A|"new":74/);
  expect(shown).toMatchObject({ code: 'UNPLANNED_CHANGE', details: { address: base + 64 } });
});
