import { execute } from './processes.mjs';

/** Runs pyOCD of a virtual environment against a port of the remote probe, in a folder of its own. */
export function pyocd({ venv, port, folder, command, args }) {
  const env = { ...process.env, HOME: folder, PYTHONUNBUFFERED: '1' };
  const connection = ['-u', `remote:127.0.0.1:${port}`, '-W'];
  return execute(`${venv}/bin/pyocd`, [command, ...connection, ...args], { cwd: folder, env });
}
