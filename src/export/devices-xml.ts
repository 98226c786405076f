import { type Bank, isSector } from '../bank/index.js';
import { renderTemplate, type TemplateOptions } from '../loader/templates.js';

/** A bank and where its loader lies, relative to devices.xml. */
export interface DeviceXmlBank {
  readonly bank: Bank;
  readonly loader: string;
}

/**
 * Renders a JLinkDevices file that adds OTP banks to the built-in devices of J-Link: every device of the banks once,
 * sorted by name. Reserved sectors are left out, since J-Link erases what it writes. The one-loader form of FlashBankInfo is the one that every version since V6 reads.
 * Errors: TEMPLATE_INVALID, FILE_*.
 */
export function devicesXml(banks: readonly DeviceXmlBank[], options: TemplateOptions = {}): Promise<string> {
  const devices = [...groupByDevice(banks).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return renderTemplate('devices.xml.hbs', { devices }, { ...options, syntax: 'xml' });
}

interface XmlDevice {
  readonly vendor: string;
  readonly name: string;
  readonly core: string | undefined;
  readonly note: string | undefined;
  readonly banks: { name: string; base: number; size: number; loader: string }[];
}

function groupByDevice(banks: readonly DeviceXmlBank[]): ReadonlyMap<string, XmlDevice> {
  const devices = new Map<string, XmlDevice>();
  for (const { bank, loader } of banks) {
    if (isSector(bank)) continue;
    const entry = {
      name: bank.bankName,
      base: bank.otp.base,
      size: bank.otp.size,
      loader: loader.replaceAll('\\', '/'),
    };
    for (const { core, devices: names, note } of bank.lines) {
      for (const name of Object.keys(names)) {
        const known = devices.get(name);
        if (!known) {
          devices.set(name, { vendor: bank.vendor, name, core: jlinkCore(core), note, banks: [entry] });
        } else if (!known.banks.some(({ base }) => base === entry.base)) {
          // Of two banks at one address J-Link keeps the later; the earlier bank is the one that hides.
          known.banks.push(entry);
        }
      }
    }
  }
  return devices;
}

// Core may be left out for a device that J-Link knows, so an unknown core costs nothing.
function jlinkCore(core: string): string | undefined {
  const match = /^Cortex-M(0|1|3|4|7|23|33|55)(\+?)$/.exec(core);
  return match ? `JLINK_CORE_CORTEX_M${match[1]}` : undefined;
}
