// SPDX-License-Identifier: MIT-0
// In CI: every row of units.csv is burnt into a simulated chip, with the firmware. node check.mjs firmware.hex
import { checkTable, merge, program } from 'otpforge';

const [firmware] = process.argv.slice(2);
const [layout, table, probe] = ['otp.yaml', 'units.csv', 'sim:STM32F401RE'];

try {
  const { rows } = await checkTable({ layout, csv: table });
  for (let row = 1; row <= rows; row += 1) {
    const inputs = firmware === undefined ? [] : [{ path: firmware }];
    const { image } = await merge({ inputs, layout, csv: { file: table, row } });
    const { result, unit, plan } = await program({ image, layout, probe, confirm: () => true });
    if (result !== 'done')
      throw new Error(`row ${row}: ${plan.refusals.map(({ message }) => message).join('; ')}`);
    console.log(`row ${row}: ${unit?.text}`);
  }
} catch (error) {
  console.error(`${error.message}${error.remedy ? `\n${error.remedy}` : ''}`);
  process.exitCode = error.exitCode ?? 1;
}
