/**
 * C types of the library's interface. `in` and `out` are buffers that the library reads or fills,
 * `string` is NUL-terminated, the last three are functions that the library calls. Compared with SEGGER's JLinkARMDLL.h
 * (types only, as paulkim-excelt/scorpio2 and thuanpv/microAFL have it) and pylink: all are equal except that SetLogFile is
 * void (pylink: int), so that the file is tried before, and that Reset is int where some bindings have void.
 */
export interface CTypes {
  readonly void: undefined;
  readonly int: number;
  readonly int8: number;
  readonly u32: number;
  readonly string: string | null;
  readonly in: Uint8Array;
  readonly out: Uint8Array | null;
  readonly textHandler: bigint | null;
  readonly dialogHandler: bigint;
  readonly progressHandler: bigint | null;
}
export type CType = keyof CTypes;

interface Signature<R extends CType, A extends readonly CType[]> {
  readonly symbol: string;
  readonly result: R;
  readonly args: A;
}

const f = <const R extends CType, const A extends readonly CType[]>(
  symbol: string,
  result: R,
  args: A,
): Signature<R, A> => ({ symbol, result, args });

/**
 * Every export of SEGGER's library that otpforge calls. On 64-bit systems there is one calling convention,
 * so that only these are supported. Types: SEGGER's JLinkARMDLL.h, see above. Meaning:
 * [P] pylink (square/pylink, Apache-2.0), library.py, jlink.py and structs.py; [U] SEGGER's manual UM08001; [B] two or
 * more public bindings agree, pylink lacks it. A C `char` result is `int8`: its upper bits are undefined, as the whole
 * result of a `void` function is.
 */
export const functions = {
  // Library and log. Handlers must be set before OpenEx, or the library opens message boxes of its own [P].
  GetDLLVersion: f('JLINKARM_GetDLLVersion', 'u32', []), // 79407 is V7.94g [P]
  SetErrorOutHandler: f('JLINKARM_SetErrorOutHandler', 'void', ['textHandler']), // [P]
  SetWarnOutHandler: f('JLINKARM_SetWarnOutHandler', 'void', ['textHandler']), // [P]
  EnableLog: f('JLINKARM_EnableLog', 'void', ['textHandler']), // [P]
  SetLogFile: f('JLINKARM_SetLogFile', 'void', ['string']), // the library must be open [P]
  // The command's result is ignored: text in the buffer means failure [P].
  ExecCommand: f('JLINKARM_ExecCommand', 'int', ['string', 'out', 'int']),

  // Probes.
  EMU_GetList: f('JLINKARM_EMU_GetList', 'int', ['int', 'out', 'int']), // >= 0 number found, < 0 error [P]
  EMU_SelectByUSBSN: f('JLINKARM_EMU_SelectByUSBSN', 'int', ['u32']), // >= 0 ok; before OpenEx [P]
  EMU_IsConnected: f('JLINKARM_EMU_IsConnected', 'int8', []), // 1: the probe is attached [P]
  OpenEx: f('JLINKARM_OpenEx', 'string', ['textHandler', 'textHandler']), // NULL ok, else the error [P]
  Close: f('JLINKARM_Close', 'void', []), // [P]
  GetFirmwareString: f('JLINKARM_GetFirmwareString', 'void', ['out', 'int']), // of the open probe, NUL-terminated [P]
  GetSN: f('JLINKARM_GetSN', 'int', []), // serial number of the probe that is open, -1 error [B]
  // The hook's result is the button: yes 1, no 2, ok 4, cancel 8; set after OpenEx, before connecting [P].
  SetHookUnsecureDialog: f('JLINK_SetHookUnsecureDialog', 'int', ['dialogHandler']),

  // Target. `Device =` (ExecCommand) connects by itself, so that interface and speed come first [P].
  DEVICE_GetIndex: f('JLINKARM_DEVICE_GetIndex', 'int', ['string']), // <= 0: unknown name [P]
  TIF_Select: f('JLINKARM_TIF_Select', 'int', ['int']), // 0 ok; 1 is SWD [P]
  SetSpeed: f('JLINKARM_SetSpeed', 'void', ['u32']), // kHz [P]
  GetHWStatus: f('JLINKARM_GetHWStatus', 'int', ['out']), // 0 ok [P]
  GetId: f('JLINKARM_GetId', 'u32', []), // of the debug port, with SWD its DPIDR [P, U]
  IsConnected: f('JLINKARM_IsConnected', 'int8', []), // 1: the target is connected [P]
  Connect: f('JLINKARM_Connect', 'int', []), // < 0 error [P]

  // Run control.
  SetResetType: f('JLINKARM_SetResetType', 'int', ['int']), // 0 normal, 3 connect under reset [P, U]
  Reset: f('JLINKARM_Reset', 'int', []), // < 0 error; leaves the core halted [B]
  Halt: f('JLINKARM_Halt', 'int8', []), // 0 ok [P]
  IsHalted: f('JLINKARM_IsHalted', 'int8', []), // > 0 halted, 0 running, < 0 error [P]
  Go: f('JLINKARM_Go', 'void', []), // [P]
  WaitForHalt: f('JLINKARM_WaitForHalt', 'int', ['int']), // 1 halted, 0 time-out, < 0 error [B]
  SetBPEx: f('JLINKARM_SetBPEx', 'int', ['u32', 'u32']), // handle > 0, <= 0 error [P]
  ClrBPEx: f('JLINKARM_ClrBPEx', 'int', ['int']), // 0 ok [P]

  // Registers, several in one call: index, value and status arrays [P].
  GetRegisterList: f('JLINKARM_GetRegisterList', 'int', ['out', 'int']), // number of registers [P]
  GetRegisterName: f('JLINKARM_GetRegisterName', 'string', ['u32']), // [P]
  ReadRegs: f('JLINKARM_ReadRegs', 'int', ['in', 'out', 'out', 'u32']), // >= 0 ok [P]
  WriteRegs: f('JLINKARM_WriteRegs', 'int', ['in', 'in', 'out', 'u32']), // >= 0 ok; reach the core at Go [P]

  // Memory: address, bytes, buffer, access width (0 any, 1, 2, 4); >= 0 units done, < 0 error [P].
  ReadMemEx: f('JLINKARM_ReadMemEx', 'int', ['u32', 'u32', 'out', 'u32']),
  WriteMemEx: f('JLINKARM_WriteMemEx', 'int', ['u32', 'u32', 'in', 'u32']),

  // Flash download: WriteMem between the two is gathered, EndDownload programs.
  BeginDownload: f('JLINKARM_BeginDownload', 'void', ['u32']), // flags 0; returns nothing [P]
  WriteMem: f('JLINKARM_WriteMem', 'int', ['u32', 'u32', 'in']), // bytes taken, < 0 error [P]
  EndDownload: f('JLINKARM_EndDownload', 'int', []), // >= 0 ok, -2 compare, -3 program, -4 verify [P]
  // Action (Compare, Erase, Flash, Verify), text, percent; NULL clears it [P].
  SetFlashProgProgressCallback: f('JLINK_SetFlashProgProgressCallback', 'void', ['progressHandler']),
} as const;

export type FunctionName = keyof typeof functions;
type Values<A extends readonly CType[]> = Extract<
  { -readonly [K in keyof A]: CTypes[A[K]] },
  readonly unknown[]
>;
export type ArgumentsOf<N extends FunctionName> = Values<(typeof functions)[N]['args']>;
export type ResultOf<N extends FunctionName> = CTypes[(typeof functions)[N]['result']];
