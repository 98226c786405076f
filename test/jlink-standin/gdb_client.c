#include "gdb_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PACKET = 0x4000, CHUNK = 0x1000, CONNECT_ATTEMPTS = 2000 };

static int connection = -1;
static int running;
static char reply[PACKET + 1];
static size_t reply_length;

static int lost(void) {
  gdb_disconnect();
  return GDB_LOST;
}

static int send_all(const void *data, size_t length) {
  const char *bytes = data;
  while (length > 0) {
    ssize_t sent = send(connection, bytes, length, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return lost();
    bytes += sent;
    length -= (size_t)sent;
  }
  return 0;
}

static int read_byte(void) {
  unsigned char byte;
  for (;;) {
    ssize_t got = recv(connection, &byte, 1, 0);
    if (got == 1) return byte;
    if (got < 0 && errno == EINTR) continue;
    return lost();
  }
}

/* Takes one packet into `reply`; acknowledgements before it are passed over. */
static int receive(void) {
  int byte;
  do {
    if ((byte = read_byte()) < 0) return byte;
  } while (byte != '$');
  reply_length = 0;
  while ((byte = read_byte()) != '#') {
    if (byte < 0) return byte;
    if (byte == '}') {
      if ((byte = read_byte()) < 0) return byte;
      byte ^= 0x20;
    }
    if (reply_length < PACKET) reply[reply_length++] = (char)byte;
  }
  if (read_byte() < 0 || read_byte() < 0) return GDB_LOST;
  reply[reply_length] = 0;
  return send_all("+", 1);
}

static int transmit(const uint8_t *body, size_t length) {
  static const char hex[] = "0123456789abcdef";
  static char frame[2 * PACKET + 8];
  uint8_t sum = 0;
  size_t at = 0;
  frame[at++] = '$';
  for (size_t i = 0; i < length; i++) {
    uint8_t byte = body[i];
    if (byte == '$' || byte == '#' || byte == '}' || byte == '*') {
      frame[at++] = '}';
      sum += '}';
      byte ^= 0x20;
    }
    frame[at++] = (char)byte;
    sum += byte;
  }
  frame[at++] = '#';
  frame[at++] = hex[sum >> 4];
  frame[at++] = hex[sum & 15];
  return send_all(frame, at);
}

static int is_stop(void) { return reply[0] == 'T' || reply[0] == 'S' || reply[0] == 'X' || reply[0] == 'W'; }

/* The answer to a request; the stop of a running core and console output may come before it. */
static int answer(void) {
  for (;;) {
    int error = receive();
    if (error < 0) return error;
    if (running && is_stop()) {
      running = 0;
      continue;
    }
    if (reply[0] == 'O' && reply[1] != 'K') continue;
    return 0;
  }
}

static int ask(const uint8_t *body, size_t length) {
  if (connection < 0) return GDB_LOST;
  int error = transmit(body, length);
  return error < 0 ? error : answer();
}

static int ask_text(const char *text) { return ask((const uint8_t *)text, strlen(text)); }

static int ask_ok(const uint8_t *body, size_t length) {
  int error = ask(body, length);
  if (error < 0) return error;
  if (strcmp(reply, "OK") == 0) return 0;
  return strcmp(reply, "E0e") == 0 ? GDB_FAULT : GDB_REFUSED;
}

static int monitor(const char *command) {
  char packet[128] = "qRcmd,";
  size_t at = strlen(packet);
  for (; *command; command++) at += (size_t)sprintf(packet + at, "%02x", (unsigned char)*command);
  return ask_ok((const uint8_t *)packet, at);
}

static int try_connect(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  int one = 1;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connection = socket(AF_INET, SOCK_STREAM, 0);
  if (connection < 0) return GDB_LOST;
  if (connect(connection, (struct sockaddr *)&address, sizeof address) < 0) return lost();
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return ask_text("qSupported");
}

/* The server takes one client: one that has just gone may still be on its way out. */
int gdb_connect(int port) {
  running = 0;
  for (int attempt = 0; attempt < CONNECT_ATTEMPTS; attempt++) {
    if (try_connect(port) == 0) return 0;
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  }
  return GDB_LOST;
}

void gdb_disconnect(void) {
  if (connection >= 0) close(connection);
  connection = -1;
}

int gdb_connected(void) { return connection >= 0; }

int gdb_read(uint32_t address, uint32_t length, uint8_t *bytes) {
  while (length > 0) {
    char packet[64];
    uint32_t part = length < CHUNK ? length : CHUNK;
    sprintf(packet, "m%x,%x", address, part);
    int error = ask_text(packet);
    if (error < 0) return error;
    if (reply[0] == 'E' || reply_length != 2 * part) return GDB_FAULT;
    for (uint32_t i = 0; i < part; i++) {
      char digits[3] = {reply[2 * i], reply[2 * i + 1], 0};
      bytes[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    address += part;
    bytes += part;
    length -= part;
  }
  return 0;
}

static int send_block(const char *head, uint32_t part, const uint8_t *bytes) {
  static uint8_t packet[CHUNK + 64];
  size_t length = strlen(head);
  memcpy(packet, head, length);
  memcpy(packet + length, bytes, part);
  return ask_ok(packet, length + part);
}

int gdb_write(uint32_t address, uint32_t length, const uint8_t *bytes) {
  while (length > 0) {
    char head[64];
    uint32_t part = length < CHUNK ? length : CHUNK;
    sprintf(head, "X%x,%x:", address, part);
    int error = send_block(head, part, bytes);
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
  int error = ask_text(packet);
  if (error < 0) return error;
  if (reply_length != 8) return GDB_REFUSED;
  swapped = (uint32_t)strtoul(reply, NULL, 16);
  *value = __builtin_bswap32(swapped);
  return 0;
}

int gdb_write_register(unsigned number, uint32_t value) {
  char packet[32];
  int length = sprintf(packet, "P%x=%08x", number, __builtin_bswap32(value));
  return ask_ok((const uint8_t *)packet, (size_t)length);
}

int gdb_breakpoint(int set, uint32_t address) {
  char packet[32];
  int length = sprintf(packet, "%c1,%x,2", set ? 'Z' : 'z', address);
  return ask_ok((const uint8_t *)packet, (size_t)length);
}

int gdb_continue(void) {
  if (connection < 0) return GDB_LOST;
  running = 1;
  return transmit((const uint8_t *)"c", 1);
}

int gdb_wait(int milliseconds) {
  if (!running) return 1;
  struct pollfd one = {.fd = connection, .events = POLLIN};
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
    if (recv(connection, &mark, 1, MSG_PEEK) != 1) return lost();
    if (mark != '$') {
      if (read_byte() < 0) return GDB_LOST;
      continue;
    }
    int error = receive();
    if (error < 0) return error;
    if (is_stop()) {
      running = 0;
      return 1;
    }
  }
}

int gdb_reset_halt(void) {
  int error = monitor("reset halt");
  if (error == 0) running = 0;
  return error;
}

int gdb_halt(void) {
  int error = monitor("halt");
  if (error == 0) running = 0;
  return error;
}

/* The console lines of `monitor status` hold the state; they come before the answer. */
int gdb_is_halted(void) {
  int halted = 0;
  if (connection < 0) return GDB_LOST;
  int error = transmit((const uint8_t *)"qRcmd,737461747573", 18);
  while (error == 0 && (error = receive()) == 0) {
    if (running && is_stop()) running = 0;
    if (strcmp(reply, "OK") == 0) return halted;
    /* "state: halted" in hex. */
    if (strstr(reply, "73746174653a2068616c746564")) halted = 1;
  }
  return error;
}

static char *memory_map(void) {
  static char map[PACKET];
  size_t length = 0;
  do {
    char packet[64];
    sprintf(packet, "qXfer:memory-map:read::%zx,1000", length);
    if (ask_text(packet) < 0 || (reply[0] != 'l' && reply[0] != 'm')) return NULL;
    if (length + reply_length > sizeof map) return NULL;
    memcpy(map + length, reply + 1, reply_length - 1);
    length += reply_length - 1;
  } while (reply[0] == 'm');
  map[length] = 0;
  return map;
}

int gdb_flash_sector(uint32_t address, uint32_t *start, uint32_t *size) {
  const char *at = memory_map();
  while (at && (at = strstr(at, "type=\"flash\""))) {
    unsigned first, length, block;
    if (sscanf(at, "type=\"flash\" start=\"%x\" length=\"%x\"><property name=\"blocksize\">%x", &first, &length, &block) == 3 &&
        address >= first && address - first < length) {
      *start = first + (address - first) / block * block;
      *size = block;
      return 0;
    }
    at++;
  }
  return GDB_REFUSED;
}

int gdb_flash_erase(uint32_t start, uint32_t size) {
  char packet[64];
  int length = sprintf(packet, "vFlashErase:%x,%x", start, size);
  return ask_ok((const uint8_t *)packet, (size_t)length);
}

int gdb_flash_write(uint32_t start, uint32_t size, const uint8_t *bytes) {
  while (size > 0) {
    char head[64];
    uint32_t part = size < CHUNK ? size : CHUNK;
    sprintf(head, "vFlashWrite:%x:", start);
    int error = send_block(head, part, bytes);
    if (error < 0) return error;
    start += part;
    bytes += part;
    size -= part;
  }
  return 0;
}

int gdb_flash_done(void) { return ask_ok((const uint8_t *)"vFlashDone", 10); }
