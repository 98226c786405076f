import { describe, expect, test } from 'vitest';
import { stackBound } from '../../src/loader/stack.js';

const node = (name: string, bytes: number, kind = 'static') =>
  `node: { title: "${name}" label: "${name}\\nloader.c:1:1\\n${bytes} bytes (${kind})" }\n`;
const edge = (from: string, to: string) =>
  `edge: { sourcename: "${from}" targetname: "${to}" label: "loader.c:2:2" }\n`;

describe('stackBound', () => {
  test('follows the deepest chain, not the sum', () => {
    const graph =
      node('Burn', 24) +
      node('walk', 20) +
      node('leave', 8) +
      node('UnInit', 16) +
      node('Init', 30) +
      edge('Burn', 'walk') +
      edge('Burn', 'leave') +
      edge('leave', 'UnInit');
    expect(stackBound(graph, '')).toBe(24 + 8 + 16);
  });

  test('adds what the assembly pushes', () => {
    expect(stackBound(node('walk', 20), '#define ASM_STACK_BYTES 8\n')).toBe(28);
  });

  test('refuses recursion', () => {
    const graph = node('walk', 20) + node('leave', 8) + edge('walk', 'leave') + edge('leave', 'walk');
    expect(() => stackBound(graph, '')).toThrow(expect.objectContaining({ code: 'LOADER_CONTRACT' }));
  });

  test('refuses a frame of no fixed size', () => {
    expect(() => stackBound(node('walk', 20, 'dynamic'), '')).toThrow('walk has a frame of no fixed size');
  });
});
