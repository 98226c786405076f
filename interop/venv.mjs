import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, root } from '../scripts/support.mjs';

/** A virtual environment with the pinned hosts from PyPI; made anew when the pins change. Returns its folder. */
export function pythonHosts() {
  const folder = join(root, 'node_modules', '.cache', 'otpforge-interop');
  const requirements = join(root, 'interop', 'requirements.txt');
  const pins = readFileSync(requirements, 'utf8');
  const done = join(folder, 'installed.txt');
  if (existsSync(done) && readFileSync(done, 'utf8') === pins) return folder;
  rmSync(folder, { recursive: true, force: true });
  console.log('installing the hosts of interop/requirements.txt');
  must('python3', ['-m', 'venv', folder]);
  const quiet = ['--quiet', '--disable-pip-version-check'];
  must(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', ...quiet, '-r', requirements]);
  writeFileSync(done, pins);
  return folder;
}
