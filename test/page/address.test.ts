import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isLoopback, ownHosts, pageUrl, parsePageAddress } from '../../src/page/address.js';

describe('the address of the page', () => {
  it.each([
    ['8080', '127.0.0.1', 8080],
    ['0', '127.0.0.1', 0],
    ['bench-1.local:80', 'bench-1.local', 80],
    ['192.168.1.20:8080', '192.168.1.20', 8080],
    ['[fd00::1]:8080', 'fd00::1', 8080],
  ])('%s is a host and a port', (text, host, port) => {
    expect(parsePageAddress(text)).toEqual({ host, port });
  });

  it.each([
    '',
    'x',
    ':8080',
    'host:',
    '65536',
    'http://a:1',
    'a b:1',
    '[::zz]:1',
    '[1.2.3.4]:1',
    '::1:80',
    '1:2:3',
  ])('%j is not one', (text) => {
    expect(() => parsePageAddress(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('is for this computer alone where it says so', () => {
    for (const host of ['127.0.0.1', '127.0.0.2', 'localhost', '::1']) expect(isLoopback(host)).toBe(true);
    for (const host of ['0.0.0.0', '::', '192.168.1.20', '127.evil.example', 'bench-1'])
      expect(isLoopback(host)).toBe(false);
  });

  it.each([
    ['127.0.0.1', 'http://127.0.0.1:8080/'],
    ['fd00::1', 'http://[fd00::1]:8080/'],
    ['0.0.0.0', `http://${hostname()}:8080/`],
  ])('%s is shown as %s', (host, url) => {
    expect(pageUrl({ host, port: 8080 })).toBe(url);
  });
});

describe('the Host headers of a page', () => {
  it('on this computer are its three names', () => {
    const own = ownHosts({ host: '127.0.0.1', port: 8080 });
    for (const header of ['127.0.0.1:8080', 'localhost:8080', 'LOCALHOST:8080', '[::1]:8080'])
      expect(own(header), header).toBe(true);
    for (const header of [
      '127.0.0.1',
      '127.0.0.1:80',
      '192.168.1.20:8080',
      'evil.example:8080',
      'localhost.:8080',
      '',
    ])
      expect(own(header), header).toBe(false);
  });

  it('at a named host are that name alone', () => {
    const own = ownHosts({ host: 'Bench-1', port: 80 });
    for (const header of ['bench-1', 'bench-1:80', 'BENCH-1:80']) expect(own(header), header).toBe(true);
    for (const header of ['bench-1:8080', 'bench-1.evil.example', 'localhost', '127.0.0.1', 'a@bench-1'])
      expect(own(header), header).toBe(false);
  });

  it('at every address are numbers and the name of this computer, and no name of others', () => {
    const own = ownHosts({ host: '0.0.0.0', port: 8080 });
    for (const header of ['10.0.0.7:8080', '[fd00::1]:8080', 'localhost:8080', `${hostname()}:8080`])
      expect(own(header), header).toBe(true);
    for (const header of ['evil.example:8080', '10.0.0.7:80', '10.0.0.7.evil.example:8080'])
      expect(own(header), header).toBe(false);
  });
});
