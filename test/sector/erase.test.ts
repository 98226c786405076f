import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { map } from '../../src/api/map.js';
import { program } from '../../src/api/program.js';
import { read } from '../../src/api/read.js';
import { type SectorEraseDocument, sectorErase } from '../../src/api/sector-erase.js';
import type { SimulatedChip } from '../../src/chip/index.js';
import { readIntelHex, writeIntelHex } from '../../src/image/index.js';
import { appendToJournal, type EraseEntry, recordErase } from '../../src/journal/index.js';
import { StandIn } from '../jlink-standin/bench.js';
import { l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { type Board, behindAServer, boardKinds, inAFile } from './boards.js';
import { h743, layout, sector } from './h743.js';

const standIn = new StandIn();
afterAll(() => standIn.close());
let board: Board;
afterEach(() => board.close());

const held = Uint8Array.from({ length: 64 }, (_, index) => index + 1);
const last = sector.base + sector.size - 32;
const confirm = async () => true;

/** A board whose sector, the one before it, and the first one hold something. */
async function used(opened: Promise<Board>): Promise<void> {
  board = await opened;
  await board.touch(({ bench }) => {
    bench.poke(sector.base, held);
    bench.poke(last, held.subarray(0, 32));
    bench.poke(sector.base - 32, held.subarray(0, 32));
    bench.poke(0x08000000, held);
  });
}

const peek = (address: number, length: number) => board.touch((chip) => chip.bench.peek(address, length));
const isThere = async () => expect(await peek(sector.base, held.length)).toEqual(held);
const uid = async () => (await read(board.target)).chip.uid;
const erase = (options: Partial<Parameters<typeof sectorErase>[0]> = {}) =>
  sectorErase({ ...board.target, confirm, ...options });

describe.each(boardKinds(standIn))('sector erase through %s', (_, open) => {
  it('erases the sector and nothing else, and keeps what it held in a file of the user', async () => {
    await used(open(h743));
    let shown: SectorEraseDocument | undefined;
    const document = await erase({
      confirm: async (lost) => {
        shown = lost;
        await isThere();
        return true;
      },
    });
    expect(shown).toMatchObject({ result: 'asked', usedUnits: 3, damaged: [], refusals: [] });
    expect(document).toMatchObject({ ...shown, result: 'erased', saved: expect.any(String) });
    const saved = document.saved ?? '';
    expect((await stat(saved)).mode & 0o777).toBe(0o600);
    const { segments } = readIntelHex(await readFile(saved), saved);
    expect(segments).toEqual([
      { address: sector.base, bytes: held },
      { address: last, bytes: held.subarray(0, 32) },
    ]);
    expect((await peek(sector.base, sector.size)).every((byte) => byte === 0xff)).toBe(true);
    expect(await peek(sector.base - 32, 32)).toEqual(held.subarray(0, 32));
    expect(await peek(0x08000000, held.length)).toEqual(held);
    // Every word can be programmed again.
    const image = join(board.folder, 'back.hex');
    await writeFile(image, await readFile(saved));
    const back = await program({ ...board.target, image, confirm, unverifiedBank: true });
    expect(back).toMatchObject({ result: 'done', unitsBurnt: 3 });
    await isThere();
  });
});

describe('sector erase', () => {
  it('shows the identity by its layout, and no secret field of it', async () => {
    await used(inAFile(h743));
    const secret = join(board.folder, 'secret.yaml');
    const text = await readFile(layout, 'utf8');
    await writeFile(secret, text.replace('type: mac }', 'type: mac, secret: true }'));
    const { fields } = await erase({ layout: secret, confirm: async () => true });
    expect(fields.find(({ name }) => name === 'revision')).toMatchObject({ state: 'value', value: 0x1817 });
    const mac = fields.find(({ name }) => name === 'mac');
    expect(JSON.stringify(mac)).not.toMatch(/11:12:13/);
  });

  it('changes nothing where it is declined', async () => {
    await used(inAFile(h743));
    await expect(erase({ confirm: async () => false })).rejects.toMatchObject({
      code: 'DECLINED',
      exitCode: 8,
    });
    await isThere();
  });

  it('refuses a chip with another unique ID than the confirmed one', async () => {
    await used(inAFile(h743));
    await expect(erase({ expectedUid: 'FF00' })).rejects.toMatchObject({
      code: 'PLAN_NOT_CONFIRMED',
      exitCode: 5,
    });
    await isThere();
    expect(await erase({ expectedUid: (await uid()).toLowerCase() })).toMatchObject({ result: 'erased' });
  });

  it('is not for a chip with OTP', async () => {
    board = await inAFile(l476);
    await expect(erase()).rejects.toMatchObject({ code: 'SECTOR_NONE', exitCode: 2 });
  });

  it.each<[string, string, (chip: SimulatedChip) => void]>([
    ['a write-protected sector', 'PRECONDITION', ({ bench }) => bench.setOptionWord('WPSN2', 0x7f)],
    ['read protection', 'READ_PROTECTION', ({ bench }) => bench.setReadProtection(1)],
  ])('refuses %s', async (_, code, protect) => {
    await used(inAFile(h743));
    await board.touch(protect);
    const { result, refusals } = await erase();
    expect(result).toBe('refused');
    expect(refusals.map((each) => each.code)).toContain(code);
    await isThere();
  });

  it('refuses another board, or another content, than what was shown', async () => {
    const served = await behindAServer(h743);
    await used(Promise.resolve(served));
    for (const change of [
      () => served.chip.bench.setUid(new Uint8Array(12).fill(7)),
      () => served.chip.bench.poke(last - 32, Uint8Array.of(1)),
      () => served.chip.bench.setUnitState(last, 'damaged'),
    ]) {
      const changing = erase({
        confirm: async () => {
          change();
          return true;
        },
      });
      await expect(changing).rejects.toMatchObject({ code: 'CHIP_CHANGED', exitCode: 5 });
      await isThere();
    }
  });

  it('takes a damaged flash word away, which no file can keep', async () => {
    await used(inAFile(h743));
    await board.touch(({ bench }) => bench.setUnitState(last, 'damaged'));
    const { damaged, saved = '' } = await erase();
    expect(damaged).toEqual([last]);
    expect(readIntelHex(await readFile(saved), saved).segments).toEqual([
      { address: sector.base, bytes: held },
    ]);
    const { ecc, result } = await read(board.target);
    expect({ ecc, result }).toEqual({ ecc: [], result: 'done' });
  });

  it('erases a blank sector too, where a word of all ones may be spent, and saves no file', async () => {
    board = await inAFile(h743);
    await board.touch(({ bench }) => bench.spendUnit(sector.base));
    const document = await erase();
    expect(document).toMatchObject({ result: 'erased', usedUnits: 0 });
    expect(document.saved).toBeUndefined();
    const image = join(board.folder, 'unit.hex');
    await writeFile(image, writeIntelHex(imageOf([sector.base, held.subarray(0, 32)])));
    expect(await program({ ...board.target, image, confirm, unverifiedBank: true })).toMatchObject({
      result: 'done',
    });
  });

  it('erases nothing where the controller does not unlock', async () => {
    const served = await behindAServer(h743);
    await used(Promise.resolve(served));
    served.chip.bench.deafenKeys();
    await expect(erase()).rejects.toMatchObject({ code: 'SECTOR_ERASE_FAILED', exitCode: 6 });
    await isThere();
  });

  it('believes no erase that the controller refuses', async () => {
    const served = await behindAServer(h743);
    await used(Promise.resolve(served));
    const protecting = erase({ onWrite: () => served.chip.bench.setOptionWord('WPSN2', 0x7f) });
    await expect(protecting).rejects.toMatchObject({
      code: 'SECTOR_ERASE_FAILED',
      message: expect.stringMatching(/SR at 0x52002110/),
    });
    await isThere();
  });

  it('believes no erase that leaves a byte', async () => {
    const served = await behindAServer(h743);
    await used(Promise.resolve(served));
    // A cell that falls back behind the end of the erase.
    const { chip } = served;
    chip.onOperation(() => chip.ahb.onReset(() => chip.bench.poke(last, held.subarray(0, 32))));
    const journal = join(board.folder, 'journal.jsonl');
    await expect(erase({ journal })).rejects.toMatchObject({
      code: 'SECTOR_ERASE_FAILED',
      message: expect.stringMatching(/0x081FFFE0/i),
    });
    expect(await readFile(journal, 'utf8')).toMatch(/"result":"failed","codes":\["SECTOR_ERASE_FAILED"\]/);
  });

  it('is interrupted by a power cut in it, and done by the same command', async () => {
    const served = await behindAServer(h743);
    await used(Promise.resolve(served));
    served.chip.bench.at({ operation: 1, progress: 0.5 }, () => served.chip.bench.cutPower());
    await expect(erase()).rejects.toMatchObject({ code: 'SECTOR_ERASE_INTERRUPTED', exitCode: 7 });
    served.chip.powerCycle();
    expect(await erase()).toMatchObject({ result: 'erased' });
    expect((await peek(sector.base, sector.size)).every((byte) => byte === 0xff)).toBe(true);
  });

  it('that was interrupted keeps every identity out until it is done, whatever reads right, and no firmware', async () => {
    await used(inAFile(h743));
    const journal = join(board.folder, 'journal.jsonl');
    const unit = async (address: number) => {
      const image = join(board.folder, 'unit.hex');
      await writeFile(image, writeIntelHex(imageOf([address, held])));
      return program({ ...board.target, image, confirm, journal, unverifiedBank: true });
    };
    expect(await unit(sector.base)).toMatchObject({ result: 'nothing-to-do' });
    const { probe, device } = board.target;
    const append = (entry: EraseEntry) =>
      entry.result === 'begun' ? appendToJournal(journal, entry) : Promise.reject(new Error('killed'));
    const facts = {
      ...{ device, bank: h743.bank.name, uid: await uid(), medium: 'simulated' as const },
      ...{ probe: { description: probe, serial: '' }, address: sector.base, length: sector.size },
    };
    await recordErase(
      facts,
      append,
      () => undefined,
      async () => undefined,
    );
    for (const address of [sector.base, sector.base + 0x400]) {
      expect(await unit(address)).toMatchObject({
        result: 'refused',
        plan: { refusals: [{ code: 'SECTOR_HALF_ERASED', remedy: expect.stringContaining('sector erase') }] },
      });
    }
    expect(await unit(0x08020000)).toMatchObject({ result: 'done' });
    const { cells } = await map({ ...board.target, journal });
    expect(cells.find(({ address }) => address === sector.base)).toMatchObject({ state: 'suspect' });
    expect(await erase({ journal })).toMatchObject({ result: 'erased' });
    expect(await unit(sector.base)).toMatchObject({ result: 'done', unitsBurnt: 2 });
  });

  it('stops before the erase, never in it', async () => {
    await used(inAFile(h743));
    const controller = new AbortController();
    const stopping = erase({
      signal: controller.signal,
      confirm: async () => {
        controller.abort();
        return true;
      },
    });
    await expect(stopping).rejects.toMatchObject({ code: 'STOPPED', exitCode: 8 });
    await isThere();
    const late = new AbortController();
    expect(await erase({ signal: late.signal, onWrite: () => late.abort() })).toMatchObject({
      result: 'erased',
    });
  });

  it('writes no byte of the sector into the journal', async () => {
    await used(inAFile(h743));
    const journal = join(board.folder, 'journal.jsonl');
    const { saved } = await erase({ journal, layout });
    const lines = (await readFile(journal, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { state: 'erase', result: 'begun', address: sector.base, length: sector.size, saved },
      { state: 'erase', result: 'blank', saved },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/01020304|11:12:13/);
  });
});
