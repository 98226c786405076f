import { addressText, parseAddress } from './address.js';

/** The EUI-64 of a MAC or EUI-48: FF:FE between its halves, without turning the bit that IPv6 turns. Throws SourceProblem. */
export function eui64Of(mac: string): string {
  const address = parseAddress('mac', mac);
  return addressText('eui64', ((address >> 24n) << 40n) | 0xff_fe_00_00_00n | (address & 0xff_ff_ffn));
}
