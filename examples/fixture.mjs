// SPDX-License-Identifier: MIT-0
// A fixture reads a board, decides and burns. node fixture.mjs stlink: SN-0042 02:00:00:00:00:2A firmware.hex
import { merge, openTarget } from 'otpforge';

const [probe = 'stlink:', serial = '', mac = '', firmware] = process.argv.slice(2);
const layout = 'otp.yaml';
const journal = 'fixture.jsonl';
const stop = new AbortController();
process.on('SIGINT', () => stop.abort()); // what is being written is finished first
const onEvent = ({ type, phase, done, total }) => {
  if (type === 'progress' && done === total) console.log(`  ${phase}`);
};

const target = await openTarget({ probe, layout, onEvent });
try {
  const board = await target.read();
  const held = board.fields.find(({ name }) => name === 'serial');
  if (held?.state === 'value' && held.value !== serial) throw new Error(`this board is ${held.value}`);

  const inputs = firmware === undefined ? [] : [{ path: firmware }];
  const { image } = await merge({ inputs, layout, values: { serial, mac } });
  const { hash: expectedHash } = await target.plan({ image, journal });
  const burn = { image, journal, expectedHash, confirm: () => true, signal: stop.signal };
  const { result, unit, plan } = await target.program(burn);
  if (result === 'refused') throw new Error(plan.refusals[0].message);
  console.log(`PASS: ${unit.text}`);
} catch (error) {
  console.error(`FAIL: ${error.message}${error.remedy ? `\n${error.remedy}` : ''}`);
  process.exitCode = error.exitCode ?? 5;
} finally {
  await target.close();
}
