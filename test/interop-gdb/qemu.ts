import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a halted QEMU board with an STM32F405 and hands the port of its GDB server to some work. */
export async function withQemu(work: (port: number) => Promise<void>, { quiet = false } = {}): Promise<void> {
  const child = spawn(
    'qemu-system-arm',
    [
      '-M',
      'netduinoplus2',
      '-display',
      'none',
      '-nodefaults',
      '-S',
      '-gdb',
      'tcp:127.0.0.1:0',
      '-monitor',
      'stdio',
    ],
    { stdio: ['pipe', 'pipe', quiet ? 'ignore' : 'inherit'] },
  );
  const exited = once(child, 'exit');
  try {
    await work(await gdbPort(child));
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}

// QEMU picks a free port; its own console tells which.
async function gdbPort({ stdin, stdout }: { stdin: NodeJS.WritableStream; stdout: NodeJS.ReadableStream }) {
  let output = '';
  stdin.write('info chardev\n');
  for await (const chunk of stdout) {
    output += String(chunk);
    const [, port] = /^gdb: filename=\S*:(\d+),server/m.exec(output) ?? [];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`QEMU ended without a GDB server:\n${output}`);
}
