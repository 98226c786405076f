import { posix } from 'node:path';
import { toned } from '../../text/tone.js';

/** A piece of a paragraph as text: where a link leads is behind it, in the words of `otpforge docs`. */
export function inlineText(markdown: string, file: string): string {
  return markdown
    .replaceAll(/!\[([^\]]*)\]\([^)]*\)/g, '(picture: $1)')
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, (_, text: string, target: string) => linkText(text, target, file))
    .replaceAll(/\*\*([^*]+)\*\*/g, (_, text: string) => toned('heading', text))
    .replaceAll('\\|', '|');
}

function linkText(text: string, target: string, file: string): string {
  if (/^[a-z]+:/.test(target)) return text === target ? text : `${text} <${target}>`;
  const [path = '', anchor] = target.split('#');
  // A part of the same page.
  if (path === '') return text;
  const place = posix.join(posix.dirname(file), path);
  if (!place.startsWith('docs/') || !place.endsWith('.md')) return `${text} (${place})`;
  const topic = place.replace(/^docs\//, '').replace(/(?:\/?README)?\.md$/, '');
  const where = `[${topic}${anchor === undefined ? '' : `#${anchor}`}]`;
  return text.endsWith('.md') ? where : `${text} ${where}`;
}
