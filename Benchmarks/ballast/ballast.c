// Keeps a core busy for a part of the time, as a receiver of spans would. Why: a virtual core that
// has less to do sleeps deeper and wakes later, so a client beside a collector that is dead would
// measure the machine.
//
//   ballast BUSY-MICROSECONDS PERIOD-MICROSECONDS
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

static int64_t nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int count, char **arguments) {
    if (count != 3) return 64;
    const int64_t busy = atoll(arguments[1]) * 1000, period = atoll(arguments[2]) * 1000;
    for (int64_t start = nanoseconds();; start += period) {
        while (nanoseconds() < start + busy) {}
        const int64_t next = start + period;
        const struct timespec until = {next / 1000000000LL, next % 1000000000LL};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
    }
}
