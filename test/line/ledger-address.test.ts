import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseLine } from '../../src/line/index.js';
import { lineText } from './lines.js';

const ledgerOf = (ledger: string) => parseLine(lineText({ ledger }), join('some', 'line.yaml')).ledger;

describe('the ledger of a line', () => {
  it.each([
    ['sqlite:line.db', resolve('some', 'line.db')],
    ['sqlite:../line.db', resolve('line.db')],
    ['sqlite:/srv/line.db', '/srv/line.db'],
    ['sqlite:///srv/line.db', '/srv/line.db'],
  ])('%s is a file', (text, path) => {
    expect(ledgerOf(text)).toEqual({ engine: 'sqlite', file: path });
  });

  it.each(['postgres://line@db.example/factory', 'postgresql://db/factory?sslmode=verify-full'])(
    '%s is a database',
    (url) => {
      expect(ledgerOf(url)).toEqual({ engine: 'postgres', url });
    },
  );

  it.each([
    ['postgres://line:hunter2@db/factory', 'contains a password'],
    ['postgres://db/factory?user=line&password=hunter2', 'contains a password'],
    ['postgres://db/factory?pass%77ord=hunter2', 'contains a password'],
    ['postgres://db', 'names no database'],
    ['postgres://db/', 'names no database'],
    ['postgres:factory:x', 'names no database'],
    ['postgres://[/x', 'is not a URL'],
    ['line.db', 'must be sqlite:FILE'],
    ['mysql://db/x', 'must be sqlite:FILE'],
    ['sqlite:', 'names no file'],
    ['sqlite:folder/', 'names no file'],
    ['sqlite://line.db', 'has "//" behind "sqlite:"'],
    ['sqlite::memory:', 'must be a file'],
  ])('%s is refused', (text, problem) => {
    let message = '';
    try {
      ledgerOf(text);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(`${join('some', 'line.yaml')}:4: ledger: ${problem}`);
    expect(message).not.toContain('hunter2');
  });
});
