import { z } from 'zod';
import { sha256Of } from './loader-elf.js';

/** A template or controller of a project, as documents name it. */
export const projectFileSchema = z
  .object({ file: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
  .readonly();
export type ProjectFile = z.infer<typeof projectFileSchema>;

/** Gathers what a piece of work takes from a project, each file once. */
export interface ProjectFiles {
  readonly add: (file: ProjectFile) => void;
  /** By name. */
  list(): readonly ProjectFile[];
}

export function gatherProjectFiles(): ProjectFiles {
  const files = new Map<string, ProjectFile>();
  return {
    add: (file) => files.set(file.file, file),
    list: () => [...files.values()].sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

/** A file of a project by its content. */
export function projectFile({ file, text }: { readonly file: string; readonly text: string }): ProjectFile {
  return { file, sha256: sha256Of(text) };
}
