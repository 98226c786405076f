import { createHash } from 'node:crypto';
import { withLine } from '../../dist/api/open-line.js';
import { eventHash } from '../../dist/ledger/event-hash.js';
import { exportBlock } from '../../dist/ledger/units/export-block.js';
import { counterOf } from '../../dist/line/index.js';

const BLOCK = 1000;
const DEV_ID = 0x433;

/**
 * Fills the ledger of a line as so many visits leave it: each unit verified, with its values, one visit and three events.
 * @param {string} file the line.yaml
 * @param {number} units
 * @param {string} journal the file that the claims name
 * @returns {Promise<void>}
 */
export async function fillLedger(file, units, journal) {
  await withLine(file, {}, async ({ line, ledger }) => {
    for (let first = 0; first < units; first += BLOCK)
      await ledger.transaction((tx) =>
        addBlock(tx, { line, ledger, journal, first, count: Math.min(BLOCK, units - first) }),
      );
  });
}

async function addBlock(tx, { line, ledger, journal, first, count }) {
  const batch = `block ${first}`;
  const { product, sources } = line;
  const key = ledger.key();
  const values = async (draw, keys) => {
    const drawn = [];
    for (const source of sources) {
      const { spec, textOf } = counterOf(source, line.timezone, new Date(tx.now));
      drawn.push(await draw(spec, (n) => drawnValue(source, textOf(n))));
    }
    return Array.from({ length: keys.length }, (_, index) => drawn.flatMap((of) => of[index]));
  };
  const drawnValue = ({ field, kind }, text) => {
    const [scope, canonical] = [`${product}/${field}`, Buffer.from(text)];
    return { field, source: kind, unique: true, scope, mac: key.mac(scope, canonical), canonical, text };
  };
  const unit = await exportBlock(tx, { product, stage: '', batch, count, values });
  await verify(tx, unit, unit + count - 1, journal);
}

/** What three transactions of a visit leave: a claim and its end, a stage that is verified, events. */
async function verify(tx, first, last, journal) {
  const range = 'BETWEEN $1 AND $2';
  await tx.run(
    `UPDATE unit SET dev_id = $3, uid = printf('%024X', id - 1), batch = NULL, batch_row = NULL WHERE id ${range}`,
    ...[first, last, DEV_ID],
  );
  await tx.run(
    `UPDATE stage SET state = 'verified', version = 3, run = 'run ' || unit, burnt = 1,
       claim = replace($3, 'RUN', 'run ' || unit) WHERE unit ${range}`,
    ...[first, last, JSON.stringify(claimOf(tx, 'RUN', journal))],
  );
  await tx.run(
    `INSERT INTO visit (run, unit, generation, stage, version, station, slot, began, ended, result, codes, claim)
     SELECT run, unit, generation, stage, 2, $3, '1', $4, $4, 'verified', '[]', claim FROM stage WHERE unit ${range}`,
    ...[first, last, tx.station, tx.now],
  );
  await addEvents(tx, first, last);
}

function claimOf({ station, now }, run, journal) {
  const units = [{ address: 0x1fff7800, length: 32 }];
  const [image, plan] = [sha256('image'), `p2-${sha256('plan')}`];
  return { run, station, slot: '1', journal, units, image, plan, time: now };
}

/** Some thousand events one by one would take minutes; the last one is added as all are, so that the ledger knows its end. */
async function addEvents(tx, first, last) {
  const { station, now: time } = tx;
  const chain = await tx.get('SELECT events, head FROM station WHERE id = $1', station);
  let { events: n, head } = chain;
  const rows = [];
  for (let unit = first; unit <= last; unit += 1)
    for (const kind of ['reserve', 'claim', 'verified']) {
      n += 1;
      const event = { station, n, time, kind, unit, run: `run ${unit}`, details: '{"stage":""}' };
      head = eventHash(head, event);
      rows.push([station, n, time, kind, unit, event.run, event.details, head]);
    }
  await tx.insert('event', ['station', 'n', 'time', 'kind', 'unit', 'run', 'details', 'hash'], rows);
  await tx.run('UPDATE station SET events = $1, head = $2 WHERE id = $3', n, head, station);
  await tx.addEvent({ kind: 'filled', details: { first, last } });
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
