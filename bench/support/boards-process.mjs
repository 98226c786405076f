// The boards of a bench with their probes: a process of its own, as SEGGER's library has one. Each probe call is a message.
import { loadBanks } from '../../dist/bank/index.js';
import { openProbe } from '../../dist/probe/index.js';
import { traceError } from '../../dist/probe/trace-format.js';

/**
 * @typedef {object} Request
 * @property {number} id
 * @property {number} probe of the session that the call is for
 * @property {string} call a method of a probe, or "open"
 * @property {unknown[]} args
 */

const banks = await loadBanks();
const probes = new Map();
process.on('message', (/** @type {Request} */ request) => answer(request));
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });

/** @param {Request} request */
async function answer({ id, probe, call, args }) {
  try {
    process.send?.({ id, result: await performed(probe, call, args) });
  } catch (error) {
    process.send?.({ id, error: traceError(error) });
  }
}

/**
 * @param {number} probe
 * @param {string} call
 * @param {unknown[]} args
 */
async function performed(probe, call, args) {
  if (call === 'cpuUsage') return process.cpuUsage();
  if (call === 'open') {
    const [uri, device] = args;
    probes.set(probe, await openProbe(uri, { banks, newChip: 'refuse', ...(device && { device }) }));
    return undefined;
  }
  const opened = probes.get(probe);
  if (call === 'close') probes.delete(probe);
  return opened[call](...args);
}
