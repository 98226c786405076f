import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const otpforgePath = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const longestMs = 120_000;

/** Runs a program to its end, or kills it after two minutes. */
export function execute(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const timer = setTimeout(() => child.kill('SIGKILL'), longestMs);
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, stdout, output });
    });
  });
}

export function otpforge(args, options) {
  return execute(process.execPath, [otpforgePath, ...args], options);
}

/** Runs otpforge and throws what it printed unless it ends with 0. */
export async function mustOtpforge(args, options) {
  const result = await otpforge(args, options);
  if (result.exitCode !== 0) throw new Error(`otpforge ${args.join(' ')}\n${result.output}`);
  return result;
}
