import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What is wrong with the links of a page, by where they lead. */
export function brokenLinks(page: string, text: string): readonly string[] {
  return linksOf(text).flatMap((link) => {
    const problem = /^[a-z][a-z+.-]*:/i.test(link)
      ? externalProblem(link)
      : relativeProblem(page, text, link);
    return problem === undefined ? [] : [`${page}: ${link}: ${problem}`];
  });
}

/** Where the links, pictures and addresses of a page lead, but for those in code. */
export function linksOf(text: string): readonly string[] {
  const prose = text
    .replaceAll(/^(```|~~~).*?^\1/gms, '')
    .replaceAll(/`[^`\n]*`/g, '')
    .replaceAll(/<!--.*?-->/gs, '');
  const patterns = [
    // [text](target "title"), also with a picture as its text
    /\]\(\s*<?([^)\s>]*)>?(?:\s+"[^"]*")?\s*\)/g,
    /^\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)/gm,
    /\b(?:href|src|srcset)="([^"]*)"/g,
    /<([a-z]+:[^>\s]+)>/gi,
    /(?<![("<[\w])(https?:\/\/[^\s)>\]]*[^\s)>\].,;:!?'"])/g,
  ];
  return [
    ...new Set(patterns.flatMap((pattern) => [...prose.matchAll(pattern)].map(([, link = '']) => link))),
  ];
}

/** [text][name] and [name][] need a line that says where the name leads. */
export function undefinedNames(text: string): readonly string[] {
  const prose = text.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`\n]*`/g, '');
  const defined = [...prose.matchAll(/^\[([^\]]+)\]:/gm)].map(([, name = '']) => name.toLowerCase());
  const used = [...prose.matchAll(/\[([^\]\n]+)\]\[([^\]\n]*)\]/g)].map(
    ([, label = '', name]) => name || label,
  );
  return used.filter((name) => !defined.includes(name.toLowerCase()));
}

function externalProblem(link: string): string | undefined {
  if (!URL.canParse(link)) return 'not an address';
  const { protocol, hostname, username } = new URL(link);
  if (protocol === 'mailto:')
    return /^mailto:[^@\s]+@[\w-]+(?:\.[\w-]+)+$/.test(link) ? undefined : 'not a mail address';
  if (protocol !== 'https:') return 'not https';
  if (username !== '') return 'with the name of a user';
  if (!/^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$/.test(hostname)) return 'not the name of a host';
  return /[.,;:!?'"]$/.test(link) ? 'ends in a mark of the sentence' : undefined;
}

function relativeProblem(page: string, text: string, link: string): string | undefined {
  if (link === '') return 'leads nowhere';
  const [path = '', anchor, ...more] = link.split('#');
  if (more.length > 0) return 'two anchors';
  if (path.startsWith('/') || path.includes('\\')) return 'not relative to the page';
  const file = path === '' ? page : join(dirname(page), decodeURIComponent(path));
  if (relative('.', file).startsWith('..')) return 'leads out of the project';
  if (!existsSync(file)) return 'there is no such file';
  if (anchor === undefined) return undefined;
  const target = path === '' ? text : readFileSync(file, 'utf8');
  return anchorsOf(target).includes(anchor) ? undefined : 'there is no such heading';
}

/** Anchors as GitHub makes them: of equal headings the later ones have a number. */
export function anchorsOf(text: string): readonly string[] {
  const seen = new Map<string, number>();
  return [...text.replaceAll(/^```.*?^```/gms, '').matchAll(/^#{1,6} +(.*?)(?: +#+)?$/gm)].map(
    ([, title = '']) => {
      const slug = title
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
        .replaceAll(' ', '-');
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    },
  );
}
