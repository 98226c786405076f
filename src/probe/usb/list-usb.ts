import { execFile } from 'node:child_process';
import { win32 } from 'node:path';
import { parseMacos } from './macos.js';
import { readSysfs } from './sysfs.js';
import type { UsbDevice, UsbHost } from './usb-device.js';
import { parseWindows, windowsQuery } from './windows.js';

/** This machine, whose tools are given up after a while. */
export function usbHost(toolMs = 15_000): UsbHost {
  return {
    platform: process.platform,
    env: process.env,
    root: '',
    run: (program, args) =>
      new Promise((resolve) => {
        execFile(program, [...args], { timeout: toolMs, windowsHide: true }, (error, stdout) =>
          resolve(error ? undefined : stdout),
        );
      }),
  };
}

/**
 * What is attached by USB; undefined where that cannot be found out. Opens no device.
 * Tried on Linux; the two others are written after recorded output of their tools.
 */
export async function listUsb(host: UsbHost = usbHost()): Promise<readonly UsbDevice[] | undefined> {
  if (host.platform === 'linux') return readSysfs(host.root);
  if (host.platform === 'darwin') {
    const text = await host.run('/usr/sbin/system_profiler', ['-json', 'SPUSBDataType']);
    return text === undefined ? undefined : parseMacos(text);
  }
  if (host.platform !== 'win32') return undefined;
  const system = win32.join(host.env.SystemRoot ?? 'C:\\Windows', 'System32');
  const shell = win32.join(system, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  const text = await host.run(shell, ['-NoProfile', '-NonInteractive', '-Command', windowsQuery]);
  return text === undefined ? undefined : parseWindows(text);
}
