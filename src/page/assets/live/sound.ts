import type { SlotState } from '../../api-types.js';
import { change } from '../model.js';

/** In hertz and seconds. */
interface Tone {
  readonly pitch: number;
  readonly length: number;
}

const failTones: readonly Tone[] = [
  { pitch: 392, length: 0.22 },
  { pitch: 262, length: 0.22 },
  { pitch: 392, length: 0.22 },
  { pitch: 262, length: 0.5 },
];
const alarmTones: readonly Tone[] = Array.from({ length: 8 }, (_, index) => ({
  pitch: index % 2 === 0 ? 880 : 660,
  length: 0.15,
}));
const waitTones: readonly Tone[] = [
  { pitch: 523, length: 0.15 },
  { pitch: 523, length: 0.4 },
];

let audio: AudioContext | undefined;

/** A browser keeps a page silent until somebody presses a key or clicks. */
export function readySound(): void {
  audio ??= new AudioContext();
  const told = audio;
  const show = () => change({ isSoundOff: told.state !== 'running' });
  told.addEventListener('statechange', show);
  for (const type of ['keydown', 'pointerdown'])
    addEventListener(type, () => void told.resume().catch(() => {}), { capture: true });
  show();
}

/** Sounds for what a slot has just become, once. */
export function sound(before: SlotState | undefined, now: SlotState): void {
  if (now.alarm !== undefined && now.alarm !== before?.alarm) play(alarmTones);
  else if (now.status === before?.status && now.insertion === before.insertion) return;
  else if (now.status === 'fail') play(failTones);
  else if (now.status === 'not-recorded') play(waitTones);
}

/** A short one that says a scan was not taken. */
export function soundRefusal(): void {
  play([{ pitch: 196, length: 0.3 }]);
}

function play(tones: readonly Tone[]): void {
  if (audio === undefined || audio.state !== 'running') return;
  let at = audio.currentTime + 0.02;
  for (const { pitch, length } of tones) {
    const volume = audio.createGain();
    volume.gain.setValueAtTime(0.25, at);
    volume.gain.linearRampToValueAtTime(0, at + length);
    const source = audio.createOscillator();
    source.type = 'square';
    source.frequency.value = pitch;
    source.connect(volume).connect(audio.destination);
    source.start(at);
    source.stop(at + length);
    at += length;
  }
}
