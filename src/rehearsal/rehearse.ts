import { areaName } from '../bank/index.js';
import {
  type BurnRequest,
  type Plan,
  type PlannedChip,
  type ProgramReport,
  programUnit,
} from '../burn/index.js';
import { type ErrorOptionsOf, OtpforgeError } from '../errors/index.js';
import type { ProbeIdentity } from '../probe/index.js';
import { type ChipCopy, type CopySource, copyChip } from '../probe/sim-copy.js';
import { hex32 } from '../text/hex.js';

/**
 * Burns a plan on a simulated copy of the chip, with the same plan, job and loader, and compares what the copy then
 * holds with what the plan promises. The chip itself is not touched.
 * False when the simulator lacks the chip's flash controller. Errors: REHEARSAL_FAILED.
 */
export async function rehearse(
  request: BurnRequest,
  planned: PlannedChip,
  copy: (source: CopySource) => ChipCopy = copyChip,
  onCopy?: (copy: ProbeIdentity) => void,
): Promise<boolean> {
  try {
    const made = makeCopy(request, planned, copy);
    if (!made) return false;
    const report = await burnCopy(request, planned, made);
    onCopy?.(report.probe);
    comparePlans(planned.plan, report);
    compareContents(planned, request, made);
    return true;
  } catch (error) {
    throw request.loader.origin.kind === 'package' ? error : withoutWayAround(error);
  }
}

// A loader that is not the package's is never burnt with unrehearsed.
function withoutWayAround(error: unknown): unknown {
  if (!(error instanceof OtpforgeError) || error.code !== 'REHEARSAL_FAILED') return error;
  return new OtpforgeError(error.code, {
    ...error.within((text) => text),
    remedy: foreignRemedy,
  });
}

const foreignRemedy =
  'The loader is not the package’s: correct its template or controller and build it again with otpforge build. It cannot be burnt with as it is.';

function makeCopy(
  { device }: BurnRequest,
  { chip, otp }: PlannedChip,
  copy: (source: CopySource) => ChipCopy,
): ChipCopy | undefined {
  if (!otp) throw failed(`the ${areaName(device.bank)} of the chip could not be read`);
  const { devId, uid } = chip;
  try {
    return copy({ device, devId, uid, vddMv: chip.probe.vtrefMv, otp: otp.bytes, ecc: otp.ecc });
  } catch (error) {
    if (error instanceof OtpforgeError && error.code === 'CHIP_CONTROLLER') return undefined;
    throw error;
  }
}

async function burnCopy(
  request: BurnRequest,
  planned: PlannedChip,
  { probe }: ChipCopy,
): Promise<ProgramReport> {
  try {
    const { inFlight } = planned;
    // Whether the values make a valid unit, and whose they are, is judged on the chip itself; and what is done to a copy
    // is not progress of the burn, nor burnt into the chip.
    const {
      cutOffRuns: _,
      unit,
      past: _past,
      onProgress: _progress,
      onUnitsBurnt: _burnt,
      ...rest
    } = request;
    const asked = unit && { owned: unit.owned, refusals: () => [], judge: () => undefined };
    return await programUnit(
      { ...rest, probe, medium: 'simulated', inFlight, unit: asked },
      { confirm: async () => true, leaveHalted: true },
    );
  } catch (cause) {
    if (!(cause instanceof OtpforgeError)) throw failed({ message: sentence(String(cause)), cause });
    const { code } = cause;
    throw failed(cause.within((text) => sentence(`it ended with ${code}: ${text}`), { code }));
  } finally {
    await probe.close();
  }
}

function comparePlans(plan: Plan, { result, plan: rehearsed }: ProgramReport): void {
  if (result === 'refused') {
    const [first] = rehearsed.refusals;
    const where = first?.address === undefined ? '' : ` at ${hex32(first.address)}`;
    throw failed(`the copy refuses what the chip does not: ${first?.code}${where}`);
  }
  if (JSON.stringify(rehearsed.units) === JSON.stringify(plan.units)) return;
  throw failed('the plan for the copy is not the plan for the chip');
}

function compareContents({ plan, otp }: PlannedChip, { device }: BurnRequest, copy: ChipCopy): void {
  const { base, erasedValue } = device.bank.otp;
  const burn = plan.units.filter(({ state }) => state === 'burn');
  const promised = otp?.bytes.slice() ?? new Uint8Array();
  for (const { address, wanted } of burn) {
    promised.set(
      wanted.map((byte) => byte ?? erasedValue),
      address - base,
    );
  }
  const found = copy.otp();
  const differs = found.findIndex((byte, index) => byte !== promised[index] && !isDamaged(base + index));
  if (differs >= 0) {
    const [wanted, read] = [promised[differs] ?? null, found[differs] ?? null];
    const address = base + differs;
    throw failed({
      message: (show) =>
        sentence(`the copy holds ${show(read)} at ${hex32(address)}, the plan promises ${show(wanted)}`),
      memory: { address, values: { wanted, read } },
    });
  }
  if (copy.otpOperations() !== burn.length) {
    throw failed(`${copy.otpOperations()} units were programmed, the plan has ${burn.length}`);
  }

  // Its bytes mean nothing, on the chip and on the copy.
  function isDamaged(address: number): boolean {
    const { writeUnit } = device.bank.otp;
    return otp?.ecc.get(address - ((address - base) % writeUnit)) === 'damaged';
  }
}

function failed(options: ErrorOptionsOf | string): OtpforgeError {
  return new OtpforgeError('REHEARSAL_FAILED', {
    ...(typeof options === 'string' ? { message: sentence(options) } : options),
    remedy:
      'Please report it with a trace (--trace). --no-rehearse burns without one, if you know why the copy is wrong.',
  });
}

function sentence(problem: string): string {
  return `the rehearsal on a simulated copy of the chip failed, nothing was written to the chip: ${problem}`;
}
