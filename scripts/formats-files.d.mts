type Run = (
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>>,
) => Promise<{ readonly stdout: string; readonly stderr: string }>;

export declare function producedFiles(run?: Run): Promise<ReadonlyMap<string, Buffer>>;
