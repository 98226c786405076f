import { endOf, rangeOf } from '../range/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import type { Bank } from './bank.js';
import { fieldIssues, wordIssues } from './field-rules.js';
import type { BankIssue } from './geometry.js';
import { flashLayout } from './main-flash.js';

/** Whether a reserved sector is the one that its number says, on each device, and nothing less than a sector. */
export function* sectorIssues(bank: Bank): Generator<BankIssue> {
  const { sector } = bank;
  yield* areaIssues(bank);
  if (!sector) return;
  if (bank.otp.size % bank.loader.pageSize !== 0) return;
  for (const [index, line] of bank.lines.entries()) {
    const path = ['lines', index, 'mainFlash'];
    if (!line.mainFlash) {
      yield { path, message: `${line.name}: the sectors of the main flash are not described` };
      continue;
    }
    for (const [device, flashKb] of Object.entries(line.devices)) {
      const { sectors, perBank, dualBank } = flashLayout(line.mainFlash, flashKb);
      if (sector.flashBank === 2 && !dualBank) {
        yield { path: ['sector', 'flashBank'], message: `${device} has one flash bank` };
        return;
      }
      const found =
        sector.number < perBank ? sectors[(sector.flashBank - 1) * perBank + sector.number] : undefined;
      if (!found) {
        yield {
          path: ['sector', 'number'],
          message: `a flash bank of ${device} has ${count(perBank, 'sector')}, from 0 on`,
        };
        return;
      }
      const place = { address: bank.flash.base + found.offset, length: found.size };
      const area = rangeOf(bank.otp);
      if (place.address === area.address && place.length === area.length) continue;
      yield {
        path: ['sector', 'base'],
        message: `sector ${sector.number} of flash bank ${sector.flashBank} is ${hex32(place.address)} to ${hex32(endOf(place) - 1)} on ${device}`,
      };
      return;
    }
  }
}

function* areaIssues({ sector, protectedAreas = [] }: Bank): Generator<BankIssue> {
  if (protectedAreas.length > 0 && !sector) {
    yield { path: ['protectedAreas'], message: 'are for a reserved sector, which the bank does not have' };
  }
  for (const [index, { register, start, end }] of protectedAreas.entries()) {
    const path = ['protectedAreas', index];
    yield* wordIssues([...path, 'register'], register);
    yield* fieldIssues([...path, 'start'], start, []);
    yield* fieldIssues([...path, 'end'], end, []);
  }
}
