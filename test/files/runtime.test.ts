import { hostname, userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runtime } from '../../src/files/runtime.js';

describe('what otpforge runs on', () => {
  it('is the version of Node.js and the system with its numbers', () => {
    const { node, os } = runtime();
    expect(node).toMatch(/^\d+\.\d+\.\d+/);
    expect(os).toMatch(new RegExp(`^${process.platform} \\d+(\\.\\d+)* ${process.arch}$`));
  });

  it.each([
    ['6.18.44-jane+', '6.18.44'],
    ['10.0.22631', '10.0.22631'],
    ['24.1.0 jane@bench7', '24.1.0'],
    ['jane', '?'],
  ])('keeps of the release %j only %s', (release, numbers) => {
    expect(runtime(release).os).toBe(`${process.platform} ${numbers} ${process.arch}`);
  });

  it('has three words, none of them a user or a host', () => {
    const words = runtime().os.split(' ');
    expect(words).toHaveLength(3);
    expect(words).not.toContain(hostname());
    expect(words).not.toContain(userInfo().username);
  });
});
