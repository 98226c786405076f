/** Returns the files that the script is made of. */
export function bundlePage(folder: string): Promise<readonly string[]>;
