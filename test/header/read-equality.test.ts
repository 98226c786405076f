import { beforeAll, describe, expect, it } from 'vitest';
import { type Bank, type Device, findDevice, loadBanks } from '../../src/bank/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import { decodeLayout, decodeSlots, type Layout, parseLayout } from '../../src/layout/index.js';
import { type Contents, contentsOf, readerOf, unitUid } from './support/contents.js';
import { expected, type Found } from './support/found.js';
import { headerFirmware, hostReader } from './support/read-by-header.js';
import { rows } from './support/rows.js';

/** Contents that a chip must be tried with; on the host every one is. */
const onChip =
  /^(?:blank|burnt|torn after 3 |torn in the unit at (?:16|32)|other bits at 24|damaged at (?:0|24)|damaged everywhere|block|later unit . (?:torn|damaged)|later unit [35]$)/;

describe.each(rows)('the header of $title', (row) => {
  let device: Device;
  let layout: Layout<Bank>;
  let all: readonly Contents[];

  beforeAll(async () => {
    device = findDevice(row.device, await loadBanks());
    layout = parseLayout(`format: otpforge.layout/2\n${row.layout}`, 'otp.yaml', device.bank);
    all = contentsOf(layout, row);
  });

  it.each(['c11', 'c++17'] as const)('finds what read finds, compiled for the host as %s', (language) => {
    const found = hostReader(layout, language)(all);
    for (const [index, contents] of all.entries()) {
      expect({ title: contents.title, ...found[index] }).toEqual({
        title: contents.title,
        ...readBy(contents),
      });
    }
    expect(all.length).toBeGreaterThan(20);
  });

  it('finds what read finds, compiled for ARMv6-M and run on the simulated chip', () => {
    const run = headerFirmware(layout);
    const tried = all.filter(({ title }) => onChip.test(title));
    expect(tried.length).toBeGreaterThan(5);
    for (const contents of tried) {
      const chip = SimulatedChip.create(device, { uid: contents.uid ?? unitUid });
      put(chip, contents);
      expect({ title: contents.title, ...run(chip) }).toEqual({ title: contents.title, ...readBy(contents) });
      expect(chip.counters).toMatchObject({ otpOperations: 0, hardFaults: 0 });
    }
  });

  function readBy(contents: Contents): Found {
    const read = readerOf(layout.bank, contents);
    return expected(
      layout.fields,
      decodeLayout(layout, read, 'unreadable'),
      decodeSlots(layout, read, 'damaged'),
    );
  }

  function put(chip: SimulatedChip, { bytes, damaged }: Contents): void {
    const { base, size, data, locks } = layout.bank.otp;
    chip.bench.poke(base, locks ? bytes.slice(0, data.size) : bytes.slice(0, size));
    for (let block = 0; locks && block < locks.count; block += 1) {
      chip.bench.setLockByte(block, bytes[locks.offset + block] ?? 0xff);
    }
    for (const unit of damaged) chip.bench.setUnitState(base + unit, 'damaged');
  }
});
