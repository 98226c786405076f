#define _GNU_SOURCE
#include "scenario.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_FAULTS = 8 };

/* `fault <fail|hang|drop|crash|pause> <function|*> <n> [result]` */
struct fault {
  char kind[16];
  char function[64];
  int at;
  int code;
  int seen;
};

struct scenario scenario = {.vtref = 3300, .wait_scale = 1, .version = 79407};
static struct fault faults[MAX_FAULTS];
static int fault_count;
static char folder[4096];
static atomic_int inside;
static int unplugged;
static const char *current = "";

static void path_of(char *path, const char *name) { snprintf(path, 4200, "%s/%s", folder, name); }

static void append(const char *name, const char *format, va_list args) {
  char path[4200], line[512];
  vsnprintf(line, sizeof line - 1, format, args);
  strcat(line, "\n");
  path_of(path, name);
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (file < 0 || write(file, line, strlen(line)) < 0) abort();
  close(file);
}

void note(const char *format, ...) {
  va_list args;
  va_start(args, format);
  append("calls.log", format, args);
  va_end(args);
}

void misuse(const char *format, ...) {
  va_list args;
  va_start(args, format);
  append("misuse.txt", format, args);
  va_end(args);
  abort();
}

static void read_line(const char *line) {
  unsigned serial;
  char product[32];
  struct fault fault = {.code = -1};
  sscanf(line, "port %d", &scenario.port);
  sscanf(line, "vtref %d", &scenario.vtref);
  sscanf(line, "wait-scale %d", &scenario.wait_scale);
  sscanf(line, "version %d", &scenario.version);
  sscanf(line, "opens %u", &scenario.opens);
  sscanf(line, "chatters %d", &scenario.chatters);
  sscanf(line, "protected %d", &scenario.is_protected);
  sscanf(line, "unknown-device %d", &scenario.unknown_device);
  if (sscanf(line, "probe %u %31[^\n]", &serial, product) == 2 && scenario.probes < MAX_PROBES) {
    scenario.serials[scenario.probes] = serial;
    strcpy(scenario.products[scenario.probes++], product);
  }
  if (sscanf(line, "fault %15s %63s %d %d", fault.kind, fault.function, &fault.at, &fault.code) >= 3 &&
      fault_count < MAX_FAULTS) {
    faults[fault_count++] = fault;
  }
}

__attribute__((constructor)) static void load_scenario(void) {
  Dl_info info;
  char path[4200], line[256];
  if (!dladdr((void *)load_scenario, &info)) abort();
  snprintf(folder, sizeof folder, "%s", info.dli_fname);
  char *slash = strrchr(folder, '/');
  if (slash) *slash = 0;
  path_of(path, "standin.conf");
  FILE *file = fopen(path, "r");
  if (!file) abort();
  while (fgets(line, sizeof line, file)) read_line(line);
  fclose(file);
}

/* Opening a FIFO for reading waits for the test to open its end: that is how the test learns of the pause. */
static void pause_until_told(void) {
  char path[4200], byte;
  path_of(path, "pause.fifo");
  int file = open(path, O_RDONLY);
  if (file < 0) abort();
  while (read(file, &byte, 1) > 0) continue;
  close(file);
}

enum outcome begin_call(const char *function, int *code) {
  enum outcome outcome = WORKS;
  if (atomic_fetch_add(&inside, 1) != 0) misuse("%s: called while another call runs", function);
  current = function;
  note("%s", function);
  for (int i = 0; i < fault_count; i++) {
    struct fault *fault = &faults[i];
    if (strcmp(fault->function, "*") != 0 && strcmp(fault->function, function) != 0) continue;
    if (++fault->seen != fault->at) continue;
    if (strcmp(fault->kind, "pause") == 0) pause_until_told();
    if (strcmp(fault->kind, "crash") == 0) raise(SIGSEGV);
    if (strcmp(fault->kind, "hang") == 0) {
      note("hangs in %s", function);
      for (;;) pause();
    }
    if (strcmp(fault->kind, "drop") == 0) {
      note("unplugged in %s", function);
      unplugged = 1;
    }
    if (strcmp(fault->kind, "fail") == 0) {
      *code = fault->code;
      outcome = FAILS;
    }
  }
  return unplugged ? IS_UNPLUGGED : outcome;
}

void end_call(void) { atomic_fetch_sub(&inside, 1); }

const char *current_call(void) { return current; }
