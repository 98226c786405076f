import { spawn } from 'node:child_process';
import xterm from '@xterm/headless';

/** What a terminal showed of a command, and how the command ended. */
export interface Screen {
  readonly exitCode: number | null;
  /** Every line, those that have scrolled away too, without blanks at its end. */
  readonly lines: readonly string[];
  /** Cells of the widest line; a wide character takes two. */
  readonly width: number;
  /** As it came. */
  readonly raw: string;
}

export interface TerminalOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What is typed when the screen ends with such a text. */
  readonly answers?: Readonly<Record<string, string>>;
}

/** More than any line has, so that one that is too long for its terminal is seen as such, not wrapped. */
const wide = 1000;

/** Runs a shell command in a terminal of 80 columns and 24 rows. */
export async function inTerminal(
  command: string,
  { cwd, env, answers = {} }: TerminalOptions,
): Promise<Screen> {
  const child = spawn('script', ['-qec', 'stty cols 80 rows 24; exec bash -c "$COMMAND_LINE"', '/dev/null'], {
    cwd,
    env: { ...env, TERM: 'xterm', SHELL: '/bin/bash', COMMAND_LINE: command },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let raw = '';
  let answered = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    raw += text;
    for (const [question, answer] of Object.entries(answers)) {
      if (!raw.slice(answered).includes(question)) continue;
      answered = raw.length;
      child.stdin.write(`${answer}\r`);
    }
  });
  const exitCode = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  return { exitCode, raw, ...(await shown(raw)) };
}

async function shown(raw: string): Promise<Pick<Screen, 'lines' | 'width'>> {
  const terminal = new xterm.Terminal({ cols: wide, rows: 24, scrollback: 10_000, allowProposedApi: true });
  await new Promise<void>((done) => terminal.write(raw, done));
  const { active } = terminal.buffer;
  const lines: string[] = [];
  let width = 0;
  for (let y = 0; y < active.length; y += 1) {
    const line = active.getLine(y);
    lines.push(line?.translateToString(true).trimEnd() ?? '');
    for (let x = wide - 1; x >= width; x -= 1) {
      const cell = line?.getCell(x);
      if (cell && cell.getChars().trim() !== '') width = Math.max(width, x + cell.getWidth());
    }
  }
  while (lines.at(-1) === '') lines.pop();
  terminal.dispose();
  return { lines, width };
}
