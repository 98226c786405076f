// The OTP of the formats in examples/formats, filled by C structs after their public descriptions: what a product's own
// firmware would write. Prints a line for each step of each format: its name, the step from 1, and the whole bank as hex.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define PACKED __attribute__((packed))
#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type)

static uint8_t otp[1040];

static void put(size_t at, const void *bytes, size_t length) {
  const uint8_t *from = bytes;
  // As programming does: bits are cleared only.
  for (size_t i = 0; i < length; i++) otp[at + i] &= from[i];
}

static void lock(size_t size, unsigned block) { otp[size + block] = 0x00; }

static void text(char *to, size_t length, const char *from) {
  memset(to, 0, length);
  memcpy(to, from, strlen(from) < length ? strlen(from) : length);
}

static void show(const char *name, unsigned step, size_t size) {
  printf("%s %u ", name, step);
  for (size_t i = 0; i < size; i++) printf("%02x", otp[i]);
  printf("\n");
}

static void blank(void) { memset(otp, 0xFF, sizeof otp); }

static uint16_t crc16_arc(const uint8_t *bytes, size_t length) {
  uint16_t crc = 0;
  for (size_t i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = (uint16_t)(crc & 1 ? (crc >> 1) ^ 0xA001 : crc >> 1);
  }
  return crc;
}

static uint32_t crc32(const uint8_t *bytes, size_t length) {
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
  }
  return ~crc;
}

// PX4-Autopilot, otp.h: struct otp. The values are those of a board whose OTP was published with it (otp show: blocks 0 to 4).
struct PACKED px4 {
  char id[4];
  uint8_t id_type;
  uint32_t vid;
  uint32_t pid;
  uint8_t unused[19];
  uint8_t signature[128];
};
SIZE(struct px4, 160);

static void px4(void) {
  static const uint8_t signature[128] = {
      0x32, 0x96, 0xc9, 0x11, 0x56, 0xc6, 0xa2, 0xcd, 0x9d, 0x47, 0x2b, 0xd7, 0x68, 0xe7, 0x4a, 0xd9, 0xc7, 0x31, 0xd4, 0x3b, 0x91, 0x80,
      0xa9, 0x94, 0xf9, 0xb9, 0x27, 0x51, 0x7e, 0x41, 0x42, 0x5a, 0x52, 0x07, 0xfe, 0x58, 0x42, 0xdd, 0x9b, 0xcd, 0x27, 0xf2, 0x07, 0x77,
      0x59, 0xca, 0x97, 0x72, 0x92, 0x33, 0x4e, 0x8c, 0x36, 0x69, 0x69, 0xf3, 0x79, 0x7e, 0xfa, 0xaa, 0x69, 0x40, 0xad, 0x00, 0xc0, 0x19,
      0x0f, 0x18, 0x54, 0x10, 0xe5, 0xfd, 0x13, 0xdc, 0xe5, 0xb3, 0x7b, 0x8f, 0x80, 0x30, 0xab, 0x84, 0xe1, 0xfa, 0x1c, 0x06, 0x20, 0x88,
      0xeb, 0x1e, 0xe4, 0xb2, 0x24, 0xfb, 0x66, 0x2b, 0xa8, 0x00, 0xa8, 0x11, 0x0a, 0x95, 0x6c, 0x55, 0xfe, 0x43, 0x69, 0x8f, 0xa5, 0x84,
      0xe9, 0xa1, 0xd7, 0xf8, 0xb1, 0x04, 0x95, 0xe3, 0x46, 0x0c, 0x1d, 0xe6, 0x81, 0xc0, 0xc7, 0xb8, 0x98, 0x75};
  struct px4 board = {.id = "PX4", .id_type = 0, .vid = 0x26AC, .pid = 0x0010};
  memset(board.unused, 0xFF, sizeof board.unused);
  memcpy(board.signature, signature, sizeof signature);
  blank();
  put(0, &board, sizeof board);
  for (unsigned block = 0; block < 5; block++) lock(512, block);
  show("px4", 1, 528);
}

// Prusa-Firmware-Buddy, otp_types.hpp: OTP_v4. The values are those of its own test (otp_v4).
struct PACKED prusa {
  uint8_t version;
  uint16_t size;
  uint8_t bom;
  uint32_t timestamp;
  char datamatrix[24];
  uint8_t mac[6];
};
SIZE(struct prusa, 38);

static void prusa(void) {
  struct prusa board = {.version = 4, .size = sizeof board, .bom = 15, .timestamp = 0x63b51143, .mac = {1, 0x23, 0x45, 0x67, 0x89, 0xab}};
  text(board.datamatrix, sizeof board.datamatrix, "14558-0200001952299999");
  blank();
  put(0, &board, sizeof board);
  lock(512, 0);
  lock(512, 1);
  show("prusa", 1, 528);
}

// trezor-firmware: blocks of 32 bytes by number (otp_layout.h), the counters of monoctr.c, the variant of unit_properties.c.
struct PACKED trezor_variant {
  uint8_t version;
  uint8_t colour;
  uint8_t btc_only;
  uint8_t reserved[29];
};
SIZE(struct trezor_variant, 32);

static void trezor_count(unsigned block, unsigned value) {
  uint8_t bits[32];
  memset(bits, 0xFF, sizeof bits);
  for (unsigned i = 0; i < value; i++) bits[i / 8] = (uint8_t)(bits[i / 8] & ~(1u << (7 - i % 8)));
  put(32 * block, bits, sizeof bits);
}

static void trezor(void) {
  char batch[32];
  uint8_t bytes[32];
  const struct trezor_variant variant = {.version = 1, .colour = 3, .btc_only = 0};
  text(batch, sizeof batch, "T2T1-230101");
  for (unsigned i = 0; i < 32; i++) bytes[i] = (uint8_t)(0xA0 + i);
  blank();
  put(0, batch, 32);
  put(32 * 3, bytes, 32);
  put(32 * 4, &variant, 32);
  trezor_count(5, 1);
  lock(512, 0);
  lock(512, 3);
  lock(512, 4);
  show("trezor", 1, 528);
  for (unsigned i = 0; i < 32; i++) bytes[i] = (uint8_t)(0x10 + i);
  put(32 * 2, bytes, 32);
  trezor_count(1, 11);
  trezor_count(5, 2);
  lock(512, 2);
  show("trezor", 2, 528);
}

// flipperzero-firmware, furi_hal_version.c: FuriHalVersionOTPv2.
struct PACKED flipper {
  uint16_t magic;
  uint8_t version;
  uint8_t reserved0;
  uint32_t timestamp;
  uint8_t board, target, body, connect, display;
  uint8_t reserved2_0;
  uint16_t reserved2_1;
  uint8_t colour, region;
  uint16_t reserved3_0;
  uint32_t reserved3_1;
  char name[8];
};
SIZE(struct flipper, 32);

static void flipper(void) {
  struct flipper device = {.magic = 0xBABE, .version = 2, .timestamp = 1650000000, .board = 12, .target = 7, .body = 9,
                           .connect = 6, .display = 2, .colour = 2, .region = 1};
  text(device.name, sizeof device.name, "Ankafel");
  blank();
  put(0, &device, offsetof(struct flipper, colour));
  show("flipper", 1, 1024);
  put(0, &device, sizeof device);
  show("flipper", 2, 1024);
}

// micropython, PYBD_SF2/board_init.c: pyb_otp_t at 0x1FF079E0.
struct PACKED pybd {
  uint16_t series;
  uint16_t rev;
  uint8_t mac[6];
};
SIZE(struct pybd, 10);

static void pybd(void) {
  const struct pybd board = {.series = 0x00D1, .rev = 0x0102, .mac = {'H', 'J', '0', 1, 2, 3}};
  blank();
  put(0x1E0, &board, sizeof board);
  lock(512, 15);
  show("pybd", 1, 528);
}

// wolfBoot, otp_keystore.h and keystore.h.
struct PACKED wolf_header {
  char magic[8];
  uint16_t item_count;
  uint16_t flags;
  uint32_t version;
};
SIZE(struct wolf_header, 16);

struct PACKED wolf_slot {
  uint32_t slot_id;
  uint32_t key_type;
  uint32_t part_id_mask;
  uint32_t pubkey_size;
  uint8_t pubkey[64];
};
SIZE(struct wolf_slot, 80);

static void wolfboot(void) {
  struct wolf_header header = {.item_count = 2, .version = 0x02060000};
  memcpy(header.magic, "WOLFBOOT", 8);
  blank();
  put(0, &header, sizeof header);
  for (unsigned i = 0; i < 2; i++) {
    struct wolf_slot slot = {.slot_id = i, .key_type = 2, .part_id_mask = i == 0 ? 0xFFFFFFFFu : 0x00000006u, .pubkey_size = 64};
    memset(slot.pubkey, (int)(0x5A + i), sizeof slot.pubkey);
    put(sizeof header + i * sizeof slot, &slot, sizeof slot);
  }
  uint8_t uds[32];
  for (unsigned i = 0; i < 32; i++) uds[i] = (uint8_t)(3 * i);
  put(512 - 64, uds, sizeof uds);
  for (unsigned block = 0; block < 6; block++) lock(512, block);
  lock(512, 14);
  show("wolfboot", 1, 528);
}

// panda, board/provision.h: 16 bytes, 12 bytes, 4 bytes of SHA-1. It answers with this very chunk while it is not provisioned.
static void panda(void) {
  uint8_t serial[16];
  for (unsigned i = 0; i < 16; i++) serial[i] = (uint8_t)(0xC0 + i);
  blank();
  put(0x1C0, serial, sizeof serial);
  put(0x1E0, "unprovisioned\x00\x00\x00testing123\x00\x00\xa3\xa6\x99\xec", 32);
  lock(512, 14);
  lock(512, 15);
  show("panda", 1, 528);
}

// STM32_WPAN, otp.h: OTP_ID0_t.
struct PACKED st_entry {
  uint8_t bd_address[6];
  uint8_t hse_tuning;
  uint8_t id;
};
SIZE(struct st_entry, 8);

static void st_entries(void) {
  const struct st_entry first = {.bd_address = {0x2A, 0x00, 0xE1, 0x80, 0x02, 0x02}, .hse_tuning = 0x1A, .id = 0};
  const struct st_entry other = {.bd_address = {0x2B, 0x00, 0xE1, 0x80, 0x02, 0x02}, .hse_tuning = 0x20, .id = 1};
  const struct st_entry again = {.bd_address = {0x2A, 0x00, 0xE1, 0x80, 0x02, 0x02}, .hse_tuning = 0x1C, .id = 0};
  blank();
  put(0, &first, 8);
  put(8, &other, 8);
  show("st-entries", 1, 1024);
  put(16, &again, 8);
  show("st-entries", 2, 1024);
}

// Blocks after CA_Embedded's HAL_otp.h (BoardInfo v2), with a state and a CRC before them.
struct PACKED block {
  uint32_t state;
  uint32_t crc;
  uint8_t format, type, subtype;
  uint8_t spare[3];
  uint8_t pcb[2];
  uint32_t made;
  char serial[12];
};
SIZE(struct block, 32);

static void put_block(unsigned slot, uint8_t type, const char *serial) {
  struct block block = {.state = 0xA5A5FFFFu, .format = 2, .type = type, .pcb = {3, 1}, .made = 1773480600};
  text(block.serial, sizeof block.serial, serial);
  block.crc = crc32(&block.format, 24);
  put(32 * slot, &block, sizeof block);
}

static void block_walker(void) {
  const uint32_t revoked = 0;
  blank();
  put_block(0, 2, "DC-0041");
  show("block-walker", 1, 528);
  put(0, &revoked, sizeof revoked);
  show("block-walker", 2, 528);
  put_block(1, 3, "T-0042");
  show("block-walker", 3, 528);
}

// community.st.com, td-p/664844: three slots of 32 bytes. The values are those that the board there has.
static void put_slot(size_t at, const void *value, size_t length) {
  uint8_t slot[32];
  memset(slot, 0xFF, sizeof slot);
  memcpy(slot, value, length);
  slot[length] = 0;
  const uint16_t crc = crc16_arc(slot, 26);
  slot[26] = (uint8_t)(crc >> 8);
  slot[27] = (uint8_t)crc;
  put(at, slot, sizeof slot);
}

static void forum_slots(void) {
  const uint32_t made = 0x66138B6F;
  const uint8_t big[4] = {(uint8_t)(made >> 24), (uint8_t)(made >> 16), (uint8_t)(made >> 8), (uint8_t)made};
  blank();
  put_slot(0x00, "G3940-61830A01FS23150001", 24);
  put_slot(0x20, big, 4);
  put_slot(0x40, "A01", 3);
  show("forum-slots", 1, 1024);
}

// motor-tmp, parameters/otp.h: struct BoardID.
struct PACKED board_id {
  uint8_t manufacturer, board_type, board_sub_type;
  uint8_t major, minor, revision;
  char serial_number[10];
  char part_number[12];
  uint8_t reserved[4];
};
SIZE(struct board_id, 32);

static void board_id(void) {
  struct board_id board;
  memset(&board, 0xFF, sizeof board);
  board.manufacturer = 1;
  board.board_type = 1;
  board.board_sub_type = 0;
  board.major = 11;
  board.minor = 36;
  board.revision = 'c';
  strcpy(board.serial_number, "123456789");
  strcpy(board.part_number, "dev_00");
  blank();
  put(0, &board, sizeof board);
  lock(512, 0);
  show("board-id", 1, 528);
}

// IEEE 802-2014 §8.2: the organization's part of an address is its last three octets.
struct PACKED serial_24 {
  uint8_t nic[3];
  uint8_t lot[3];
  int8_t trim;
  uint8_t kind;
  float gain;
  uint8_t sum;
};
SIZE(struct serial_24, 13);

static void serial_24(void) {
  const uint32_t nic = 0x10002A, lot = 70000;
  struct serial_24 unit = {.nic = {(uint8_t)(nic >> 16), (uint8_t)(nic >> 8), (uint8_t)nic},
                           .lot = {(uint8_t)lot, (uint8_t)(lot >> 8), (uint8_t)(lot >> 16)},
                           .trim = -7, .kind = 2, .gain = 1.0625f};
  uint8_t bytes[sizeof unit];
  memcpy(bytes, &unit, sizeof unit);
  unsigned sum = 0;
  for (size_t i = 0; i < offsetof(struct serial_24, sum); i++) sum += bytes[i];
  unit.sum = (uint8_t)(0u - sum);
  blank();
  put(0, &unit, sizeof unit);
  show("serial-24", 1, 528);
}

// PM0075 §2.5: a value and its complement.
struct PACKED complement {
  uint8_t revision, nrevision;
  uint16_t unused;
  uint16_t data[3];
  uint16_t ndata[3];
};
SIZE(struct complement, 16);

static void complement(void) {
  struct complement unit = {.revision = 0x35, .nrevision = (uint8_t)~0x35, .unused = 0xFFFF, .data = {1, 0x1234, 0xFFFE}};
  for (int i = 0; i < 3; i++) unit.ndata[i] = (uint16_t)~unit.data[i];
  blank();
  put(0, &unit, sizeof unit);
  show("complement", 1, 528);
}

static void append_128(void) {
  const uint64_t steps[2] = {7, 0x100000002};
  blank();
  for (unsigned i = 0; i < 2; i++) {
    put(8 * i, &steps[i], 8);
    show("append-128", i + 1, 1024);
  }
}

int main(void) {
  px4();
  prusa();
  trezor();
  flipper();
  pybd();
  wolfboot();
  panda();
  st_entries();
  block_walker();
  forum_slots();
  board_id();
  serial_24();
  complement();
  append_128();
  return 0;
}
