// The floor under any HTTP server on this kernel: one thread, one level-triggered epoll, a reply
// that is already bytes. It reads whole request heads, answers each, sends all replies of one
// read together, and survives short writes and pipelining. It parses nothing else.
//
//   bare-epoll PORT REPLY_FILE
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_EVENTS = 256, MAX_CONNECTIONS = 4096 };
enum { MAX_REPLY = 8192, IN_SIZE = 16384, OUT_SIZE = 65536 };

struct connection {
    int descriptor;
    int waits_to_write;
    size_t in_used;
    size_t out_begin, out_end;
    char in[IN_SIZE];
    char out[OUT_SIZE];
};

static struct connection *connections[MAX_CONNECTIONS];
static char reply[MAX_REPLY];
static size_t reply_length;
static int poller;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void watch(int operation, int descriptor, uint32_t events) {
    struct epoll_event event = {.events = events, .data.fd = descriptor};
    if (epoll_ctl(poller, operation, descriptor, &event) < 0) fail("epoll_ctl");
}

static void drop(struct connection *self) {
    connections[self->descriptor] = NULL;
    close(self->descriptor);
    free(self);
}

static void accept_all(int listener) {
    for (;;) {
        int descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) return;
            fail("accept4");
        }
        struct connection *made = descriptor < MAX_CONNECTIONS ? calloc(1, sizeof *made) : NULL;
        if (made == NULL) {
            close(descriptor);
            continue;
        }
        made->descriptor = descriptor;
        connections[descriptor] = made;
        watch(EPOLL_CTL_ADD, descriptor, EPOLLIN);
    }
}

// Sends what is buffered; returns -1 where the connection is gone.
static int flush(struct connection *self) {
    while (self->out_begin < self->out_end) {
        ssize_t sent = send(self->descriptor, self->out + self->out_begin,
                            self->out_end - self->out_begin, MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN) return -1;
            if (!self->waits_to_write) watch(EPOLL_CTL_MOD, self->descriptor, EPOLLOUT);
            self->waits_to_write = 1;
            return 0;
        }
        self->out_begin += (size_t)sent;
    }
    self->out_begin = self->out_end = 0;
    if (self->waits_to_write) watch(EPOLL_CTL_MOD, self->descriptor, EPOLLIN);
    self->waits_to_write = 0;
    return 0;
}

// Answers whole heads as far as the output has room; returns how many.
static int answer(struct connection *self) {
    size_t begin = 0;
    int answered = 0;
    while (self->out_end + reply_length <= OUT_SIZE) {
        char *end = memmem(self->in + begin, self->in_used - begin, "\r\n\r\n", 4);
        if (end == NULL) break;
        begin = (size_t)(end - self->in) + 4;
        memcpy(self->out + self->out_end, reply, reply_length);
        self->out_end += reply_length;
        answered++;
    }
    self->in_used -= begin;
    if (self->in_used > 0 && begin > 0) memmove(self->in, self->in + begin, self->in_used);
    return answered;
}

// Answers and sends until nothing whole is left or the peer stops reading; -1 where it is over.
static int answer_all(struct connection *self) {
    while (!self->waits_to_write && self->in_used > 0 && answer(self) > 0)
        if (flush(self) < 0) return -1;
    return 0;
}

// One turn of a connection; returns -1 where it is over.
static int serve(struct connection *self, uint32_t events) {
    if (events & EPOLLOUT) return flush(self) < 0 ? -1 : answer_all(self);
    if (self->in_used == IN_SIZE) return -1;  // A head longer than any of ours.
    ssize_t count = recv(self->descriptor, self->in + self->in_used, IN_SIZE - self->in_used, 0);
    if (count == 0) return -1;
    if (count < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
    self->in_used += (size_t)count;
    return answer_all(self);
}

static int listen_on(uint16_t port) {
    const int on = 1;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
    if (listen(listener, 1024) < 0) fail("listen");
    return listener;
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "usage: bare-epoll PORT REPLY_FILE\n");
        return 64;
    }
    FILE *file = fopen(arguments[2], "rb");
    if (file == NULL) fail(arguments[2]);
    reply_length = fread(reply, 1, sizeof reply, file);
    fclose(file);

    poller = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_on((uint16_t)atoi(arguments[1]));
    watch(EPOLL_CTL_ADD, listener, EPOLLIN);
    for (;;) {
        struct epoll_event events[MAX_EVENTS];
        int ready = epoll_wait(poller, events, MAX_EVENTS, -1);
        if (ready < 0 && errno != EINTR) fail("epoll_wait");
        for (int index = 0; index < ready; index++) {
            int descriptor = events[index].data.fd;
            struct connection *connection = connections[descriptor];
            if (descriptor == listener) accept_all(listener);
            else if (connection && serve(connection, events[index].events) < 0) drop(connection);
        }
    }
}
