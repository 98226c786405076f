import { type Finding, fine } from './finding.js';

/** The optional package that calls SEGGER's library. */
export async function checkKoffi(): Promise<Finding> {
  try {
    const { version } = await import('koffi');
    return fine('koffi', `koffi ${version} loads`);
  } catch (error) {
    return {
      check: 'koffi',
      status: 'problem',
      what: `the package koffi cannot be loaded: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
      cure: 'Install it beside otpforge: npm install koffi. It has builds for 64-bit Windows, macOS and Linux.',
    };
  }
}
