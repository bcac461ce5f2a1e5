// An HTTP client with a fixed schedule: request n is due at start + n / rate, whatever became of
// those before it, and its latency counts from when it was due. So a server that stalls is charged
// for every request that it kept waiting, not only for the one that it was asked (no coordinated
// omission). Keep-alive connections, one request at a time on each.
//
//   open-loop PORT PATH RATE SECONDS CONNECTIONS
//
// Prints one line of JSON: requests, errors, late (not answered at the end), and latencies in
// microseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 1024, BUFFER = 65536, SUB = 64, BUCKETS = 64 * SUB, MAX_EVENTS = 256 };

struct connection {
    int descriptor;
    int is_busy;
    uint64_t due;        // Of the request under way.
    size_t used;         // Bytes of the reply's head so far.
    size_t body_left;
    int in_body;
    int ends;            // The server said that it will close.
    char head[BUFFER + 1];
};

static struct connection *connections[MAX_CONNECTIONS];
static int idle[MAX_CONNECTIONS], idle_count, connection_count, poller, port;
static char request[4096];
static size_t request_length;
static uint64_t histogram[BUCKETS], answered, errors, worst;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

// Buckets of 1/64 of their power of two: an error of at most 1.6 %.
static int bucket(uint64_t value) {
    if (value < SUB) return (int)value;
    int shift = 63 - __builtin_clzll(value) - 6;
    int index = (shift + 1) * SUB + (int)((value >> shift) - SUB);
    return index < BUCKETS ? index : BUCKETS - 1;
}

static uint64_t bucket_end(int index) {
    if (index < SUB) return (uint64_t)index;
    return ((uint64_t)(index % SUB) + SUB + 1) << (index / SUB - 1);
}

static double quantile(double part) {
    uint64_t wanted = (uint64_t)((double)answered * part), seen = 0;
    for (int index = 0; index < BUCKETS; index++) {
        seen += histogram[index];
        if (seen > wanted) return (double)bucket_end(index) / 1e3;
    }
    return (double)worst / 1e3;
}

static void open_connection(struct connection *self) {
    const int on = 1;
    self->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(self->descriptor, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
    setsockopt(self->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = self};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, self->descriptor, &event) < 0) fail("epoll_ctl");
}

static void reopen(struct connection *self) {
    close(self->descriptor);
    self->used = self->body_left = 0;
    self->in_body = self->ends = 0;
    open_connection(self);
}

static void begin(struct connection *self, uint64_t due) {
    self->is_busy = 1;
    self->due = due;
    for (int attempt = 0; attempt < 2; attempt++) {
        if (send(self->descriptor, request, request_length, MSG_NOSIGNAL) ==
            (ssize_t)request_length)
            return;
        reopen(self);
    }
}

static void finish(struct connection *self) {
    uint64_t took = now() - self->due;
    histogram[bucket(took)]++;
    answered++;
    if (took > worst) worst = took;
    if (strncmp(self->head, "HTTP/1.1 200", 12) != 0) errors++;
    self->is_busy = 0;
    if (self->ends) reopen(self);
    for (int index = 0; index < connection_count; index++)
        if (connections[index] == self) idle[idle_count++] = index;
}

static void broken(struct connection *self) {
    if (self->is_busy) {
        errors++;
        self->is_busy = 0;
        for (int index = 0; index < connection_count; index++)
            if (connections[index] == self) idle[idle_count++] = index;
    }
    reopen(self);
}

// Replies come one at a time, so what follows a body belongs to nobody.
static void advance(struct connection *self) {
    static char waste[BUFFER];
    if (self->in_body) {
        ssize_t count = recv(self->descriptor, waste,
                             self->body_left < BUFFER ? self->body_left : BUFFER, MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (count <= 0) return broken(self);
        self->body_left -= (size_t)count;
    } else {
        ssize_t count =
            recv(self->descriptor, self->head + self->used, BUFFER - self->used, MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (count <= 0) return broken(self);
        self->used += (size_t)count;
        self->head[self->used] = 0;
        char *end = strstr(self->head, "\r\n\r\n");
        if (end == NULL) return;
        *end = 0;
        char *field = strcasestr(self->head, "\r\ncontent-length:");
        size_t length = field ? strtoull(field + 17, NULL, 10) : 0;
        self->ends = strcasestr(self->head, "\r\nconnection: close") != NULL;
        size_t rest = self->used - (size_t)(end + 4 - self->head);
        self->body_left = length > rest ? length - rest : 0;
        self->in_body = 1;
    }
    if (self->body_left > 0) return;
    self->in_body = 0;
    self->used = 0;
    finish(self);
}

int main(int count, char **arguments) {
    if (count != 6) {
        fprintf(stderr, "usage: open-loop PORT PATH RATE SECONDS CONNECTIONS\n");
        return 64;
    }
    port = atoi(arguments[1]);
    double rate = atof(arguments[3]), seconds = atof(arguments[4]);
    connection_count = atoi(arguments[5]);
    if (connection_count < 1 || connection_count > MAX_CONNECTIONS) return 64;
    request_length = (size_t)snprintf(request, sizeof request,
                                      "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", arguments[2]);
    poller = epoll_create1(EPOLL_CLOEXEC);
    for (int index = 0; index < connection_count; index++) {
        connections[index] = calloc(1, sizeof(struct connection));
        if (connections[index] == NULL) fail("calloc");
        open_connection(connections[index]);
        idle[idle_count++] = index;
    }
    // Why a timer of its own: epoll counts milliseconds, a schedule needs microseconds.
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, timer, &event) < 0) fail("epoll_ctl");

    uint64_t start = now() + 10000000u, total = (uint64_t)(rate * seconds), sent = 0;
    uint64_t end = start + (uint64_t)(seconds * 1e9) + 5000000000u;
    double interval = 1e9 / rate;
    while (answered + errors < total && now() < end) {
        uint64_t time = now();
        while (sent < total && idle_count > 0) {
            uint64_t due = start + (uint64_t)((double)sent * interval);
            if (due > time) break;
            begin(connections[idle[--idle_count]], due);
            sent++;
        }
        if (sent < total && idle_count > 0) {
            uint64_t due = start + (uint64_t)((double)sent * interval);
            struct itimerspec when = {.it_value = {.tv_sec = (time_t)(due / 1000000000u),
                                                   .tv_nsec = (long)(due % 1000000000u)}};
            timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
        }
        struct epoll_event events[MAX_EVENTS];
        int ready = epoll_wait(poller, events, MAX_EVENTS, 100);
        for (int index = 0; index < ready; index++) {
            uint64_t ticks;
            if (events[index].data.ptr) advance(events[index].data.ptr);
            else if (read(timer, &ticks, sizeof ticks) < 0 && errno != EAGAIN) fail("read");
        }
    }
    double took = (double)(now() - start) / 1e9;
    printf("{\"requests\":%llu,\"errors\":%llu,\"late\":%llu,\"seconds\":%.3f,\"rate\":%.1f,"
           "\"p50_us\":%.1f,\"p90_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f}\n",
           (unsigned long long)answered, (unsigned long long)errors,
           (unsigned long long)(total - answered), took, (double)answered / took, quantile(0.5),
           quantile(0.9), quantile(0.99), quantile(0.999), (double)worst / 1e3);
    return 0;
}
