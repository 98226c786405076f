#pragma once
#include <stdint.h>

/*
 * What a test wants of the stand-in, read from standin.conf beside the library, and what it tells the test:
 * calls.log (one line a call) and misuse.txt (empty while the caller behaves).
 */
enum { MAX_PROBES = 8 };

struct scenario {
  int port;
  int probes;
  uint32_t serials[MAX_PROBES];
  char products[MAX_PROBES][32];
  int vtref;
  /* Real time is not chip time: waits are stretched by this factor. */
  int wait_scale;
  /* Connecting asks whether to unlock the chip, as a real one at RDP 1 does. */
  int is_protected;
  int unknown_device;
  int version;
  /* Another probe than the one that was selected is opened: its serial number. */
  uint32_t opens;
  /* EndDownload tells the same progress for ever. */
  int chatters;
};

extern struct scenario scenario;

/* What the call that begins is to do. */
enum outcome { WORKS, FAILS, IS_UNPLUGGED };

/* Notes a call, and hangs, crashes or pauses where the scenario says so. `code` is the result of FAILS. */
enum outcome begin_call(const char *function, int *code);
void end_call(void);
const char *current_call(void);
/* Adds a line to calls.log that is no call. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The caller did what a real library or chip punishes: says so in misuse.txt and aborts. */
_Noreturn void misuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
