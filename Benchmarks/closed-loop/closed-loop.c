// A load that asks as little of its core as it can: connections that each send the next request
// when the reply to the last has come, one thread, one epoll. One that costs more than the server
// makes the server wait, and a server that waits pays for wake-ups that it has no need of.
//
//   closed-loop PORT CONNECTIONS SECONDS REQUESTS_FILE
//
// The file holds whole requests, each ended by a zero byte; they are sent by turns. Prints one line
// of JSON. Latencies are counted from one turn of the loop to another.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 1024, MAX_REQUESTS = 4096, IN_SIZE = 65536, SLOTS = 200000 };

struct connection {
    int descriptor;
    size_t used;       // Bytes of the reply that have come.
    size_t expected;   // Bytes of the whole reply; 0 while its head is not complete.
    uint64_t sent_at;  // Nanoseconds.
    char in[IN_SIZE];
};

static struct connection *connections[MAX_CONNECTIONS];
static const char *requests[MAX_REQUESTS];
static size_t lengths[MAX_REQUESTS];
static int request_count, next_request;
static uint32_t slots[SLOTS];  // Replies by latency, in microseconds.
static uint64_t replies, failures, now;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static uint64_t nanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void read_requests(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail(path);
    static char bytes[1 << 20];
    size_t count = fread(bytes, 1, sizeof bytes - 1, file);
    fclose(file);
    for (char *begin = bytes; begin < bytes + count && request_count < MAX_REQUESTS;) {
        requests[request_count] = begin;
        lengths[request_count++] = strlen(begin);
        begin += strlen(begin) + 1;
    }
    if (request_count == 0) {
        fprintf(stderr, "%s holds no request\n", path);
        exit(64);
    }
}

static void ask(struct connection *self) {
    int which = next_request;
    if (++next_request == request_count) next_request = 0;
    self->used = self->expected = 0;
    self->sent_at = now;
    // A request is far smaller than a socket's buffer, which is empty here.
    ssize_t sent = send(self->descriptor, requests[which], lengths[which], MSG_NOSIGNAL);
    if (sent != (ssize_t)lengths[which]) fail("send");
}

static void reconnect(struct connection *self, int poller, uint16_t port) {
    const int on = 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (self->descriptor >= 0) close(self->descriptor);
    self->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(self->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(self->descriptor, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = self};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, self->descriptor, &event) < 0) fail("epoll_ctl");
    ask(self);
}

// Learns the length of a reply once its head is complete.
static void read_head(struct connection *self) {
    char *end = memmem(self->in, self->used, "\r\n\r\n", 4);
    if (end == NULL) return;
    size_t head = (size_t)(end - self->in) + 4;
    char *field = memmem(self->in, head, "\r\nContent-Length: ", 18);
    self->expected = head + (field ? strtoul(field + 18, NULL, 10) : 0);
    if (self->used < 12 || self->in[9] != '2' || self->expected > IN_SIZE) failures++;
}

// One turn of a connection; 0 where the server has closed it.
static int serve(struct connection *self) {
    size_t room = IN_SIZE - self->used;
    ssize_t count = recv(self->descriptor, self->in + self->used, room, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return 1;
    if (count <= 0) return 0;
    self->used += (size_t)count;
    if (self->expected == 0) read_head(self);
    if (self->expected == 0 || self->used < self->expected) return self->used < IN_SIZE;
    uint64_t microseconds = (now - self->sent_at) / 1000;
    slots[microseconds < SLOTS ? microseconds : SLOTS - 1]++;
    replies++;
    ask(self);
    return 1;
}

static double quantile(double share) {
    uint64_t rank = (uint64_t)(share * (double)replies), seen = 0;
    for (int slot = 0; slot < SLOTS; slot++)
        if ((seen += slots[slot]) > rank) return slot / 1e6;
    return SLOTS / 1e6;
}

int main(int count, char **arguments) {
    if (count != 5) {
        fprintf(stderr, "usage: closed-loop PORT CONNECTIONS SECONDS REQUESTS_FILE\n");
        return 64;
    }
    uint16_t port = (uint16_t)atoi(arguments[1]);
    int wanted = atoi(arguments[2]);
    if (wanted < 1 || wanted > MAX_CONNECTIONS) return 64;
    read_requests(arguments[4]);
    int poller = epoll_create1(EPOLL_CLOEXEC);
    now = nanoseconds();
    uint64_t begun = now, ends = now + (uint64_t)(atof(arguments[3]) * 1e9);
    for (int index = 0; index < wanted; index++) {
        struct connection *self = connections[index] = calloc(1, sizeof *self);
        if (self == NULL) fail("calloc");
        self->descriptor = -1;
        reconnect(self, poller, port);
    }
    while (now < ends) {
        struct epoll_event events[MAX_CONNECTIONS];
        int ready = epoll_wait(poller, events, MAX_CONNECTIONS, 1000);
        if (ready < 0 && errno != EINTR) fail("epoll_wait");
        now = nanoseconds();
        for (int index = 0; index < ready; index++) {
            struct connection *self = events[index].data.ptr;
            // A server closes a connection after a while, between two replies.
            if (!serve(self)) {
                if (self->used > 0) failures++;
                reconnect(self, poller, port);
            }
        }
    }
    double seconds = (double)(now - begun) / 1e9;
    printf("{\"requests\":%llu,\"per_second\":%.1f,\"median_seconds\":%.6f,\"p99_seconds\":%.6f,"
           "\"failures\":%llu}\n",
           (unsigned long long)replies, (double)replies / seconds, quantile(0.5), quantile(0.99),
           (unsigned long long)failures);
    return 0;
}
