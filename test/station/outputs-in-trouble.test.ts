import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadLine, trustLine } from '../../src/line/index.js';
import { template, usePrinters } from '../output/labels-support.js';
import { useMes } from '../output/support.js';
import { stationsInFolder, withoutScans } from './station-bench.js';

const bench = stationsInFolder();
const { printer } = usePrinters();
const { mes } = useMes();

async function line(more: string, label = template.replace('{{values.lot}}', '')): Promise<void> {
  bench.write('label.zpl.hbs', label);
  await bench.line(`${withoutScans}${more}`);
  await trustLine(await loadLine(bench.path('line.yaml')));
  for (const chip of ['a.chip', 'b.chip']) await bench.blank(chip);
}

describe('a station', () => {
  it('sends each unit once it is recorded, that of its last visit before it ends', async () => {
    const receiver = await mes();
    await line(`outputs: [{ post: "${receiver.url}" }, { file: log.jsonl }]\n`);
    const { station, put, takeOut, shows } = await bench.open();
    put('1', 'a.chip');
    await shows('1', 'pass');
    expect((await receiver.next()).event).toMatchObject({ kind: 'unit', unit: 1, training: true });
    takeOut('1');
    await shows('1', 'empty');
    put('1', 'b.chip');
    await shows('1', 'pass');
    station.stop();
    expect(await station.ended).toBe(0);
    expect((await receiver.next()).event).toMatchObject({ kind: 'unit', unit: 2 });
    const lines = readFileSync(bench.path('log.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.map((text) => JSON.parse(text).body.values.serial)).toEqual(['SN-000001', 'SN-000002']);
  });

  it('shows that an output is in trouble, and takes boards as before', async () => {
    const receiver = await mes([500, 'hang']);
    await line(`outputs: [{ name: mes, post: "${receiver.url}" }]\n`);
    const { put, takeOut, shows, until } = await bench.open();
    put('1', 'a.chip');
    await shows('1', 'pass');
    const { warnings } = await until((state) => state.warnings.some(({ code }) => code === 'OUTPUT_FAILED'));
    expect(warnings).toContainEqual({ code: 'OUTPUT_FAILED', message: 'output mes: it answered 500' });
    takeOut('1');
    await shows('1', 'empty');
    put('1', 'b.chip');
    await shows('1', 'pass');
  });

  it('shows that a label was not printed, and the verdict stays', async () => {
    const away = await printer();
    await away.down();
    await line(`label: { template: label.zpl.hbs, to: "${away.to}" }\n`);
    const { put, shows, until, slot } = await bench.open();
    put('1', 'a.chip');
    await shows('1', 'pass');
    const { warnings } = await until((state) => state.warnings.length >= 2);
    expect(warnings.map(({ code }) => code).toSorted()).toEqual(['LABEL_FAILED', 'LABEL_WAITS']);
    expect(slot('1').status).toBe('pass');
  });

  it('does not begin with a template that has an unknown name', async () => {
    await line('label: { template: label.zpl.hbs, to: "tcp:127.0.0.1:9" }\n', '{{nope}}');
    await expect(bench.open()).rejects.toMatchObject({ code: 'LABEL_TEMPLATE' });
  });
});
