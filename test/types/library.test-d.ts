// Compiled by `npm run types`, never run: what a user's compiler says about the library.
import { expectTypeOf } from 'vitest';
import {
  type ErrorCode,
  type ExitCode,
  type MergeDocument,
  type MergedImage,
  type MergedUnit,
  type MergeOptions,
  merge,
  type OpenTarget,
  OtpforgeError,
  openTarget,
  type Phase,
  type PlanDocument,
  type ProgramOptions,
  plan,
  program,
  type ReadDocument,
  type ReportDocument,
  type RunEvent,
  read,
  type VerifyDocument,
  verify,
} from '../../src/index.js';

declare const image: MergedImage;
const probe = 'sim:STM32F401RE';
const confirm = async (shown: PlanDocument) => shown.refusals.length === 0;

export async function options(): Promise<void> {
  await program({ image: 'unit.hex', probe, confirm });
  await program({ image, probe: { scheme: 'sim', target: 'STM32F401RE', options: {} }, confirm: () => true });
  await program({ image, probe, confirm, rehearse: 'first', signal: new AbortController().signal });
  // @ts-expect-error: a mistyped name
  await program({ image, probe, confrim: confirm });
  // @ts-expect-error: no confirm
  await program({ image, probe });
  // @ts-expect-error: confirm may be missing in no other way either
  await program({ image, probe, confirm: undefined });
  // @ts-expect-error: an answer that is neither true nor false
  await program({ image, probe, confirm: () => 'yes' });
  // @ts-expect-error: a hook of the run within
  await program({ image, probe, confirm, onBegin: async () => {} });
  // @ts-expect-error: a fill that is text
  await plan({ image, probe, fill: '0xFF' });
  // @ts-expect-error: nothing is written, so nobody is asked
  await verify({ image, probe, confirm });
  // @ts-expect-error: a look-alike of an image
  await plan({ image: { hex: ':00000001FF', segments: [] }, probe });
  // @ts-expect-error: a typo within an input
  await merge({ inputs: [{ path: 'fw.bin', adress: 0 }] });
  // @ts-expect-error: a value that JSON has and a field has not
  await merge({ inputs: [], layout: 'otp.yaml', values: { serial: null } });
  await merge({ inputs: [], layout: 'otp.yaml', values: { serial: 'SN-1', rev: 2, id: 2n ** 60n } });

  expectTypeOf<ProgramOptions['confirm']>().parameter(0).toEqualTypeOf<PlanDocument>();
  expectTypeOf<ProgramOptions['confirm']>().returns.toEqualTypeOf<boolean | Promise<boolean>>();
  expectTypeOf<ProgramOptions>().toHaveProperty('signal').toEqualTypeOf<AbortSignal | undefined>();
}

export async function results(): Promise<void> {
  expectTypeOf(await plan({ image, probe })).toEqualTypeOf<PlanDocument>();
  expectTypeOf(await program({ image, probe, confirm })).toEqualTypeOf<ReportDocument>();
  expectTypeOf(await verify({ image, probe })).toEqualTypeOf<VerifyDocument>();
  expectTypeOf(await read({ probe })).toEqualTypeOf<ReadDocument>();
  expectTypeOf<ReportDocument['result']>().toEqualTypeOf<'done' | 'nothing-to-do' | 'refused'>();
  expectTypeOf<VerifyDocument['result']>().toEqualTypeOf<'equal' | 'different' | 'refused'>();

  // Without an output it is the image that comes back, and only then.
  expectTypeOf(await merge({ inputs: [], output: 'unit.hex' })).toEqualTypeOf<MergeDocument>();
  expectTypeOf(await merge({ inputs: [] })).toEqualTypeOf<MergedUnit>();
  const either: MergeOptions = { inputs: [] };
  expectTypeOf(await merge(either)).toEqualTypeOf<MergeDocument | MergedUnit>();
  expectTypeOf<MergeDocument>().not.toHaveProperty('image');
  expectTypeOf<MergedUnit>().not.toHaveProperty('output');
  expectTypeOf<MergedImage['hex']>().toBeString();
  expectTypeOf<MergedImage['segments'][number]>().toEqualTypeOf<{
    readonly address: number;
    readonly bytes: Uint8Array;
  }>();
}

export async function sessions(): Promise<void> {
  const target = await openTarget({ probe, layout: 'otp.yaml' });
  expectTypeOf(target).toEqualTypeOf<OpenTarget>();
  expectTypeOf(target).toExtend<AsyncDisposable>();
  expectTypeOf(await target.read()).toEqualTypeOf<ReadDocument>();
  expectTypeOf(await target.program({ image, confirm })).toEqualTypeOf<ReportDocument>();
  // @ts-expect-error: the probe is that of the session
  await target.plan({ image, probe });
  // @ts-expect-error: no confirm
  await target.program({ image });
  await target.close();
}

export function events(event: RunEvent): void {
  expectTypeOf(event.type).toEqualTypeOf<'progress' | 'planned' | 'writing' | 'note'>();
  if (event.type === 'progress') {
    expectTypeOf(event.phase).toEqualTypeOf<Phase>();
    expectTypeOf(event.done).toBeNumber();
  }
  if (event.type === 'planned') expectTypeOf(event.plan).toEqualTypeOf<PlanDocument>();
  if (event.type === 'note') expectTypeOf(event.text).toBeString();
  // @ts-expect-error: only progress has a phase
  event.phase;
}

export function errors(error: unknown): void {
  if (!(error instanceof OtpforgeError)) return;
  expectTypeOf(error.code).toEqualTypeOf<ErrorCode>();
  expectTypeOf(error.exitCode).toEqualTypeOf<ExitCode>();
  expectTypeOf<'OPTION_UNKNOWN'>().toExtend<ErrorCode>();
  expectTypeOf<'OPTION_UNKNWON'>().not.toExtend<ErrorCode>();
}
