import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { parseBank } from '../../src/bank/index.js';
import { shippedControllers } from '../../src/controller/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { firstFormat } from '../support/first-format.js';

export type Edit = readonly [from: string, to: string] | ((text: string) => string);

/** What a shipped bank is refused for after some edits of its text, one line for each reason; empty when it is not. */
export function refusalsOf(
  file: 'stm32f4.yaml' | 'stm32l4.yaml',
  ...edits: readonly Edit[]
): readonly string[] {
  const text = readFileSync(firstFormat(file), 'utf8');
  const edited = edits.reduce((yaml, edit) => {
    if (typeof edit === 'function') return edit(yaml);
    const [from, to] = edit;
    expect(yaml).toContain(from);
    return yaml.replace(from, to);
  }, text);
  try {
    parseBank(edited, 'bank.yaml', shippedControllers());
    return [];
  } catch (error) {
    if (!(error instanceof OtpforgeError)) throw error;
    expect(error.code).toBe('SCHEMA');
    return error.message.split('\n');
  }
}
