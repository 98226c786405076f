import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planText } from '../../src/cli/plan-text.js';
import { reportText } from '../../src/cli/report-text.js';
import { merge, plan, program, read, verify } from '../../src/index.js';
import { inFolder } from '../support/cli.js';
import { leaksIn } from './leaks.js';
import { secretProject } from './support.js';

const times = (count: number, fault: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => fault(n + 1));

const faults = [
  'power@6:0.5',
  'deaf',
  'busy@2',
  'flags@3=0xF0',
  ...times(4, (n) => `flip-write@1:${600 + 40 * n}.3+flip-write@2:${600 + 40 * n}.3`),
  ...times(8, (n) => `flip-read@${n}:18.3`),
  ...times(6, (n) => `lost@${3 * n}:after`),
];
const devices = [
  {
    device: 'STM32F401RE',
    bank: 'stm32f4-otp',
    faults: [...faults, 'stuck@0x1FFF7813=0xFF', 'stuck@0x1FFF7821=0x01', 'lock-byte@0=0x7F'],
  },
  {
    device: 'STM32L476RG',
    bank: 'stm32l4-otp',
    faults: [...faults, 'dead@0x1FFF7018', 'spent@0x1FFF7020', 'damaged@0x1FFF7010', 'weak@0x1FFF7018'],
  },
] as const;

describe.each(devices)(
  'secrets on $device are in no output, trace or journal',
  ({ device, bank, faults: all }) => {
    it.each(all)('when %s', (fault) =>
      inFolder(async (folder) => {
        const project = await secretProject(folder, device, bank);
        const at = (name: string) => join(folder, name);
        const seen: string[] = [];
        const see = async <T>(work: Promise<T>, text: (result: T) => string = () => ''): Promise<void> => {
          try {
            const result = await work;
            seen.push(JSON.stringify(result), text(result));
          } catch (error) {
            for (let each = error; each instanceof Error; each = each.cause)
              seen.push(String(each), JSON.stringify(each));
          }
        };
        const layout = at('otp.yaml');
        await merge({ inputs: [], layout, data: at('unit.json'), output: at('unit.hex') });
        const image = at('unit.hex');
        const chip = `sim:${device},file=${at('unit.chip')}`;
        const target = { image, layout, probe: `${chip},fault=${fault}` };
        const burn = { ...target, confirm: async () => true, journal: at('journal.jsonl') };
        await see(program({ ...burn, trace: at('first.jsonl') }), reportText);
        await see(program({ ...burn, trace: at('second.jsonl') }), reportText);
        await see(verify({ ...target, trace: at('verify.jsonl') }));
        await see(read({ ...target, trace: at('read.jsonl') }));
        await see(plan({ ...target, probe: chip }), planText);
        await see(program({ ...burn, probe: chip }), reportText);
        for (const [name, output] of [
          ...(await project.outputs()),
          ['results', Buffer.from(seen.join('\n'))] as const,
        ]) {
          expect({ name, leaks: leaksIn(output, project.secrets) }).toEqual({ name, leaks: [] });
        }
      }),
    );
  },
);
