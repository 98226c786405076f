import { basename } from 'node:path';
import type { DemoStep } from '../api/demo.js';
import { toned } from '../text/tone.js';

const widest = 78;

/** A step of the demo with all that its command prints. */
export function stepText(step: DemoStep): string {
  const { device, title, command, output } = step;
  return [
    toned('heading', `== ${device}: ${title}`),
    ...(command.length ? [`$ otpforge ${command.join(' ')}`] : []),
    ...(output ? [output] : []),
    exitText(step),
    '',
  ].join('\n');
}

/** The same in a few lines: what it is for, its command, and how that ends. All of it when it went wrong. */
export function storyText(step: DemoStep): string {
  if (!isAsExpected(step)) return stepText(step);
  const { title, command, output } = step;
  const lines = output.split('\n');
  const first = command.length ? lines.findIndex(isTelling) : 0;
  return [
    toned('heading', title),
    ...(command.length ? [`  $ otpforge ${shortened(command)}`] : []),
    ...(first < 0 ? [] : lines.slice(first).map((line) => `  ${inColour(line)}`)),
  ].join('\n');
}

/** The verdict, which is the last line, or the table of the fields at the end. */
function isTelling(line: string): boolean {
  return /^(PASS|READY|REFUSED|FAILED): |^field {2}/.test(line);
}

function isAsExpected({ exitCode, expectedExitCode }: DemoStep): boolean {
  return exitCode === expectedExitCode;
}

function exitText(step: DemoStep): string {
  const { exitCode, expectedExitCode } = step;
  if (isAsExpected(step)) return `[exit ${exitCode}]`;
  return toned('fail', `[exit ${exitCode}, EXPECTED ${expectedExitCode}]`);
}

function shortened(command: readonly string[]): string {
  const line = command.map((word) => basename(word)).join(' ');
  const most = widest - '  $ otpforge '.length;
  return line.length <= most ? line : `${line.slice(0, line.lastIndexOf(' ', most - 2))} …`;
}

// What a command prints in a pipe has no colours.
function inColour(line: string): string {
  return line
    .replace(/^(PASS|READY):/, (word) => toned('pass', word))
    .replace(/^(REFUSED|FAILED):/, (word) => toned('fail', word));
}
