import { spawn } from 'node:child_process';

export interface ProgramRun {
  readonly exitCode: number | null;
  /** Both streams: these programs print results on either. */
  readonly output: string;
}

/** Runs somebody else's program to its end, in a folder of its own that is its home too. */
export function runProgram(program: string, args: readonly string[], folder: string): Promise<ProgramRun> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, HOME: folder, PYTHONUNBUFFERED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', fail);
    child.on('close', (exitCode) => done({ exitCode, output }));
  });
}
