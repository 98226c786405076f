#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "gdb_packet.h"

static int monitor(const char *command) {
  char packet[128] = "qRcmd,";
  size_t at = strlen(packet);
  for (; *command; command++) at += (size_t)sprintf(packet + at, "%02x", (unsigned char)*command);
  return gdb_ask_ok((const uint8_t *)packet, at);
}

int gdb_read(uint32_t address, uint32_t length, uint8_t *bytes) {
  while (length > 0) {
    char packet[64];
    uint32_t part = length < GDB_CHUNK ? length : GDB_CHUNK;
    sprintf(packet, "m%x,%x", address, part);
    int error = gdb_ask_text(packet);
    if (error < 0) return error;
    if (gdb_reply[0] == 'E' || gdb_reply_length != 2 * part) return GDB_FAULT;
    for (uint32_t i = 0; i < part; i++) {
      char digits[3] = {gdb_reply[2 * i], gdb_reply[2 * i + 1], 0};
      bytes[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    address += part;
    bytes += part;
    length -= part;
  }
  return 0;
}

int gdb_send_block(const char *head, uint32_t part, const uint8_t *bytes) {
  static uint8_t packet[GDB_CHUNK + 64];
  size_t length = strlen(head);
  memcpy(packet, head, length);
  memcpy(packet + length, bytes, part);
  return gdb_ask_ok(packet, length + part);
}

int gdb_write(uint32_t address, uint32_t length, const uint8_t *bytes) {
  while (length > 0) {
    char head[64];
    uint32_t part = length < GDB_CHUNK ? length : GDB_CHUNK;
    sprintf(head, "X%x,%x:", address, part);
    int error = gdb_send_block(head, part, bytes);
    if (error < 0) return error;
    address += part;
    bytes += part;
    length -= part;
  }
  return 0;
}

int gdb_read_register(unsigned number, uint32_t *value) {
  char packet[16];
  uint32_t swapped;
  sprintf(packet, "p%x", number);
  int error = gdb_ask_text(packet);
  if (error < 0) return error;
  if (gdb_reply_length != 8) return GDB_REFUSED;
  swapped = (uint32_t)strtoul(gdb_reply, NULL, 16);
  *value = __builtin_bswap32(swapped);
  return 0;
}

int gdb_write_register(unsigned number, uint32_t value) {
  char packet[32];
  int length = sprintf(packet, "P%x=%08x", number, __builtin_bswap32(value));
  return gdb_ask_ok((const uint8_t *)packet, (size_t)length);
}

int gdb_breakpoint(int set, uint32_t address) {
  char packet[32];
  /* Comparators reach the code region only; in RAM the library puts a BKPT (ARMv7-M manual C1.11). */
  int length = sprintf(packet, "%c%d,%x,2", set ? 'Z' : 'z', address < 0x20000000u, address);
  return gdb_ask_ok((const uint8_t *)packet, (size_t)length);
}

int gdb_continue(void) {
  if (gdb_socket < 0) return GDB_LOST;
  gdb_runs = 1;
  return gdb_transmit((const uint8_t *)"c", 1);
}

int gdb_wait(int milliseconds) {
  if (!gdb_runs) return 1;
  struct pollfd one = {.fd = gdb_socket, .events = POLLIN};
  struct timespec start, now;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (;;) {
    clock_gettime(CLOCK_MONOTONIC, &now);
    long elapsed = (now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000;
    long left = milliseconds - elapsed;
    char mark;
    int ready = poll(&one, 1, left > 0 ? (int)left : 0);
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) return 0;
    /* An acknowledgement alone is no stop. */
    if (recv(gdb_socket, &mark, 1, MSG_PEEK) != 1) return gdb_lost();
    if (mark != '$') {
      if (gdb_read_byte() < 0) return GDB_LOST;
      continue;
    }
    int error = gdb_receive();
    if (error < 0) return error;
    if (gdb_is_stop()) {
      gdb_runs = 0;
      return 1;
    }
  }
}

int gdb_reset_halt(void) {
  int error = monitor("reset halt");
  if (error == 0) gdb_runs = 0;
  return error;
}

int gdb_halt(void) {
  int error = monitor("halt");
  if (error == 0) gdb_runs = 0;
  return error;
}

/* The console lines of `monitor status` hold the state; they come before the answer. */
int gdb_is_halted(void) {
  int halted = 0;
  if (gdb_socket < 0) return GDB_LOST;
  int error = gdb_transmit((const uint8_t *)"qRcmd,737461747573", 18);
  while (error == 0 && (error = gdb_receive()) == 0) {
    if (gdb_runs && gdb_is_stop()) gdb_runs = 0;
    if (strcmp(gdb_reply, "OK") == 0) return halted;
    /* "state: halted" in hex. */
    if (strstr(gdb_reply, "73746174653a2068616c746564")) halted = 1;
  }
  return error;
}

