/**
 * `otpforge merge` beside srec_cat, arm-none-eabi-objcopy and nrf-intel-hex; exits 1 when a bound is broken.
 * Run `npm run build` first, then `node bench/merge.mjs [path of the built command line]`.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import MemoryMap from 'nrf-intel-hex';
import { denseHex, fragmentsHex } from './support/hex-inputs.mjs';
import { isInstalled, median, nodeRssOf, secondsOf } from './support/measure.mjs';

const RUNS = 5;
const MIB = 1024 * 1024;
const FLASH = 0x0800_0000;
const OTP = 0x1fff_7800;
const cli = process.argv[2] ?? fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const image = await import(new URL('../image/index.js', pathToFileURL(cli)).href);

process.exitCode = main();

/** @returns {number} exit code */
function main() {
  const missing = ['srec_cat', 'srec_cmp', 'arm-none-eabi-objcopy'].filter(
    (program) => !isInstalled(program),
  );
  if (missing.length > 0) {
    console.error(
      `not installed: ${missing.join(', ')} (Debian: apt-get install srecord binutils-arm-none-eabi)`,
    );
    return 9;
  }
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-bench-'));
  try {
    // The small merge first: what the large ones leave to be flushed would slow its own flush.
    const bounds = [...realFirmware(folder), ...largeFirmware(folder), ...fragments(folder)];
    for (const { what, value, limit, unit } of bounds) {
      const verdict = value <= limit ? 'ok' : 'BROKEN';
      console.log(
        `${what.padEnd(58)} ${value.toFixed(2).padStart(7)} ${unit.padEnd(3)} at most ${limit}  ${verdict}`,
      );
    }
    return bounds.every(({ value, limit }) => value <= limit) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @typedef {{ what: string, value: number, limit: number, unit: string }} Bound
 */

/**
 * 16 MiB of firmware and a 512-byte OTP record. objcopy cannot merge: it copies the firmware alone.
 * @param {string} folder
 * @returns {Bound[]}
 */
function largeFirmware(folder) {
  const firmware = save(folder, 'fw16.hex', denseHex(FLASH, 16 * MIB));
  const otp = save(folder, 'otp.hex', denseHex(OTP, 512));
  const [ours, srec, objcopy] = ['ours.hex', 'srec.hex', 'objcopy.hex'].map((name) => join(folder, name));
  const mergeArgs = [cli, 'merge', firmware, otp, '-o', ours];
  const srecArgs = [firmware, '-intel', otp, '-intel', '-o', srec, '-intel'];
  const objcopyArgs = ['-I', 'ihex', '-O', 'ihex', firmware, objcopy];
  // In turns, so that whatever else the machine does falls on all three alike.
  const rounds = Array.from({ length: RUNS }, () => ({
    ours: secondsOf(process.execPath, mergeArgs),
    srec: secondsOf('srec_cat', srecArgs),
    objcopy: secondsOf('arm-none-eabi-objcopy', objcopyArgs),
  }));
  const oursTime = median(rounds.map((round) => round.ours));
  const srecTime = median(rounds.map((round) => round.srec));
  const objcopyTime = median(rounds.map((round) => round.objcopy));
  secondsOf('srec_cmp', [ours, '-intel', srec, '-intel']);
  secondsOf('srec_cmp', ['(', ours, '-intel', '-exclude', hex(OTP), hex(OTP + 512), ')', objcopy, '-intel']);
  console.log(
    `16 MiB + 512 bytes, median of ${RUNS}: otpforge ${oursTime.toFixed(2)} s, ` +
      `srec_cat ${srecTime.toFixed(2)} s, objcopy ${objcopyTime.toFixed(2)} s; the same memory image by srec_cmp`,
  );
  return [
    { what: '16 MiB: wall time / srec_cat', value: oursTime / srecTime, limit: 0.6, unit: '' },
    { what: '16 MiB: wall time / arm-none-eabi-objcopy', value: oursTime / objcopyTime, limit: 2, unit: '' },
    { what: '16 MiB: peak resident memory', value: nodeRssOf(mergeArgs), limit: 400, unit: 'MiB' },
  ];
}

/**
 * 2 MiB, the largest real firmware, in all.
 * @param {string} folder
 * @returns {Bound[]}
 */
function realFirmware(folder) {
  const firmware = save(folder, 'fw2.hex', denseHex(FLASH, 2 * MIB));
  const otp = save(folder, 'otp.hex', denseHex(OTP, 512));
  const args = [cli, 'merge', firmware, otp, '-o', join(folder, 'ours2.hex')];
  const times = Array.from({ length: RUNS }, () => secondsOf(process.execPath, args));
  return [{ what: '2 MiB: wall time with the start of node', value: median(times), limit: 0.3, unit: 's' }];
}

/**
 * 20,000 one-byte fragments over 2 MiB, read, merged and written: in two files, and as many images.
 * @param {string} folder
 * @returns {Bound[]}
 */
function fragments(folder) {
  const texts = [FLASH, FLASH + 52].map((address) => fragmentsHex(address, 10_000, 2 * 104));
  const paths = texts.map((text, index) => save(folder, `fragments${index}.hex`, text));
  const twoFiles = timed(() => {
    image.writeIntelHex(image.mergeImages(paths.map((path) => image.readIntelHex(readFileSync(path), path))));
  });
  const origin = { source: { file: 'fragments', kind: 'field' } };
  const manyImages = timed(() => {
    const images = Array.from({ length: 20_000 }, (_, index) =>
      image.SparseImage.fromChunks([{ address: FLASH + index * 104, bytes: Uint8Array.of(index), origin }]),
    );
    image.writeIntelHex(image.mergeImages(images));
  });
  const nrf = timed(() => {
    const maps = texts.map((text, index) => [index, MemoryMap.fromHex(text.trimEnd())]);
    MemoryMap.flattenOverlaps(MemoryMap.overlapMemoryMaps(new Map(maps))).asHexString();
  });
  console.log(`20,000 fragments with nrf-intel-hex: ${nrf.toFixed(2)} s`);
  return [
    { what: '20,000 fragments: two files', value: twoFiles, limit: 1, unit: 's' },
    { what: '20,000 fragments: 20,000 images', value: manyImages, limit: 1, unit: 's' },
  ];
}

/**
 * @param {() => void} work
 * @returns {number} seconds
 */
function timed(work) {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} text
 * @returns {string} its path
 */
function save(folder, name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** @param {number} value */
function hex(value) {
  return `0x${value.toString(16)}`;
}
