import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseProbeUri } from '../../src/probe/index.js';
import { contactOf } from '../../src/station/contact-of.js';
import { inFolder } from '../support/cli.js';
import { StepClock } from './steps.js';

const never = new AbortController().signal;
const open = async () => {
  throw new Error('a simulated chip needs no session to be seen');
};

describe('the contact of a simulated chip', () => {
  it('has its board in while the file is there', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'a.chip');
      const uri = parseProbeUri(`sim:STM32F401RE,file=${file}`);
      const clock = new StepClock().at(700, () => writeFileSync(file, '')).at(1500, () => rmSync(file));
      const contact = contactOf('1', uri, { open, clock });
      expect(await contact.boardIn(never)).toBe(uri);
      expect(clock.now()).toBe(700);
      await contact.boardOut(never);
      expect(clock.now()).toBe(1500);
    }));

  it('is in from the begin to the end without a file', async () => {
    const uri = parseProbeUri('sim:STM32F401RE');
    const controller = new AbortController();
    const clock = new StepClock().at(60_000, () => controller.abort(new Error('stopped')));
    const contact = contactOf('1', uri, { open, clock });
    expect(await contact.boardIn(never)).toBe(uri);
    await expect(contact.boardOut(controller.signal)).rejects.toThrow('stopped');
  });
});
