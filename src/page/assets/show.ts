import { patch } from './dom/patch.js';
import { current, onChange } from './model.js';
import { page } from './page.js';

/** Draws the page at each change, at most once a frame. */
export function showPage(root: Element): void {
  let isDue = false;
  const draw = () => {
    isDue = false;
    patch(root, page(current()));
    openDialogs(root);
    fitWords(root);
  };
  const plan = () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(draw);
  };
  onChange(plan);
  addEventListener('resize', plan);
  draw();
}

function openDialogs(root: Element): void {
  for (const dialog of root.querySelectorAll('dialog')) if (!dialog.open) dialog.showModal();
}

/** A word keeps its height and becomes narrower where its tile is. */
function fitWords(root: Element): void {
  for (const word of root.querySelectorAll<HTMLElement>('.word')) {
    const room = word.parentElement?.clientWidth ?? 0;
    const squeeze = Math.min(1, room / Math.max(word.scrollWidth, 1));
    word.style.setProperty('--squeeze', squeeze.toFixed(3));
  }
}
