/**
 * Whether a name, in upper case, is that of a device with what follows the flash size code: package letter, temperature
 * digit and option letters, as in RET6, RETx or ZGTXP.
 */
export function isSuffixed(wanted: string, name: string): boolean {
  return wanted.startsWith(name) && /^[A-Z](?:[0-9X][A-Z0-9]{0,3})?$/.test(wanted.slice(name.length));
}
