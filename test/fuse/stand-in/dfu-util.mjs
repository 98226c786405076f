/*
 * A stand-in for dfu-util that serves the simulated STM32MP1 of a file. Its options, texts and exit codes are those of
 * dfu-util 0.9 and 0.11 (src/main.c, dfu_util.c, dfu_load.c, dfu_file.c); `node dfu-util.mjs CONFIG …`.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { decodePartition, encodePartition } from '../../../dist/mp1/partition.js';
import { PowerLost, readPartition, serialOf, writePartition } from './simulated-mp1.mjs';

const [, , configFile, ...args] = process.argv;
const config = JSON.parse(readFileSync(configFile, 'utf8'));
const { version = '0.11', board, log, name = '@OTP/0xf2/1*776Be', mode = 'service', kill, breakage } = config;
const isNew = version === '0.11';
const options = parse(args);
const chip = board !== undefined && existsSync(board) ? JSON.parse(readFileSync(board, 'utf8')) : undefined;

const action = options.D !== undefined ? 'download' : options.U !== undefined ? 'upload' : 'list';
const count = readLog().filter((line) => line.action === action).length + 1;
appendFileSync(log, `${JSON.stringify({ action, args })}\n`);
killAt('before');
header();
if (action === 'list') list();
else transfer();

function header() {
  const year = isNew ? 2021 : 2016;
  out(`dfu-util ${version}\n\n`);
  out('Copyright 2005-2009 Weston Schmidt, Harald Welte and OpenMoko Inc.\n');
  out(`Copyright 2010-${year} Tormod Volden and Stefan Schmidt\n`);
  out('This program is Free Software and has ABSOLUTELY NO WARRANTY\n');
  out('Please report bugs to http://sourceforge.net/p/dfu-util/tickets/\n\n');
}

/** dfu_util.c, probe_configuration and print_dfu_if. */
function list() {
  if (breakage === 'access') warn(cannotOpen());
  else
    for (const alternate of alternates()) {
      out(
        `Found DFU: [0483:df11] ver=0200, devnum=9, cfg=1, intf=0, path="1-5.4.4", alt=${alternate.alt}, ` +
          `name="${alternate.name}", serial="${alternate.serial}"\n`,
      );
    }
  end(0);
}

function alternates() {
  if (!chip || mode === 'gone') return [];
  const serial = serialOf(chip);
  // U-Boot leaves the OTP partition out on a closed chip: stm32prog.c, dfu_init_entities.
  const service = [
    '@FlashLayout/0x00/1*256Ke',
    '@virtual/0xf1/1*512Be',
    ...(chip.state === 0 ? [name] : []),
    '@PMIC/0xf4/1*8Be',
  ];
  const rom = [
    '@Partition0 /0x00/1*256Ke',
    '@FSBL /0x01/1*1Me',
    '@Partition2 /0x02/1*1Me',
    '@SSBL /0x03/1*16Me',
    '@virtual /0xF1/1*512Ba',
  ];
  return (mode === 'rom' ? rom : service).map((each, alt) => ({ alt, name: each, serial })).toReversed();
}

function transfer() {
  if (action === 'download') checkSuffix();
  if (breakage === 'access') warn(cannotOpen());
  const fitting = alternates().filter(
    (each) =>
      (options.S === undefined || each.serial === options.S) &&
      (options.a === undefined || each.name === options.a || String(each.alt) === options.a),
  );
  if (breakage === 'access' || fitting.length === 0) {
    warn('No DFU capable USB device available');
    end(74);
  }
  if (fitting.length > 1) {
    warn(
      "More than one DFU capable USB device found! Try `--list' and specify the serial number or disconnect all but one device\n",
    );
    end(74);
  }
  open(fitting[0]);
  if (action === 'upload') upload();
  else download();
}

function open({ alt }) {
  out('Opening DFU capable USB device...\n');
  out(
    isNew
      ? 'Device ID 0483:df11\nDevice DFU version 0110\n'
      : 'ID 0483:df11\nRun-time device DFU version 0110\n',
  );
  out('Claiming USB DFU Interface...\n');
  out(isNew ? `Setting Alternate Interface #${alt} ...\n` : `Setting Alternate Setting #${alt} ...\n`);
  out(
    isNew
      ? 'Determining device status...\nDFU state(2) = dfuIDLE, status(0) = No error condition is present\n'
      : 'Determining device status: state = dfuIDLE, status = 0\ndfuIDLE, continuing\n',
  );
  out('DFU mode device DFU version 0110\nDevice returned transfer size 4096\n');
}

function upload() {
  if (existsSync(options.U)) {
    warn(`Cannot open file ${options.U} for writing: File exists`);
    end(isNew ? 73 : 74);
  }
  writeFileSync(options.U, '');
  out('Copying data from DFU device to PC\n');
  bar('Upload', 0);
  if (breakage === `upload-${count}`) {
    warn(isNew ? '\nError during upload (LIBUSB_ERROR_IO)' : 'Error during upload');
    out('\nFailed.\n');
    end(isNew ? 74 : 1);
  }
  writeFileSync(options.U, readPartition(chip, encodePartition));
  bar('Upload', 100);
  out('\nUpload done.\n');
  if (isNew) out('Received a total of 776 bytes\n');
  killAt('after');
  end(0);
}

function download() {
  out('Copying data from PC to DFU device\n');
  bar('Download', 0);
  const bytes = readFileSync(options.D);
  if (breakage === `download-${count}`) {
    warn(isNew ? 'Error during download (LIBUSB_ERROR_NO_DEVICE)' : 'Error during download');
    // 0.9 returns the bytes that it sent.
    end(isNew ? 74 : 0);
  }
  bar('Download', 100);
  out('\nDownload done.\n');
  killAt('middle');
  let fine;
  try {
    fine = writePartition(chip, bytes, decodePartition, { powerAt: config.powerAt?.[count] });
  } catch (error) {
    if (!(error instanceof PowerLost)) throw error;
    writeFileSync(board, JSON.stringify(chip));
    warn(
      isNew
        ? 'unable to read DFU status after completion (LIBUSB_ERROR_NO_DEVICE)'
        : 'unable to read DFU status after completion',
    );
    killAt('after');
    // dfuload_do_dnload of 0.9 returns the bytes that it sent; main ends with 0.
    end(isNew ? 74 : 0);
  }
  writeFileSync(board, JSON.stringify(chip));
  state(7, 'dfuMANIFEST', 0);
  if (fine) state(2, 'dfuIDLE', 0);
  else state(10, 'dfuERROR', 15);
  out('Done!\n');
  killAt('after');
  end(0);
}

function state(number, name, status) {
  const text =
    status === 0
      ? 'No error condition is present'
      : 'Something went wrong, but the device does not know what it was';
  out(`${isNew ? 'DFU ' : ''}state(${number}) = ${name}, status(${status}) = ${text}\n`);
}

function bar(what, percent) {
  const full = '='.repeat(percent / 4).padEnd(25);
  out(
    `\r${what}\t[${full}] ${String(percent).padStart(3)}% ${String(percent === 0 ? 0 : 776).padStart(12)} bytes`,
  );
}

function checkSuffix() {
  warn(isNew ? 'Warning: Invalid DFU suffix signature' : 'Invalid DFU suffix signature');
  warn(`A valid DFU suffix will be required in a future dfu-util release${isNew ? '' : '!!!'}`);
}

function cannotOpen() {
  return isNew
    ? 'Cannot open DFU device 0483:df11 found on devnum 9 (LIBUSB_ERROR_ACCESS)'
    : 'Cannot open DFU device 0483:df11';
}

/** Whoever started it dies here, as by a power cut of the host; the board goes on. */
function killAt(moment) {
  if (kill === `${action}-${count}-${moment}`) process.kill(process.ppid, 'SIGKILL');
}

function parse(words) {
  const found = {};
  for (let at = 0; at < words.length; at += 1) {
    const flag = words[at].replace(/^-/, '');
    if (flag === 'l') found.l = true;
    else if ('dSaUD'.includes(flag) && words[at + 1] !== undefined) {
      at += 1;
      found[flag] = words[at];
    } else {
      process.stderr.write(`dfu-util: stand-in: unexpected ${words[at]}\n`);
      process.exit(64);
    }
  }
  return found;
}

function readLog() {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function out(text) {
  process.stdout.write(text);
}

function warn(text) {
  process.stderr.write(`dfu-util: ${text}\n`);
}

function end(code) {
  process.exit(code);
}
