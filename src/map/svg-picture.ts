import { printable } from '../text/printable.js';
import { svgStyle } from './svg-style.js';

/** A picture that grows downwards: everything goes to the line where it stands, until it is moved on. */
export class SvgPicture {
  readonly #elements: string[] = [];
  #y = margin;
  #right = 0;

  /** A text whose place is that of its first character. */
  text(x: number, text: string, className = ''): void {
    this.#grow(x + textWidth(text));
    this.#elements.push(
      `<text x="${x}" y="${this.#y + baseline}"${classOf(className)}>${svgText(text)}</text>`,
    );
  }

  /** Squares side by side that mean the same, each with a sign in it; the title shows under a pointer. */
  squares(xs: readonly number[], { className, sign, title }: Squares): void {
    this.#grow(Math.max(...xs) + squareWidth);
    const path = xs.map(
      (x) => `M${x} ${this.#y}h${squareWidth - gap}v${squareHeight - gap}h${gap - squareWidth}z`,
    );
    const kind = className.split(' ')[0];
    const signs =
      sign === undefined
        ? []
        : xs.map(
            (x) =>
              `<text x="${x + (squareWidth - gap) / 2}" y="${this.#y + baseline}" class="sign on-${kind}">${svgText(sign)}</text>`,
          );
    const titles = title === undefined ? [] : [`<title>${svgText(title)}</title>`];
    this.#elements.push(
      ['<g>', ...titles, `<path class="${className}" d="${path.join('')}"/>`, ...signs, '</g>'].join(''),
    );
  }

  down(by: number): void {
    this.#y += by;
  }

  svg(label: string): string {
    const [width, height] = [Math.ceil(this.#right + margin), Math.ceil(this.#y + margin)];
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${svgText(label)}">
<style>${svgStyle}</style>
<rect class="page" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${this.#elements.join('\n')}
</svg>
`;
  }

  #grow(right: number): void {
    this.#right = Math.max(this.#right, right);
  }
}

export interface Squares {
  readonly className: string;
  readonly sign?: string | undefined;
  readonly title?: string | undefined;
}

export const margin = 14;
export const lineHeight = 18;
export const squareWidth = 14;
export const squareHeight = 18;
const gap = 1;
const baseline = 13;
const charWidth = 7.3;

/** The room that a text takes, in whole pixels. */
export function textWidth(text: string): number {
  return Math.ceil(printable(text).length * charWidth);
}

/** A text in XML: what nobody would see, or XML does not allow, is written as its code point. */
function svgText(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function classOf(className: string): string {
  return className === '' ? '' : ` class="${className}"`;
}
