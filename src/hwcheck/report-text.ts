import { shortCommit } from '../files/commit.js';
import { count } from '../text/plural.js';
import type { HwcheckReport } from './report.js';
import type { Row } from './row.js';

/** A report as people read it, in Markdown. */
export function reportText(report: HwcheckReport): string {
  const { device, probe, date, otpforge, commit, loader, os, node, otpSpent, rows } = report;
  const sumOf = (verdict: Row['verdict']) => rows.filter((row) => row.verdict === verdict).length;
  return [
    `# hwcheck of ${device}`,
    '',
    ...(report.medium === 'silicon' ? [] : ['**This was not a real chip.**', '']),
    `- ${sumOf('ok')} ok, ${sumOf('differs')} differ, ${sumOf('skipped')} skipped; ${count(otpSpent, 'byte')} of OTP spent`,
    `- ${date}, probe ${cell(probe)}`,
    `- otpforge ${otpforge}${commit === undefined ? '' : ` (${shortCommit(commit)})`}, loader ${loader.slice(0, 16)}, Node ${node}, ${cell(os)}`,
    '',
    '| check | what | expected | seen | verdict | OTP |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map(rowText),
    '',
    'Check it anywhere with `otpforge hwcheck --review report.json`.',
    '',
  ].join('\n');
}

function rowText({ id, title, expected, seen, verdict, otpSpent }: Row): string {
  const shown = verdict === 'differs' ? '**differs**' : verdict;
  return `| ${[id, title, expected, seen].map(cell).join(' | ')} | ${shown} | ${otpSpent} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}
