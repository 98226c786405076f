import { hex, startsOf } from './headers.mjs';

/** Each orderable name with flash, RAM, DEV_ID and main flash layout, one group for each DEV_ID and RAM. */
export function deviceFacts(clone, family) {
  const groups = new Map();
  for (const path of clone.list('data/chips')) {
    if (!startsOf(family).some((start) => path.startsWith(`data/chips/${start}`))) continue;
    const chip = JSON.parse(clone.read(path));
    const memory = chip.memory[0];
    const ram = memory
      .filter(({ kind }) => kind === 'ram')
      .map(region)
      .join('; ');
    const devId = hex(chip.device_id);
    const key = `${devId} ${ram}`;
    const flash = memory.filter(({ kind, name }) => kind === 'flash' && name.startsWith('BANK_'));
    const [{ address, settings }] = flash;
    const unit = {
      flash: hex(address),
      writeSize: settings.write_size,
      eraseValue: hex(settings.erase_value),
    };
    const group = groups.get(key) ?? { devId, ram, ...unit, flashKiB: {}, layouts: {} };
    groups.set(key, group);
    group.flashKiB[chip.name] = flash.reduce((sum, { size }) => sum + size, 0) / 1024;
    const layout = chip.memory.map(layoutOf).join(' or ');
    group.layouts[layout] = [...(group.layouts[layout] ?? []), chip.name];
  }
  return [...groups.values()].map((group) => ({
    ...group,
    layouts: Object.fromEntries(
      Object.entries(group.layouts).map(([layout, names]) => [layout, names.join(' ')]),
    ),
  }));
}

function region({ name, address, size }) {
  return `${name} ${hex(address)} ${hex(size)}`;
}

/** Such as "bank 1: 4 x 0x4000, 1 x 0x10000". */
function layoutOf(memory) {
  const banks = new Map();
  for (const { kind, name, size, settings } of memory) {
    const bank = kind === 'flash' ? /^BANK_(\d)/.exec(name)?.[1] : undefined;
    if (bank === undefined) continue;
    const sectors = `${size / settings.erase_size} x ${hex(settings.erase_size)}`;
    banks.set(bank, [...(banks.get(bank) ?? []), sectors]);
  }
  return [...banks].map(([bank, sectors]) => `bank ${bank}: ${sectors.join(', ')}`).join('; ');
}
