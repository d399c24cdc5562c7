/* The floor: a server which makes the handshake and then answers every frame with ('#RETURN', None), whatever it says;
 * but a frame longer than its buffer is kept, and given back whole as the result of the next call.
 *
 * No server of this protocol can do less. One thread, epoll. It listens on a free port of 127.0.0.1, which it prints, takes
 * its key from PICKLEWIRE_AUTHKEY, and ends when its standard input does. */
#include "wire.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS = 512, BUFFER = 65536, BACKLOG = 1024, LONGEST = 1 << 30 };

/* Whose turn it is in the handshake, and after it. */
enum state { DIGEST_DUE, CHALLENGE_DUE, WELCOME_DUE, SERVING };

/* A long frame: the room before and behind the body makes a reply of it. `length` is 0 when none is kept. */
struct kept { uint8_t *frame; uint32_t size, length, have; };

struct connection { int fd; enum state state; uint32_t have; uint8_t buffer[BUFFER]; struct kept kept; };

static const char *key;

/* PROTO 2, BINUNICODE '#RETURN', NONE, TUPLE2, STOP, behind the length of all that. */
static const uint8_t REPLY[] = "\0\0\0\x11\x80\x02X\x07\0\0\0#RETURNN\x86.";

/* PROTO 4, BINUNICODE '#RETURN', in the place of a request's PROTO; and TUPLE2, STOP in that of its STOP. */
static const uint8_t BEFORE[] = "\x80\x04X\x07\0\0\0#RETURN", BEHIND[] = "\x86.";

enum { PROTO = 2, STOP = 1, LEFT = HEADER + sizeof BEFORE - 1 - PROTO, RIGHT = sizeof BEHIND - 1 - STOP };

static void send_frame(int fd, const void *body, uint32_t length) {
    uint8_t frame[HEADER + HANDSHAKE_FRAME];
    put_big_endian(frame, length);
    memcpy(frame + HEADER, body, length);
    send_all(fd, frame, HEADER + length);
}

static void send_challenge(int fd) {
    uint8_t challenge[sizeof CHALLENGE - 1 + NONCE];
    memcpy(challenge, CHALLENGE, sizeof CHALLENGE - 1);
    memset(challenge + sizeof CHALLENGE - 1, 'f', NONCE);
    send_frame(fd, challenge, sizeof challenge);
}

static int is_right(const uint8_t *body, uint32_t length) {
    uint8_t nonce[NONCE], digest[DIGEST];
    memset(nonce, 'f', NONCE);
    hmac(key, nonce, NONCE, digest);
    return length == DIGEST && memcmp(body, digest, DIGEST) == 0;
}

/* Begins to keep a long frame, the first of whose bytes are given. */
static void keep(struct kept *kept, uint32_t length, const uint8_t *body, uint32_t have) {
    if (kept->size < length) {
        free(kept->frame);
        kept->frame = allocate(LEFT + length + RIGHT, 1);
        kept->size = length;
    }
    memcpy(kept->frame + LEFT, body, have);
    kept->length = length;
    kept->have = have;
}

static void give_back(int fd, struct kept *kept) {
    uint32_t length = LEFT + kept->length + RIGHT;
    put_big_endian(kept->frame, length - HEADER);
    memcpy(kept->frame + HEADER, BEFORE, sizeof BEFORE - 1);
    memcpy(kept->frame + length - (sizeof BEHIND - 1), BEHIND, sizeof BEHIND - 1);
    send_all(fd, kept->frame, length);
    kept->length = 0;
}

static int answer_none(int fd) {
    /* A client that is gone is seen at the next read. */
    return send(fd, REPLY, sizeof REPLY - 1, MSG_NOSIGNAL) > 0;
}

/* Returns 0 when the connection is to be closed. */
static int answer(struct connection *connection, const uint8_t *body, uint32_t length) {
    const uint32_t prefix = sizeof CHALLENGE - 1;
    uint8_t digest[DIGEST];
    switch (connection->state) {
        case DIGEST_DUE:
            if (!is_right(body, length)) return 0;
            send_frame(connection->fd, WELCOME, sizeof WELCOME - 1);
            connection->state = CHALLENGE_DUE;
            return 1;
        case CHALLENGE_DUE:
            if (length < prefix || length > HANDSHAKE_FRAME) return 0;
            hmac(key, body + prefix, length - prefix, digest);
            send_frame(connection->fd, digest, DIGEST);
            connection->state = WELCOME_DUE;
            return 1;
        case WELCOME_DUE:
            connection->state = SERVING;
            return 1;
        default:
            if (connection->kept.length == 0) return answer_none(connection->fd);
            give_back(connection->fd, &connection->kept);
            return 1;
    }
}

/* Answers each whole frame in the buffer, and keeps the rest. */
static int answer_all(struct connection *connection) {
    uint32_t at = 0;
    while (connection->have - at >= HEADER) {
        uint32_t length = big_endian(connection->buffer + at);
        if (length > BUFFER - HEADER) {
            if (connection->state != SERVING || length > LONGEST) {
                fprintf(stderr, "a frame of %u bytes; allowed are %d\n", length, LONGEST);
                return 0;
            }
            keep(&connection->kept, length, connection->buffer + at + HEADER, connection->have - at - HEADER);
            connection->have = 0;
            return 1;
        }
        if (connection->have - at < HEADER + length) break;
        if (!answer(connection, connection->buffer + at + HEADER, length)) return 0;
        at += HEADER + length;
    }
    connection->have -= at;
    if (connection->have > 0) memmove(connection->buffer, connection->buffer + at, connection->have);
    return 1;
}

/* Returns 0 when the connection is to be closed. */
static int read_kept(int fd, struct kept *kept) {
    ssize_t received = recv(fd, kept->frame + LEFT + kept->have, kept->length - kept->have, 0);
    if (received <= 0) return 0;
    kept->have += (uint32_t) received;
    return kept->have < kept->length || answer_none(fd);
}

static int read_calls(struct connection *connection) {
    ssize_t received =
        recv(connection->fd, connection->buffer + connection->have, BUFFER - connection->have, 0);
    if (received <= 0) return 0;
    connection->have += (uint32_t) received;
    return answer_all(connection);
}

static void read_from(struct connection *connection) {
    struct kept *kept = &connection->kept;
    if (kept->have < kept->length ? read_kept(connection->fd, kept) : read_calls(connection)) return;
    close(connection->fd);
    free(kept->frame);
    free(connection);
}

static void watch(int queue, int fd, void *data) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = data};
    if (epoll_ctl(queue, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll: %s", strerror(errno));
}

static void accept_one(int listener, int queue) {
    int fd = accept(listener, NULL, NULL), on = 1;
    if (fd < 0) fail("cannot accept: %s", strerror(errno));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *connection = allocate(1, sizeof *connection);
    connection->fd = fd;
    send_challenge(fd);
    watch(queue, fd, connection);
}

static int listen_on_loopback(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (bind(listener, (struct sockaddr *) &address, length) != 0 || listen(listener, BACKLOG) != 0) {
        fail("cannot listen: %s", strerror(errno));
    }
    getsockname(listener, (struct sockaddr *) &address, &length);
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

int main(void) {
    static char ending;
    key = getenv("PICKLEWIRE_AUTHKEY");
    if (key == NULL) fail("PICKLEWIRE_AUTHKEY is not set");
    int listener = listen_on_loopback(), queue = epoll_create1(0);
    watch(queue, listener, NULL);
    watch(queue, STDIN_FILENO, &ending);
    for (;;) {
        struct epoll_event events[EVENTS];
        int ready = epoll_wait(queue, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr == &ending) return 0;
            if (events[i].data.ptr == NULL) accept_one(listener, queue);
            else read_from(events[i].data.ptr);
        }
    }
}
