import { execFileSync } from 'node:child_process';

/** The part of pyOCD's flash algorithm dictionary that pyOCD itself reads. */
export interface ScriptAlgorithm {
  readonly load_address: number;
  readonly instructions: readonly number[];
  readonly pc_init: number;
  readonly pc_unInit: number;
  readonly pc_erase_sector: number;
  readonly pc_program_page: number;
  readonly page_buffers: readonly number[];
  readonly begin_stack: number;
  readonly end_stack: number;
}

export interface ScriptBank {
  readonly title: string;
  readonly parts: readonly number[];
  readonly dev_ids: readonly number[];
  readonly base: number;
  readonly size: number;
  readonly page_size: number;
  readonly sector_size: number;
  /** Of the first DEV_ID in `algos`. */
  readonly algo: ScriptAlgorithm;
  readonly algos: readonly (readonly [devIds: readonly number[], algo: ScriptAlgorithm])[];
}

/** Data that somebody wants in a bank that holds something. */
export interface RefusalCase {
  readonly bank: number;
  readonly address: number;
  readonly data: readonly number[];
  readonly otp: readonly number[];
}

/** One `pyocd load`: the chunks of its files, and what the chip holds or garbles, by address. */
export interface DownloadCase {
  readonly flash: number;
  readonly chunks: readonly (readonly [address: number, data: readonly number[]])[];
  readonly memory: Readonly<Record<number, number>>;
  /** Bits that a write to an address changes. */
  readonly spoil: Readonly<Record<number, number>>;
  /** What the loader burns besides the pages that it is given. */
  readonly besides: Readonly<Record<number, number>>;
  readonly clearedByOnes: readonly number[];
  /** By how much pyOCD moves the OTP data before it makes pages of it. */
  readonly garble: number;
}

export interface DownloadOutcome {
  readonly error: string | null;
  readonly burnt: readonly (readonly [address: number, byte: number])[];
  /** Whether the main flash was erased or written. */
  readonly firmware: boolean;
  readonly logged: readonly string[];
}

export interface ScriptRun {
  readonly banks: readonly ScriptBank[];
  readonly refusals: readonly (string | null)[];
  readonly downloads: readonly DownloadOutcome[];
}

/** Runs a user script on a model of pyOCD: its banks, what it says to some cases, and how some downloads end. */
export function runScript(
  script: string,
  cases: readonly RefusalCase[] = [],
  downloads: readonly DownloadCase[] = [],
): ScriptRun {
  const output = execFileSync('python3', ['-c', driver], {
    input: JSON.stringify({ folder: import.meta.dirname, script, cases, downloads }),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return JSON.parse(output);
}

const driver = `
import json, sys
request = json.load(sys.stdin)
sys.path.insert(0, request["folder"])
import pyocd_model
sys.modules.update(pyocd_model.modules())
space = {}
exec(compile(request["script"], "pyocd_user.py", "exec"), space)
refusals = []
for case in request["cases"]:
    bank, otp = space["OTP_BANKS"][case["bank"]], bytes(case["otp"])
    def read(address, length):
        offset = address - bank["base"]
        assert 0 <= offset and offset + length <= bank["size"]
        return otp[offset:offset + length]
    wish = dict(enumerate(case["data"], case["address"]))
    refusals.append(space["refusal"](bank, wish, read))
downloads = [pyocd_model.download(space, case) for case in request["downloads"]]
banks = [dict(bank, algo=bank["algos"][0][1]) for bank in space["OTP_BANKS"]]
print(json.dumps({"banks": banks, "refusals": refusals, "downloads": downloads}))
`;
