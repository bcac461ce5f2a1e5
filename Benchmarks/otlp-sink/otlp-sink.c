// An OTLP receiver that costs as little as one can: it takes POST bodies of any size over
// keep-alive connections, throws them away, answers 200, and counts. A GET is answered with the
// counts, so it also serves as the provider that is probed during a measurement.
//
//   otlp-sink PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_EVENTS = 64, MAX_CONNECTIONS = 1024, HEAD_SIZE = 16384, CHUNK = 262144 };

struct connection {
    int descriptor;
    int is_get;
    size_t body_left;  // Bytes of a body still to be thrown away.
    int in_body;
    size_t head_used;
    char head[HEAD_SIZE + 1];
};

static struct connection *connections[MAX_CONNECTIONS];
static unsigned long long exports, body_bytes;
static char chunk[CHUNK];
static int poller;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void watch(int descriptor) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) < 0) fail("epoll_ctl");
}

static void drop(struct connection *self) {
    connections[self->descriptor] = NULL;
    close(self->descriptor);
    free(self);
}

// Replies are far smaller than a socket buffer, and the peer waits for each: a short write here
// means a peer that does not read, and ends the connection.
static int reply(struct connection *self) {
    char text[256], body[96];
    int body_length = 0;
    if (self->is_get)
        body_length = snprintf(body, sizeof body, "{\"exports\":%llu,\"bytes\":%llu}\n", exports,
                               body_bytes);
    int length = snprintf(text, sizeof text,
                          "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%.*s",
                          self->is_get ? "application/json" : "application/x-protobuf", body_length,
                          body_length, body);
    return send(self->descriptor, text, (size_t)length, MSG_NOSIGNAL) == length ? 0 : -1;
}

// Takes a whole head out of the buffer and returns the bytes that follow it there; -1 without one.
static long take_head(struct connection *self) {
    self->head[self->head_used] = 0;
    char *end = strstr(self->head, "\r\n\r\n");
    if (end == NULL) return -1;
    char *field = strcasestr(self->head, "\r\ncontent-length:");
    self->is_get = strncmp(self->head, "GET ", 4) == 0;
    self->body_left = field && field < end ? strtoull(field + 17, NULL, 10) : 0;
    if (strcasestr(self->head, "\r\nexpect: 100-continue")) {
        const char *go = "HTTP/1.1 100 Continue\r\n\r\n";
        if (send(self->descriptor, go, strlen(go), MSG_NOSIGNAL) < 0) return -1;
    }
    size_t head_length = (size_t)(end + 4 - self->head);
    size_t rest = self->head_used - head_length;
    memmove(self->head, end + 4, rest);
    self->head_used = rest;
    self->in_body = 1;
    return (long)rest;
}

// Advances over everything that is buffered; returns -1 where the connection is over.
static int advance(struct connection *self) {
    for (;;) {
        if (!self->in_body && take_head(self) < 0) return self->head_used == HEAD_SIZE ? -1 : 0;
        size_t taken = self->head_used < self->body_left ? self->head_used : self->body_left;
        self->body_left -= taken;
        body_bytes += taken;
        self->head_used -= taken;
        memmove(self->head, self->head + taken, self->head_used);
        if (self->body_left > 0) return 0;
        if (!self->is_get) exports++;
        self->in_body = 0;
        if (reply(self) < 0) return -1;
    }
}

static int serve(struct connection *self) {
    if (self->in_body) {  // Bodies go past the head's buffer.
        size_t wanted = self->body_left < CHUNK ? self->body_left : CHUNK;
        ssize_t count = recv(self->descriptor, chunk, wanted, 0);
        if (count == 0) return -1;
        if (count < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
        self->body_left -= (size_t)count;
        body_bytes += (unsigned long long)count;
        return self->body_left == 0 ? advance(self) : 0;
    }
    ssize_t count =
        recv(self->descriptor, self->head + self->head_used, HEAD_SIZE - self->head_used, 0);
    if (count == 0) return -1;
    if (count < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
    self->head_used += (size_t)count;
    return advance(self);
}

static void accept_one(int listener) {
    const int on = 1;
    int descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return;
    struct connection *made = descriptor < MAX_CONNECTIONS ? calloc(1, sizeof *made) : NULL;
    if (made == NULL) {
        close(descriptor);
        return;
    }
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    made->descriptor = descriptor;
    connections[descriptor] = made;
    watch(descriptor);
}

int main(int count, char **arguments) {
    const int on = 1;
    if (count != 2) {
        fprintf(stderr, "usage: otlp-sink PORT\n");
        return 64;
    }
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)atoi(arguments[1])),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
    if (listen(listener, 64) < 0) fail("listen");
    poller = epoll_create1(EPOLL_CLOEXEC);
    watch(listener);
    for (;;) {
        struct epoll_event events[MAX_EVENTS];
        int ready = epoll_wait(poller, events, MAX_EVENTS, -1);
        for (int index = 0; index < ready; index++) {
            int descriptor = events[index].data.fd;
            struct connection *connection = connections[descriptor];
            if (descriptor == listener) accept_one(listener);
            else if (connection && serve(connection) < 0) drop(connection);
        }
    }
}
