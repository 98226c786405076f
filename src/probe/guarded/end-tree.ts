import { join } from 'node:path';
import { execa } from 'execa';

/** Ends a process that leads a group of its own, and what it has started: politely first, by force past a deadline. */
export async function endTree(pid: number, ended: Promise<unknown>, patienceMs: number): Promise<void> {
  if (process.platform === 'win32') return endWindowsTree(pid);
  signalGroup(pid, 'SIGTERM');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([ended, late]);
  clearTimeout(timer);
  signalGroup(pid, 'SIGKILL');
}

export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // Nobody of it is left.
  }
}

// Not tried on Windows. pyocd.exe is a launcher: the server is its child.
async function endWindowsTree(pid: number): Promise<void> {
  const program = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'taskkill.exe');
  await execa(program, ['/T', '/F', '/PID', String(pid)], { reject: false, windowsHide: true });
}
