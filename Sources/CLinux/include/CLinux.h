// The door to Linux: system calls that Glibc's Swift module does not carry or cannot express.
// Every function keeps no state, allocates nothing, and returns a value >= 0 or -errno, so that no
// caller ever reads the thread's errno.
// Why: three functions live in CLinux.c, since they need _GNU_SOURCE, and a header that defines it
// clashes with the toolchain's own Glibc module over fd_set.
#pragma once
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static inline int clinux_result(long value) { return value < 0 ? -errno : (int)value; }

// epoll

static inline int clinux_epoll_create(void) { return clinux_result(epoll_create1(EPOLL_CLOEXEC)); }

/// `operation` is EPOLL_CTL_ADD, _MOD or _DEL; `data` comes back with each event.
static inline int clinux_epoll_control(
    int poller, int operation, int descriptor, uint32_t events, uint64_t data) {
    struct epoll_event event = {.events = events, .data = {.u64 = data}};
    return clinux_result(epoll_ctl(poller, operation, descriptor, &event));
}

static inline int clinux_epoll_wait(
    int poller, struct epoll_event *_Nonnull events, int capacity, int timeout_milliseconds) {
    return clinux_result(epoll_wait(poller, events, capacity, timeout_milliseconds));
}

static inline uint32_t clinux_event_flags(const struct epoll_event *_Nonnull event) {
    return event->events;
}
static inline uint64_t clinux_event_data(const struct epoll_event *_Nonnull event) {
    return event->data.u64;
}

// eventfd

static inline int clinux_eventfd_create(void) {
    return clinux_result(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
}
static inline int clinux_eventfd_signal(int descriptor) {
    const uint64_t one = 1;
    return clinux_result(write(descriptor, &one, sizeof one));
}
static inline int clinux_eventfd_drain(int descriptor) {
    uint64_t count = 0;
    return clinux_result(read(descriptor, &count, sizeof count));
}

/// 1 when `descriptor` is readable, 0 on timeout; a negative timeout waits for ever.
static inline int clinux_wait_readable(int descriptor, int timeout_milliseconds) {
    struct pollfd entry = {.fd = descriptor, .events = POLLIN};
    return clinux_result(poll(&entry, 1, timeout_milliseconds));
}

// signals

static inline int clinux_signals_block(const int *_Nonnull signals, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int index = 0; index < count; index++) sigaddset(&set, signals[index]);
    return -pthread_sigmask(SIG_BLOCK, &set, NULL);
}
static inline int clinux_signalfd_create(const int *_Nonnull signals, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int index = 0; index < count; index++) sigaddset(&set, signals[index]);
    return clinux_result(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}
/// The number of one pending signal, or -EAGAIN.
static inline int clinux_signalfd_read(int descriptor) {
    struct signalfd_siginfo information;
    int count = clinux_result(read(descriptor, &information, sizeof information));
    return count < 0 ? count : (int)information.ssi_signo;
}
static inline void clinux_ignore_sigpipe(void) { signal(SIGPIPE, SIG_IGN); }
static inline void clinux_restore_default(int number) { signal(number, SIG_DFL); }

// sockets

/// A bound socket: `dual_stack` on [::], where it serves IPv4 too; else IPv4's wildcard, or
/// 127.0.0.1 with `loopback_only`.
static inline int clinux_bind(int dual_stack, uint16_t port, int loopback_only) {
    const int on = 1, off = 0;
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
    six.sin6_addr = in6addr_any;
    four.sin_addr.s_addr = htonl(loopback_only ? INADDR_LOOPBACK : INADDR_ANY);
    int descriptor = socket(
        dual_stack ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (dual_stack) setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    int bound = dual_stack ? bind(descriptor, (const struct sockaddr *)&six, sizeof six)
                           : bind(descriptor, (const struct sockaddr *)&four, sizeof four);
    if (bound == 0) return descriptor;
    int code = errno;
    close(descriptor);
    return -code;
}

/// What every accepted connection inherits: no delay, a keepalive after `idle` seconds and then
/// every `interval`, `count` times, and `user_timeout` milliseconds for unacknowledged bytes.
static inline int clinux_set_tcp_options(
    int descriptor, int idle, int interval, int count, unsigned user_timeout) {
    const int on = 1;
    int failed = setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    failed |= setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    failed |= setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    failed |= setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    failed |= setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
    failed |= setsockopt(
        descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &user_timeout, sizeof user_timeout);
    return clinux_result(failed);
}
static inline int clinux_start_listening(int descriptor, int backlog) {
    return clinux_result(listen(descriptor, backlog));
}

/// The next waiting connection, non-blocking and closed on exec.
int clinux_accept(int listener);

/// The local port of a bound socket.
static inline int clinux_local_port(int descriptor) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) < 0) return -errno;
    if (address.ss_family == AF_INET6) {
        return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    }
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

/// Writes the peer's address as text (v4-mapped ones as IPv4) and returns its port.
static inline int clinux_peer(int descriptor, char *_Nonnull text, int capacity) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getpeername(descriptor, (struct sockaddr *)&address, &length) < 0) return -errno;
    if (address.ss_family == AF_INET6) {
        struct sockaddr_in6 *six = (struct sockaddr_in6 *)&address;
        const void *source = &six->sin6_addr;
        int family = AF_INET6;
        if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr)) {
            source = (const char *)&six->sin6_addr + 12;
            family = AF_INET;
        }
        if (inet_ntop(family, source, text, (socklen_t)capacity) == NULL) return -errno;
        return ntohs(six->sin6_port);
    }
    struct sockaddr_in *four = (struct sockaddr_in *)&address;
    if (inet_ntop(AF_INET, &four->sin_addr, text, (socklen_t)capacity) == NULL) return -errno;
    return ntohs(four->sin_port);
}

static inline long clinux_receive(int descriptor, void *_Nonnull bytes, size_t count) {
    long received = recv(descriptor, bytes, count, 0);
    return received < 0 ? -errno : received;
}
static inline long clinux_send(int descriptor, const void *_Nonnull bytes, size_t count) {
    long sent = send(descriptor, bytes, count, MSG_NOSIGNAL);
    return sent < 0 ? -errno : sent;
}
static inline int clinux_shutdown_write(int descriptor) {
    return clinux_result(shutdown(descriptor, SHUT_WR));
}
/// A listening socket completes no further connection; what waited in its backlog is reset.
static inline int clinux_stop_listening(int descriptor) {
    return clinux_result(shutdown(descriptor, SHUT_RDWR));
}
/// Makes the next close send a reset and free the buffers at once.
static inline int clinux_reset_on_close(int descriptor) {
    const struct linger linger = {.l_onoff = 1, .l_linger = 0};
    return clinux_result(setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
}
static inline int clinux_close(int descriptor) { return clinux_result(close(descriptor)); }

// time, randomness, threads

static inline uint64_t clinux_nanoseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
static inline uint64_t clinux_monotonic(void) { return clinux_nanoseconds(CLOCK_MONOTONIC); }
static inline uint64_t clinux_realtime(void) { return clinux_nanoseconds(CLOCK_REALTIME); }

static inline long clinux_random(void *_Nonnull bytes, size_t count) {
    long filled = getrandom(bytes, count, 0);
    return filled < 0 ? -errno : filled;
}
/// Names the calling thread; the kernel takes at most 15 bytes.
void clinux_name_thread(const char *_Nonnull name);
/// Writes the C library's sentence for an errno value.
void clinux_error_text(int code, char *_Nonnull text, size_t capacity);
