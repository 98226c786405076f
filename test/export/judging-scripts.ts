import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A wish for a chip, as a script meets it. */
export interface ScriptCase {
  readonly bank: number;
  readonly base: number;
  readonly otp: readonly number[];
  /** What is wanted, by address. */
  readonly wish: readonly (readonly [address: number, byte: number])[];
  /** The write unit that the script is asked about. */
  readonly address: number;
  /** Reading this unit sets the ECC flags. */
  readonly eccAt: number | null;
}

/** What a script says: why it refuses, and the cell that it looked up last. */
export interface PythonVerdict {
  readonly refusal: string | null;
  readonly cell: string | null;
  readonly verdict: readonly string[] | null;
}

/** Asks a user script for pyOCD. */
export function askPython(script: string, cases: readonly ScriptCase[]): readonly PythonVerdict[] {
  const input = JSON.stringify({ folder: import.meta.dirname, script, cases });
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  return JSON.parse(
    execFileSync('python3', ['-c', driver], { input, encoding: 'utf8', maxBuffer: 1 << 26, env }),
  );
}

const driver = `
import json, sys
request = json.load(sys.stdin)
sys.path.insert(0, request["folder"])
import pyocd_model
sys.modules.update(pyocd_model.modules())
space = {}
exec(compile(request["script"], "pyocd_user.py", "exec"), space)

class Cells(dict):
    def __getitem__(self, name):
        self.last = name
        return dict.__getitem__(self, name)

class Chip:
    def __init__(self, case, bank):
        self.case, self.bank, self.flags = case, bank, 0
        self.register, self.reported = space["ecc_reports"](bank)[0] if bank["ecc"] else (None, 0)

    def read32(self, address):
        return self.flags if address == self.register else 0

    def write32(self, address, value):
        if address == self.register:
            self.flags &= ~value

    def read_memory_block8(self, address, length):
        if self.case["eccAt"] is not None and address <= self.case["eccAt"] < address + length:
            self.flags = self.reported
        return self.case["otp"][address - self.case["base"]:][:length]

def judge(case):
    bank = space["OTP_BANKS"][case["bank"]]
    bank = dict(bank, dev_id=bank["dev_ids"][0])
    cells = space["CELLS"] = Cells(space["CELLS"])
    cells.last, chip = None, Chip(case, bank)
    try:
        refusal = space["refusal"](bank, dict(case["wish"]), lambda *at: space["read_otp"](chip, bank, *at))
    except RuntimeError as error:
        refusal = str(error)
    return {"refusal": refusal, "cell": cells.last, "verdict": cells.get(cells.last)}

print(json.dumps([judge(case) for case in request["cases"]]))
`;

/** Asks scripts for OpenOCD, one for each bank: how many units are to burn, or why none may be. */
export function askTcl(
  folder: string,
  scripts: readonly string[],
  cases: readonly ScriptCase[],
  eccRegister: number,
): readonly string[] {
  const asked = scripts.flatMap((script, bank) => {
    const file = join(folder, `bank-${bank}.tcl`);
    writeFileSync(file, script);
    return [
      `source ${file}`,
      ...cases.filter((each) => each.bank === bank).map((each) => `ask ${tclCase(each)}`),
    ];
  });
  const main = join(folder, 'ask.tcl');
  writeFileSync(main, [standIns(eccRegister), ...asked, 'shutdown'].join('\n'));
  const output = execFileSync('openocd', ['-f', main], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return output.split('\n').filter((line) => line.startsWith('answer '));
}

function tclCase({ base, otp, wish, address, eccAt }: ScriptCase): string {
  const unit = wish.filter(([at]) => at >= address).map(([, byte]) => byte);
  return `${base} {${otp.join(' ')}} ${address} {${unit.join(' ')}} ${eccAt ?? -1}`;
}

/** What OpenOCD's commands do on a chip that is a list of bytes. */
const standIns = (eccRegister: number) => `
proc ask {base otp address wanted ecc} {
  set ::base $base; set ::otp $otp; set ::ecc $ecc; set ::flags 0
  catch { otpforge_plan [list [list $address $wanted]] } answer
  puts "answer $answer"
}
proc read_memory {address width count} {
  if {$address == ${eccRegister}} { return $::flags }
  if {$address < $::base || $address >= $::base + [llength $::otp]} { return 0 }
  if {$address <= $::ecc && $::ecc < $address + $count} { set ::flags 0xFFFFFFFF }
  set offset [expr {$address - $::base}]
  return [lrange $::otp $offset [expr {$offset + $count - 1}]]
}
proc write_memory {address width words} { if {$address == ${eccRegister}} { set ::flags 0 } }
proc reset {args} {}
`;
