#include "gdb_packet.h"

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

enum { CONNECT_ATTEMPTS = 2000 };

int gdb_socket = -1;
int gdb_runs;
char gdb_reply[GDB_PACKET + 1];
size_t gdb_reply_length;

int gdb_lost(void) {
  gdb_disconnect();
  return GDB_LOST;
}

static int send_all(const void *data, size_t length) {
  const char *bytes = data;
  while (length > 0) {
    ssize_t sent = send(gdb_socket, bytes, length, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return gdb_lost();
    bytes += sent;
    length -= (size_t)sent;
  }
  return 0;
}

int gdb_read_byte(void) {
  unsigned char byte;
  for (;;) {
    ssize_t got = recv(gdb_socket, &byte, 1, 0);
    if (got == 1) return byte;
    if (got < 0 && errno == EINTR) continue;
    return gdb_lost();
  }
}

/* Takes one packet into `gdb_reply`; acknowledgements before it are passed over. */
int gdb_receive(void) {
  int byte;
  do {
    if ((byte = gdb_read_byte()) < 0) return byte;
  } while (byte != '$');
  gdb_reply_length = 0;
  while ((byte = gdb_read_byte()) != '#') {
    if (byte < 0) return byte;
    if (byte == '}') {
      if ((byte = gdb_read_byte()) < 0) return byte;
      byte ^= 0x20;
    }
    if (gdb_reply_length < GDB_PACKET) gdb_reply[gdb_reply_length++] = (char)byte;
  }
  if (gdb_read_byte() < 0 || gdb_read_byte() < 0) return GDB_LOST;
  gdb_reply[gdb_reply_length] = 0;
  return send_all("+", 1);
}

int gdb_transmit(const uint8_t *body, size_t length) {
  static const char hex[] = "0123456789abcdef";
  static char frame[2 * GDB_PACKET + 8];
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

int gdb_is_stop(void) { return gdb_reply[0] == 'T' || gdb_reply[0] == 'S' || gdb_reply[0] == 'X' || gdb_reply[0] == 'W'; }

/* The answer to a request; the stop of a gdb_runs core and console output may come before it. */
static int answer(void) {
  for (;;) {
    int error = gdb_receive();
    if (error < 0) return error;
    if (gdb_runs && gdb_is_stop()) {
      gdb_runs = 0;
      continue;
    }
    if (gdb_reply[0] == 'O' && gdb_reply[1] != 'K') continue;
    return 0;
  }
}

static int ask(const uint8_t *body, size_t length) {
  if (gdb_socket < 0) return GDB_LOST;
  int error = gdb_transmit(body, length);
  return error < 0 ? error : answer();
}

int gdb_ask_text(const char *text) { return ask((const uint8_t *)text, strlen(text)); }

int gdb_ask_ok(const uint8_t *body, size_t length) {
  int error = ask(body, length);
  if (error < 0) return error;
  if (strcmp(gdb_reply, "OK") == 0) return 0;
  return strcmp(gdb_reply, "E0e") == 0 ? GDB_FAULT : GDB_REFUSED;
}

static int try_connect(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  int one = 1;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  gdb_socket = socket(AF_INET, SOCK_STREAM, 0);
  if (gdb_socket < 0) return GDB_LOST;
  if (connect(gdb_socket, (struct sockaddr *)&address, sizeof address) < 0) return gdb_lost();
  setsockopt(gdb_socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return gdb_ask_text("qSupported");
}

/* The server takes one client: one that has just gone may still be on its way out. */
int gdb_connect(int port) {
  gdb_runs = 0;
  for (int attempt = 0; attempt < CONNECT_ATTEMPTS; attempt++) {
    if (try_connect(port) == 0) return 0;
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  }
  return GDB_LOST;
}

void gdb_disconnect(void) {
  if (gdb_socket >= 0) close(gdb_socket);
  gdb_socket = -1;
}

int gdb_connected(void) { return gdb_socket >= 0; }

