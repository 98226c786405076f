import type { Plugin } from 'rolldown';

export function bundle(
  folder: string,
  options?: { readonly run?: string; readonly plugins?: readonly Plugin[] },
): Promise<void>;
export function bundledModule(file: string): Promise<string>;
