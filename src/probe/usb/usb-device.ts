/** A device on USB, as far as it says who it is. */
export interface UsbDevice {
  readonly vendorId: number;
  readonly productId: number;
  /** Where it is plugged in, as the system writes it: "1-2.3". */
  readonly path: string;
  /** As the device gives it, printable or not; undefined when it has none. */
  readonly serial: string | undefined;
  /** What it calls itself and its interfaces. */
  readonly names: readonly string[];
  /** Linux: the file that must be opened to use it. */
  readonly file?: string;
}

/** The machine that is looked at; a test puts a folder and answers of its own in place of it. */
export interface UsbHost {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Comes before every absolute path that is looked at. */
  readonly root: string;
  /** What a tool of the system prints; undefined when it fails. */
  run(program: string, args: readonly string[]): Promise<string | undefined>;
}
