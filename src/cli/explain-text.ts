import type { ExplainDocument } from '../explain/index.js';
import type { OtpAccess, ProtectionLevel } from '../family/index.js';
import { toned } from '../text/tone.js';
import { eccText, lockText, unitText, whereText } from './otp-sentences.js';
import { columns } from './table.js';
import { wrapLines } from './wrap.js';

/** What is known of a device, as an engineer reads it: the answer first, then facts, doubts and sources. */
export function explainText(document: ExplainDocument, width: number): string {
  return [head(document), ...sections(document)].map((part) => wrapLines(part, width)).join('\n\n');
}

function head(document: ExplainDocument): string {
  const { device, family, line, answer, summary, isListed, bank } = document;
  const of = line.startsWith(family) ? line : `${family}, ${line}`;
  return [
    `${toned('heading', device)} (${of})`,
    toned(answer === 'bank' || answer === 'mp1' ? 'pass' : 'warning', sentence(summary)),
    ...(bank && !bank.isShipped ? [`The bank is not one of the package: ${bank.file}`] : []),
    ...(isListed
      ? []
      : ['No public list names this device: check the name. What follows holds for its line.']),
  ].join('\n');
}

function sections(document: ExplainDocument): readonly string[] {
  const { otp, readProtection, questions } = document;
  const area = otp
    ? [
        section('Where', [whereText(otp), ...document.where]),
        section('Write unit', [unitText(otp, document.sector !== undefined), ...document.unit]),
        section('Locks', [...lockText(otp), ...document.locks]),
        section('Error correction', [...eccText(otp, document.ecc), ...document.ecc]),
      ]
    : [];
  const protection = readProtection
    ? [
        `${toned('heading', 'Read protection')}\n${levels(readProtection.levels)}\n${indented(readProtection.notes)}`,
      ]
    : [];
  return [
    section('What to do instead', document.instead),
    ...area,
    ...protection,
    section('Supply', document.supply),
    section('On delivery', document.factory),
    ...questions.map(({ question, answer }) => section(question, answer)),
    section(
      'Known faults of other tools',
      document.tools.map(({ tool, fault, source }) => `${tool}: ${fault} [${source}]`),
    ),
    section('Proven', document.proven),
    section('Not verified', document.notVerified),
    section('Sources', document.sources),
  ].filter((text) => text !== '');
}

function section(title: string, sentences: readonly string[]): string {
  return sentences.length === 0 ? '' : `${toned('heading', title)}\n${indented(sentences)}`;
}

function indented(sentences: readonly string[]): string {
  return sentences.map((each) => `  - ${each}`).join('\n');
}

function levels(rows: readonly ProtectionLevel[]): string {
  const table = columns([
    ['  level', 'debugger', 'firmware from main flash'],
    ...rows.map(({ level, debugger: probe, firmware }) => [
      `  ${level}`,
      accessText(probe),
      accessText(firmware),
    ]),
  ]);
  return table.join('\n');
}

function accessText({ read, write }: OtpAccess): string {
  if (read === 'unknown' && write === 'unknown') return 'not verified';
  const parts = [
    read === 'yes' ? 'reads' : read === 'unknown' ? 'reading not verified' : '',
    write === 'yes' ? 'programs' : write === 'unknown' ? 'programming not verified' : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
