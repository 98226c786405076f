import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CliResult } from '../cli.js';

/** Runs a command in the warm process of this worker; undefined where there is none, or it has another command. */
export async function runWarm(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<CliResult | undefined> {
  const { OTPFORGE_WARM_HOSTS: hosts, VITEST_POOL_ID: worker } = process.env;
  if (!hosts) return undefined;
  const connection = connect(`${hosts}/${worker}`);
  await once(connection, 'connect');
  connection.end(JSON.stringify({ args, cwd, env }));
  const answer: CliResult | { readonly busy: true } = JSON.parse(await text(connection));
  return 'busy' in answer ? undefined : answer;
}
