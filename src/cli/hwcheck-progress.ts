import type { CheckStart } from '../hwcheck/index.js';
import { clearProgress, showProgress } from './output.js';

const redrawMs = 1000;

/** Shows the check that runs, in one line of a terminal with the seconds that it has taken; nothing when piped. */
export class CheckProgress {
  readonly #isShown = process.stderr.isTTY;
  #timer: NodeJS.Timeout | undefined;

  begin({ number, total, title }: CheckStart): void {
    if (!this.#isShown) return;
    const begun = performance.now();
    const draw = () => {
      const seconds = Math.floor((performance.now() - begun) / 1000);
      showProgress(`${number} of ${total}: ${title} …${seconds > 0 ? ` ${seconds} s` : ''}`);
    };
    this.end();
    draw();
    this.#timer = setInterval(draw, redrawMs).unref();
  }

  /** Takes the line away, for a row or a question. */
  end(): void {
    clearInterval(this.#timer);
    if (this.#isShown) clearProgress();
  }
}
