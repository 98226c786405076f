#pragma once
#include <stddef.h>
#include <stdint.h>

/* A small GDB remote client: what the stand-in needs to reach the simulated chip. All return 0 or a negative error. */
enum { GDB_LOST = -1, GDB_FAULT = -2, GDB_REFUSED = -3 };

int gdb_connect(int port);
void gdb_disconnect(void);
int gdb_connected(void);
int gdb_read(uint32_t address, uint32_t length, uint8_t *bytes);
int gdb_write(uint32_t address, uint32_t length, const uint8_t *bytes);
int gdb_read_register(unsigned number, uint32_t *value);
int gdb_write_register(unsigned number, uint32_t value);
int gdb_breakpoint(int set, uint32_t address);
int gdb_continue(void);
/* 1 halted, 0 still running after the time. */
int gdb_wait(int milliseconds);
int gdb_reset_halt(void);
int gdb_halt(void);
int gdb_is_halted(void);
/* The flash sector that holds an address. */
int gdb_flash_sector(uint32_t address, uint32_t *start, uint32_t *size);
int gdb_flash_erase(uint32_t start, uint32_t size);
int gdb_flash_write(uint32_t start, uint32_t size, const uint8_t *bytes);
int gdb_flash_done(void);
