import { packagePath } from '../../src/files/package-path.js';

/** The path of a bank as otpforge 0.1.0 described it, in format 1. */
export function firstFormat(file: 'stm32f4.yaml' | 'stm32l4.yaml'): string {
  return packagePath('test', 'support', 'bank-1', file);
}
