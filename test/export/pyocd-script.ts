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
  readonly dev_ids: readonly number[];
  readonly base: number;
  readonly size: number;
  readonly page_size: number;
  readonly sector_size: number;
  readonly algo: ScriptAlgorithm;
}

/** Data that somebody wants in a bank that holds something. */
export interface RefusalCase {
  readonly bank: number;
  readonly address: number;
  readonly data: readonly number[];
  readonly otp: readonly number[];
}

/** Runs a user script without pyOCD: its banks, and what it says to some cases. */
export function runScript(
  script: string,
  cases: readonly RefusalCase[] = [],
): { readonly banks: readonly ScriptBank[]; readonly refusals: readonly (string | null)[] } {
  const output = execFileSync('python3', ['-c', driver], {
    input: JSON.stringify({ script, cases }),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return JSON.parse(output);
}

// Empty modules stand for pyOCD: what is tried here needs nothing of it.
const driver = `
import json, sys, types
class Stub: pass
for name, members in {
    "pyocd": (), "pyocd.core": (), "pyocd.flash": (),
    "pyocd.core.exceptions": ("FlashFailure", "FlashProgramFailure", "TargetSupportError"),
    "pyocd.core.memory_map": ("FlashRegion",),
    "pyocd.flash.builder": ("FlashBuilder",),
    "pyocd.flash.flash": ("Flash",),
}.items():
    module = types.ModuleType(name)
    for member in members: setattr(module, member, type(member, (Stub,), {}))
    sys.modules[name] = module
request = json.load(sys.stdin)
space = {}
exec(compile(request["script"], "pyocd_user.py", "exec"), space)
refusals = []
for case in request["cases"]:
    bank, otp = space["OTP_BANKS"][case["bank"]], bytes(case["otp"])
    def read(address, length):
        offset = address - bank["base"]
        assert 0 <= offset and offset + length <= bank["size"]
        return otp[offset:offset + length]
    refusals.append(space["refusal"](bank, case["address"], bytes(case["data"]), read))
print(json.dumps({"banks": space["OTP_BANKS"], "refusals": refusals}))
`;
