// Serves the built command line on a socket: a command a connection, one at a time, without the start of a process.
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';

const { run } = createRequire(import.meta.url)('../../../dist/cli/run.js');
const [, , socket] = process.argv;
const home = process.cwd();
const streams = ['stdout', 'stderr'];
/** What a command listens to, and a process of its own would take with it. */
const heard = [
  ...['SIGINT', 'SIGTERM', 'SIGHUP', 'exit', 'beforeExit'].map((event) => ({ emitter: process, event })),
  ...streams.map((name) => ({ emitter: process[name], event: 'error' })),
];

let isBusy = false;
const server = createServer({ allowHalfOpen: true }, (connection) => {
  let request = '';
  connection.setEncoding('utf8').on('data', (text) => {
    request += text;
  });
  connection.on('end', async () => {
    if (isBusy) return connection.end(JSON.stringify({ busy: true }));
    isBusy = true;
    const result = await runHere(JSON.parse(request));
    isBusy = false;
    connection.end(JSON.stringify(result));
  });
});
server.listen(socket);
process.on('disconnect', () => {
  rmSync(socket, { force: true });
  process.exit();
});
process.send('ready');

async function runHere({ args, cwd, env }) {
  const before = heard.map(({ emitter, event }) => emitter.listeners(event));
  const output = { stdout: '', stderr: '' };
  const writes = streams.map((name) => process[name].write);
  for (const name of streams) process[name].write = capture(output, name);
  const ownEnv = { ...process.env };
  process.chdir(cwd);
  setEnvironment(env);
  try {
    await run(['node', 'otpforge', ...args]);
    return { exitCode: Number(process.exitCode), ...output };
  } finally {
    for (const [index, name] of streams.entries()) process[name].write = writes[index];
    process.exitCode = undefined;
    process.chdir(home);
    setEnvironment(ownEnv);
    for (const [index, { emitter, event }] of heard.entries()) {
      const late = emitter.listeners(event).filter((each) => !before[index].includes(each));
      for (const listener of late) emitter.removeListener(event, listener);
    }
  }
}

/** Keeps the object: a module that was loaded by an earlier command may have it, and would see that command's. */
function setEnvironment(env) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}

function capture(output, name) {
  return (chunk, ...rest) => {
    output[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    rest.at(-1)?.();
    return true;
  };
}
