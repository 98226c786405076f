import type { UsbDevice } from './usb-device.js';

/** One line a device: its instance ID, a tab, its name. */
export const windowsQuery =
  'Get-CimInstance Win32_PnPEntity -Filter "PNPDeviceID LIKE \'USB\\\\VID_%\'" | ForEach-Object { $_.PNPDeviceID + "`t" + $_.Name }';

/** The devices in what the query prints. Not tried on Windows. */
export function parseWindows(text: string): readonly UsbDevice[] {
  const lines = text.split(/\r?\n/).map((line) => line.split('\t'));
  const [devices, interfaces] = [/^USB\\VID_[0-9A-F]{4}&PID_[0-9A-F]{4}\\/i, /&MI_/i].map((pattern) =>
    lines.filter(([id = '']) => pattern.test(id)),
  );
  return (devices ?? []).map(([id = '', name = '']) => {
    const [, vendor = '', product = '', instance = ''] =
      /^USB\\VID_([0-9A-F]{4})&PID_([0-9A-F]{4})\\(.*)$/i.exec(id) ?? [];
    // A composite device is called that; what it is for is the name of its interfaces.
    const own = (interfaces ?? [])
      .filter(([other = '']) =>
        other.toUpperCase().startsWith(`USB\\VID_${vendor}&PID_${product}&MI_`.toUpperCase()),
      )
      .map(([, called = '']) => called);
    return {
      vendorId: Number.parseInt(vendor, 16),
      productId: Number.parseInt(product, 16),
      path: id,
      // Windows makes up an instance with "&" in it for a device without a serial number.
      serial: instance === '' || instance.includes('&') ? undefined : instance,
      names: [name, ...own].filter((each) => each !== ''),
    };
  });
}
