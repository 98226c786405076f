/** OTP and option bytes of each DEV_ID in CubeProgrammer's data base. */
export function cubeProgrammer(clone, devIds) {
  const areas = {};
  for (const path of clone.list('cubeprogdb/db')) {
    const text = clone.read(path).replace(/<!--[\s\S]*?-->/g, '');
    const devId = /<DeviceID>\s*(0x[0-9A-Fa-f]+)/.exec(text)?.[1];
    if (devId === undefined || (devIds !== undefined && !devIds.has(devId))) continue;
    const found = peripherals(text);
    const otp = found.get('OTP');
    areas[devId] = {
      name: /<Name>([^<]*)<\/Name>/.exec(text)[1],
      ...(otp === undefined ? {} : { otp: ranges(otp)[0] }),
      flashSize: /<FlashSize address="(\w+)"/.exec(text)?.[1],
      ...freeze(text),
      optionBytes: ranges(found.get('Option Bytes') ?? '').filter((range) => range.startsWith('0x1F')),
      ...(found.has('MirrorOptionBytes') ? { mirror: fields(found.get('MirrorOptionBytes')) } : {}),
    };
  }
  return areas;
}

/** The part table of OpenOCD's driver for L4, G0, G4 and their like. */
export function openocd(clone) {
  const ids = new Map(
    [...clone.read('src/flash/nor/stm32l4x.h').matchAll(/#define\s+(DEVID_\w+)\s+(0x\w+)/g)].map(
      ([, name, id]) => [name, id],
    ),
  );
  const text = clone.read('src/flash/nor/stm32l4x.c');
  const table = text.slice(text.indexOf('stm32l4_parts[] = {'));
  const areas = {};
  for (const [entry] of table.slice(0, table.indexOf('\n};')).matchAll(/\{[^{}]*\.id\s*=[^{}]*\}/g)) {
    const field = (name) => new RegExp(`\\.${name}\\s*=\\s*"?([^",\\n]+)`).exec(entry)?.[1].trim();
    areas[ids.get(field('id'))] = {
      name: field('device_str'),
      registers: field('flash_regs_base'),
      flashSize: field('fsize_addr'),
      otp: `${field('otp_base')} 0x${Number(field('otp_size')).toString(16).toUpperCase()}`,
      maxFlashKiB: Number(field('max_flash_size_kb')),
    };
  }
  return areas;
}

/** The OTP geometry of OpenOCD's driver for F2, F4 and F7. */
export function openocdF2(clone) {
  const text = clone.read('src/flash/nor/stm32f2x.c');
  const names = ['OTP_BANK_BASE', 'OTP_SIZE', 'OTP_SECTOR_SIZE'];
  return Object.fromEntries(
    ['STM32F2', 'STM32F7'].flatMap((series) =>
      names.map((name) => {
        const value = new RegExp(`#define\\s+${series}_${name}\\s+(\\w+)`).exec(text)[1];
        return [`${series}_${name}`, `0x${Number(value).toString(16).toUpperCase()}`];
      }),
    ),
  );
}

function peripherals(text) {
  return new Map(
    [...text.matchAll(/<Peripheral>\s*<Name>([^<]*)<\/Name>[\s\S]*?<\/Peripheral>/g)].map(([all, name]) => [
      name,
      all,
    ]),
  );
}

function ranges(text) {
  const found = [...text.matchAll(/<(?:Configuration|Bank)\b[^>]*>\s*<Parameters ([^>]*)\/>/g)];
  return [...new Set(found.map(([, attributes]) => range(attributes)))];
}

function fields(text) {
  return [...text.matchAll(/<Field>\s*<Parameters ([^>]*)\/>/g)].map(([, attributes]) => range(attributes));
}

function range(attributes) {
  const value = (name) => new RegExp(`\\b${name}="\\s*(\\w+)`).exec(attributes)[1];
  return `${value('address')} ${value('size')}`;
}

function freeze(text) {
  const register = (tag) => new RegExp(`<${tag} address="(\\w+)" mask="(\\w+)"`).exec(text);
  const watchdogs = register('DBGMCU_APB1_FZ');
  const clock = register('RCC_APB2ENR');
  return {
    ...(watchdogs === null ? {} : { freeze: `${watchdogs[1]} ${watchdogs[2]}` }),
    ...(clock === null ? {} : { debugClock: `${clock[1]} ${clock[2]}` }),
  };
}
