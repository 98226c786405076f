/** What a part of a screen means. A terminal shows it as a colour; the words say it too. */
export type Tone = keyof typeof codes;

/** Select Graphic Rendition: colours of the terminal's own palette, so that they fit a light and a dark one. */
const codes = {
  pass: '1;32',
  fail: '1;31',
  warning: '33',
  write: '35',
  value: '36',
  quiet: '2',
  heading: '1',
} as const;

// Marks are private characters, which printable.ts escapes in everything that comes from outside.
const firstMark = 0xe000;
const endMark = String.fromCharCode(firstMark + 0xff);
const tones = Object.keys(codes) as Tone[];
const marks = /[\uE000-\uE0FF]/g;

/** A text with its meaning, to be put into a screen. `painted` or `plain` takes the marks out again. */
export function toned(tone: Tone, text: string): string {
  return text === '' ? '' : `${markOf(tone)}${text}${endMark}`;
}

/** The text without its meaning: its length is that of what is seen. */
export function plain(text: string): string {
  return text.replace(marks, '');
}

/** The text in colours. No line leaves one on for what comes after it. */
export function painted(text: string): string {
  const open: string[] = [];
  const lines = text.replace(/[\uE000-\uE0FF\n]/g, (mark) => {
    if (mark === '\n') return open.length === 0 ? mark : `${reset}\n${open.join('')}`;
    if (mark !== endMark) {
      const code = tones[mark.charCodeAt(0) - firstMark];
      open.push(code === undefined ? '' : `\u001b[${codes[code]}m`);
      return open.at(-1) ?? '';
    }
    if (open.length === 0) return '';
    open.pop();
    return `${reset}${open.join('')}`;
  });
  return open.length === 0 ? lines : `${lines}${reset}`;
}

/** Applies a function to what is between the marks. */
export function betweenMarks(text: string, change: (part: string) => string): string {
  return text
    .split(/([\uE000-\uE0FF])/)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('');
}

const reset = '\u001b[0m';

function markOf(tone: Tone): string {
  return String.fromCharCode(firstMark + tones.indexOf(tone));
}
