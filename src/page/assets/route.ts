import { change, type Screen } from './model.js';
import { loadShift } from './shift/load.js';
import { loadUnit } from './unit/load.js';

const paths: Readonly<Record<Screen, string>> = { operator: '/', unit: '/unit', shift: '/shift' };

export function pathOf(screen: Screen, query: Readonly<Record<string, string>> = {}): string {
  const own = new URLSearchParams(query).toString();
  return own === '' ? paths[screen] : `${paths[screen]}?${own}`;
}

/** Shows what the address names, now and when somebody goes back. */
export function startRoute(): void {
  addEventListener('popstate', show);
  show();
}

/** Goes to a screen without a new page, so that sound and connection stay. */
export function go(path: string): void {
  history.pushState(undefined, '', path);
  show();
}

export function openUnit(asked: string): void {
  go(pathOf('unit', { id: asked }));
}

function show(): void {
  const { pathname, search } = location;
  const screen = pathname === paths.unit ? 'unit' : pathname === paths.shift ? 'shift' : 'operator';
  const asked = new URLSearchParams(search).get('id') ?? undefined;
  change({
    screen,
    decision: undefined,
    unit: screen === 'unit' && asked !== undefined ? { asked } : undefined,
  });
  if (screen === 'unit') void loadUnit();
  if (screen === 'shift') void loadShift();
}
