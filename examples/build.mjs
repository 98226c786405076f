// SPDX-License-Identifier: MIT-0
// In a build: one Intel HEX file for each row of units.csv, firmware included. node build.mjs firmware.hex
import { mkdir } from 'node:fs/promises';
import { checkTable, merge } from 'otpforge';

const [firmware] = process.argv.slice(2);
const [layout, table] = ['otp.yaml', 'units.csv'];

await mkdir('build', { recursive: true });
const { rows } = await checkTable({ layout, csv: table });
for (let row = 1; row <= rows; row += 1) {
  const { output, byteCount, warnings } = await merge({
    inputs: firmware === undefined ? [] : [{ path: firmware }],
    layout,
    csv: { file: table, row },
    output: `build/unit-${row}.hex`,
  });
  for (const { message } of warnings) console.warn(`${output}: ${message}`);
  console.log(`${output}: ${byteCount} bytes`);
}
