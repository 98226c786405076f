import { protectionLevel } from '../bank/index.js';
import { inspectChip, readUid, verifyUnit } from '../burn/index.js';
import { mergeImages, type SparseImage } from '../image/index.js';
import type { Connection } from '../probe/index.js';
import type { VisitedChip } from '../visit/index.js';
import type { Target } from './target.js';
import { unitJudge } from './unit-judge.js';
import { visitBinding } from './visit-binding.js';

export interface SessionsOfVisit {
  readonly target: Target;
  readonly connection: Connection;
  readonly firmware: SparseImage | undefined;
  readonly leaveHalted?: boolean | undefined;
}

/** What a visit does with a chip after its burn, each time in a session of its own. */
export function visitSessions({
  target: { probe, device, layout, secrets },
  connection,
  firmware,
  leaveHalted,
}: SessionsOfVisit): Pick<VisitedChip, 'release' | 'protection' | 'supplyMv' | 'compareCold'> {
  const letRun = async () => {
    if (!leaveHalted) await probe.resetRun();
  };
  return {
    release: () => connection.release(),
    supplyMv: async () => (await probe.identify()).vtrefMv,
    async protection(patience) {
      await connection.reopen(patience);
      const { chip, readProtection } = await inspectChip(probe, device);
      await letRun();
      return { uid: chip.uid, level: protectionLevel(device.bank, readProtection).level };
    },
    async compareCold(otp, signal) {
      // Somebody has to switch it on, too.
      await connection.reopen({ patienceMs: Number.POSITIVE_INFINITY, signal });
      const image = mergeImages([firmware, otp].filter((part) => part !== undefined));
      // Whether it is the die that was burnt, the visit compares.
      const binding = visitBinding(layout, image, await readUid(probe, device));
      const judge = unitJudge({ device, image, layout, secrets, binding });
      const report = await verifyUnit(probe, device, image, judge);
      await letRun();
      return report;
    },
  };
}
