import type { TypeObject } from 'koffi';
import { OtpforgeError } from '../../errors/index.js';
import { unusableRemedy } from './failures.js';
import { type ArgumentsOf, type CType, type FunctionName, functions, type ResultOf } from './functions.js';

type Koffi = typeof import('koffi');
type NativeCall = (args: readonly unknown[]) => Promise<unknown>;

/** "No" of the library's dialogs: it is only ever asked whether to unlock, which erases the whole chip. */
const buttonNo = 2;

export interface LibraryListeners {
  /** Told the name of each exported function before it is called. */
  readonly onCall: (symbol: string) => void;
  readonly onProgress: (action: string, percent: number) => void;
}

/**
 * SEGGER's library in this process. Calls run on a thread of their own, one at a time, so that the library
 * may call its handlers from any thread; it is never unloaded.
 */
export class JLinkLibrary {
  /** Functions that the library may call from its own threads; registered once, kept forever. */
  readonly handlers: {
    readonly error: bigint;
    readonly warning: bigint;
    readonly log: bigint;
    readonly unsecure: bigint;
    readonly progress: bigint;
  };
  readonly #calls: ReadonlyMap<FunctionName, NativeCall>;
  readonly #onCall: (symbol: string) => void;
  #said: string[] = [];
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    koffi: Koffi,
    calls: ReadonlyMap<FunctionName, NativeCall>,
    types: Types,
    listeners: LibraryListeners,
  ) {
    this.#calls = calls;
    this.#onCall = listeners.onCall;
    const keep = (text: string | null) => {
      if (text) this.#said.push(text.trim());
    };
    this.handlers = {
      error: koffi.register(keep, types.textHandler),
      warning: koffi.register(() => undefined, types.textHandler),
      log: koffi.register(() => undefined, types.textHandler),
      unsecure: koffi.register((title: string | null) => {
        keep(`asked "${title}", answered no`);
        return buttonNo;
      }, types.dialogHandler),
      progress: koffi.register(
        (action: string | null, _text: string | null, percent: number) =>
          listeners.onProgress(action ?? '', percent),
        types.progressHandler,
      ),
    };
  }

  /** Loads a library and binds every function of the table. Errors: JLINK_LIBRARY_UNUSABLE. */
  static async load(path: string, listeners: LibraryListeners): Promise<JLinkLibrary> {
    const koffi = await importKoffi();
    try {
      const types = makeTypes(koffi);
      return new JLinkLibrary(koffi, bindAll(koffi, path, types), types, listeners);
    } catch (cause) {
      throw new OtpforgeError('JLINK_LIBRARY_UNUSABLE', {
        message: `${path} cannot be used as SEGGER's J-Link library: ${text(cause)}`,
        remedy: unusableRemedy,
        details: { library: path },
        cause,
      });
    }
  }

  /** Calls one function after all earlier calls have returned. */
  call<N extends FunctionName>(name: N, ...args: ArgumentsOf<N>): Promise<ResultOf<N>> {
    const native = this.#calls.get(name)!;
    const result = this.#last.then(() => {
      this.#onCall(functions[name].symbol);
      return native(args);
    });
    this.#last = result.catch(() => undefined);
    // The table is the only knowledge of the C interface: its types are those of the result.
    return result as Promise<ResultOf<N>>;
  }

  /** What the library has said through its error handler since this was last asked. */
  takeSaid(): readonly string[] {
    const said = this.#said;
    this.#said = [];
    return said;
  }
}

type Types = Readonly<Record<CType, TypeObject | string>>;

function makeTypes(koffi: Koffi): Types {
  return {
    void: 'void',
    int: 'int',
    int8: 'int8_t',
    u32: 'uint32_t',
    string: 'const char *',
    in: 'const void *',
    out: 'void *',
    textHandler: koffi.pointer(koffi.proto('void JLinkText(const char *)')),
    dialogHandler: koffi.pointer(koffi.proto('int JLinkDialog(const char *, const char *, uint32_t)')),
    progressHandler: koffi.pointer(koffi.proto('void JLinkProgress(const char *, const char *, int)')),
  };
}

// Everything is bound before anything is called: a symbol that is missing must not come up in a burn.
function bindAll(koffi: Koffi, path: string, types: Types): ReadonlyMap<FunctionName, NativeCall> {
  const library = koffi.load(path);
  loaded.push(library);
  return new Map(
    functionNames.map((name) => {
      const { symbol, result, args } = functions[name];
      const native = library.func(
        symbol,
        types[result],
        args.map((type) => types[type]),
      );
      const call: NativeCall = (values) =>
        new Promise((resolve, reject) => {
          native.async(...values, (error: unknown, value: unknown) => {
            if (error) reject(error);
            else resolve(result === 'int8' ? signedByte(value) : value);
          });
        });
      return [name, call];
    }),
  );
}

const functionNames = Object.keys(functions) as readonly FunctionName[];
/** Unloading the library is a known cause of crashes, so that it stays referenced. */
const loaded: unknown[] = [];

function signedByte(value: unknown): number {
  return (Number(value) << 24) >> 24;
}

async function importKoffi(): Promise<Koffi> {
  try {
    return await import('koffi');
  } catch (cause) {
    throw new OtpforgeError('JLINK_LIBRARY_UNUSABLE', {
      message: `the package koffi, which calls SEGGER's library, cannot be loaded: ${text(cause)}`,
      remedy: 'Install it beside otpforge: npm install koffi',
      cause,
    });
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
