// The few functions that need _GNU_SOURCE; see the header.
#define _GNU_SOURCE
#include "CLinux.h"

#include <stdio.h>

int clinux_accept(int listener) {
    return clinux_result(accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC));
}

void clinux_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

void clinux_error_text(int code, char *text, size_t capacity) {
    const char *sentence = strerror_r(code, text, capacity);
    if (sentence != text) snprintf(text, capacity, "%s", sentence);
}
