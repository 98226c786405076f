import type { Bank, BankLine } from '../bank/index.js';
import type { TemplateOptions } from '../loader/templates.js';
import { devicesXml } from './devices-xml.js';
import type { ExportBank } from './export-bank.js';
import type { ExportedFile } from './exported-file.js';
import type { JlinkDeviceList } from './jlink-device-list.js';

export interface JlinkChoice {
  /** Leave out what this J-Link does not know: an unknown name would make a new device, and an incomplete one. */
  readonly known?: JlinkDeviceList | undefined;
  /** Leave out what has an OTP bank of J-Link's own. */
  readonly skipNative?: boolean | undefined;
}

export interface JlinkExport {
  readonly files: readonly ExportedFile[];
  readonly devices: number;
  /** Names that the choice left out, sorted. */
  readonly leftOut: readonly string[];
}

/**
 * A JLinkDevices folder: `<vendor>/<family>_OTP/Devices.xml` with the loaders beside it, as SEGGER recommends it.
 * Errors: TEMPLATE_INVALID, FILE_*.
 */
export async function exportJlink(
  banks: readonly ExportBank[],
  choice: JlinkChoice = {},
  options: TemplateOptions = {},
): Promise<JlinkExport> {
  const leftOut = new Set<string>();
  const chosen = banks.map((each) => ({ ...each, bank: choose(each.bank, choice, leftOut) }));
  const files: ExportedFile[] = [];
  const folders = new Map<string, typeof chosen>();
  for (const each of chosen) {
    if (each.bank.lines.length === 0) continue;
    const folder = folderOf(each.bank);
    folders.set(folder, [...(folders.get(folder) ?? []), each]);
  }
  for (const [folder, members] of folders) {
    const inXml = members.map(({ bank }) => ({ bank, loader: `${bank.name}.elf` }));
    files.push({ name: `${folder}/Devices.xml`, content: await devicesXml(inXml, options) });
    for (const { bank, elf } of members) files.push({ name: `${folder}/${bank.name}.elf`, content: elf });
  }
  const names = new Set(
    chosen.flatMap(({ bank }) => bank.lines.flatMap(({ devices }) => Object.keys(devices))),
  );
  return { files, devices: names.size, leftOut: [...leftOut].sort() };
}

function folderOf({ vendor, family }: Bank): string {
  return `${vendor.replaceAll(/[^A-Za-z0-9_-]/g, '_')}/${family}_OTP`;
}

function choose(bank: Bank, { known, skipNative }: JlinkChoice, leftOut: Set<string>): Bank {
  const stays = (name: string, line: BankLine) =>
    !(skipNative && line.nativeInJlink) && (known?.get(bank.vendor)?.has(name) ?? known === undefined);
  const lines = bank.lines.flatMap((line) => {
    const devices = Object.entries(line.devices).filter(([name]) => {
      if (stays(name, line)) return true;
      leftOut.add(name);
      return false;
    });
    return devices.length === 0 ? [] : { ...line, devices: Object.fromEntries(devices) };
  });
  return { ...bank, lines };
}
