# Burns four bytes into a simulated STM32F401RE: otpforge simulate STM32F401RE --port 3333
file firmware/loaders/stm32f4-otp.elf
target remote 127.0.0.1:3333
monitor reset halt
maintenance flush register-cache
# The loader is linked at 0: this offset is its address.
load firmware/loaders/stm32f4-otp.elf 0x20000020
# The job: magic, version, flags, count and status, then address, length and source of each segment.
set var {unsigned int[5]} 0x20002000 = {0x4F545042, 1, 0, 1, 0xFFFFFFFF}
set var {unsigned int[3]} 0x20002020 = {0x1FFF7800, 4, 0x20002100}
set var {unsigned int} 0x20002100 = 0x2150544F
# No interrupts, main stack, Thumb state; the loader returns to 0x20003000.
set var $primask = 1
set var $control = 0
set var $xpsr = 0x01000000
set var $sp = 0x20004000
set var $lr = 0x20003001
set var $r0 = 0x20002000
set var $pc = 0x20000020 + ((unsigned int) &Burn & ~1)
break *0x20003000
continue
# Status 0 is done; any other is a reason of loader.md.
print/x *(unsigned int *) 0x20002010
x/4xb 0x1FFF7800
monitor status
