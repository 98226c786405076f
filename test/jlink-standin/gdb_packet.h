#pragma once
#include "gdb_client.h"

/* Packets of the GDB remote protocol on one connection. */
enum { GDB_PACKET = 0x4000, GDB_CHUNK = 0x1000 };

/* -1 while there is no connection. */
extern int gdb_socket;
/* The core was started, and its stop has not been told. */
extern int gdb_runs;
/* The body of the last packet, with a 0 behind it. */
extern char gdb_reply[GDB_PACKET + 1];
extern size_t gdb_reply_length;

int gdb_lost(void);
int gdb_read_byte(void);
int gdb_receive(void);
int gdb_transmit(const uint8_t *body, size_t length);
int gdb_is_stop(void);
int gdb_ask_text(const char *text);
int gdb_ask_ok(const uint8_t *body, size_t length);
/* A packet of text and then bytes, answered with OK. */
int gdb_send_block(const char *head, uint32_t length, const uint8_t *bytes);
