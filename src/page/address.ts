import { isIP, isIPv4 } from 'node:net';
import { hostname } from 'node:os';
import { OtpforgeError } from '../errors/index.js';

/** Where the page is served. */
export interface PageAddress {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** Reads `[HOST:]PORT`, with an IPv6 address in brackets. Errors: USAGE. */
export function parsePageAddress(text: string): PageAddress {
  const [, bracketed, name, port = ''] =
    /^(?:(?:\[([\da-fA-F:.]+)\]|([\w.-]+)):)?(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? name ?? '127.0.0.1';
  if (port !== '' && Number(port) <= 65_535 && (bracketed === undefined || isIP(bracketed) === 6))
    return { host, port: Number(port) };
  throw new OtpforgeError('USAGE', {
    message: `${text} is not a port, or a host and a port`,
    remedy: 'Write --page 8080, or --page 192.168.1.20:8080 to serve other computers.',
  });
}

/** Whether only this computer reaches a host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** The Host headers of a page. The number of an address can be pointed nowhere else, unlike a name. */
export function ownHosts({ host, port }: PageAddress): (header: string) => boolean {
  const names = isLoopback(host) ? ['localhost', '127.0.0.1', '::1', host] : [host];
  const own = isEveryAddress(host) ? [hostname(), 'localhost'] : names;
  return (header) => {
    const { name, port: asked } = splitHost(header);
    if (asked !== port) return false;
    return own.some((each) => each.toLowerCase() === name) || (isEveryAddress(host) && isIP(name) !== 0);
  };
}

/** The page as a browser is shown it. */
export function pageUrl({ host, port }: PageAddress): string {
  const name = isEveryAddress(host) ? hostname() : host;
  return `http://${isIP(name) === 6 ? `[${name}]` : name}:${port}/`;
}

function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function splitHost(header: string): { readonly name: string; readonly port: number } {
  const [, bracketed, name, port] = /^(?:\[([\da-fA-F:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(header) ?? [];
  return { name: (bracketed ?? name ?? '').toLowerCase(), port: port === undefined ? 80 : Number(port) };
}
