#include <pthread.h>
#include <stdlib.h>

#include "standin.h"

struct session session;

void needs_open(const char *function) {
  if (!session.is_open) misuse("%s: the library is not open", function);
}

void needs_target(const char *function) {
  needs_open(function);
  if (!session.is_connected) misuse("%s: no target is connected", function);
}

void needs_halt(const char *function) {
  needs_target(function);
  if (!session.is_halted) misuse("%s: the core runs", function);
}

struct said {
  text_handler *handler;
  const char *text;
};

static void *say_there(void *argument) {
  struct said *said = argument;
  if (said->handler) said->handler(said->text);
  return NULL;
}

static void *ask_there(void *argument) {
  *(int *)argument = session.on_unsecure("J-Link", "Device is secured. Unsecure it (mass erase)?", 3);
  return NULL;
}

static void *progress_there(void *argument) {
  static const char *const actions[] = {"Compare", "Erase", "Flash", "Verify"};
  (void)argument;
  for (unsigned i = 0; session.on_progress && i < 4; i++) {
    session.on_progress(actions[i], "", 50);
    session.on_progress(actions[i], "", 100);
  }
  return NULL;
}

static void elsewhere(void *(*work)(void *), void *argument) {
  pthread_t thread;
  note("handler from another thread in %s", current_call());
  if (pthread_create(&thread, NULL, work, argument) != 0) abort();
  pthread_join(thread, NULL);
}

void say(text_handler *handler, const char *text) {
  struct said said = {handler, text};
  elsewhere(say_there, &said);
}

int ask_to_unsecure(void) {
  int button = 0;
  elsewhere(ask_there, &button);
  return button;
}

void tell_progress(void) { elsewhere(progress_there, NULL); }
