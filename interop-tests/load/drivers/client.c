/* A client at native speed: N connections, one request in flight on each, every reply compared byte for byte.
 *
 *     client HOST PORT CONNECTIONS WARM SECONDS CALLS PLAN
 *
 * PLAN holds what is sent and expected, made by plan.py: after the key, the hello of each connection, and then cycles of
 * steps, a request and its reply each, frames with their headers. Connection i goes round in cycle i modulo their number.
 * Calls are counted for SECONDS after WARM seconds, or CALLS of them are made where that is not 0. A cycle begun is always
 * ended. The outcome is a line of JSON. */
#include "wire.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 512, SUB_BUCKETS = 64, BUCKETS = 64 * SUB_BUCKETS, LARGEST_REPLY = 65536, GRACE_SECONDS = 60 };

struct frame { const uint8_t *bytes; uint32_t length; };
struct step { struct frame request, reply; };
struct plan { char *key; struct step hello; uint32_t cycles, steps; struct step *step; };
struct connection { int fd; const struct step *cycle; uint32_t at, received; uint64_t sent_at; };
struct limits { uint64_t start, end, calls; };

static uint64_t latencies[BUCKETS];
static uint64_t counted, begun;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t) time.tv_sec * 1000000000u + (uint64_t) time.tv_nsec;
}

/* The plan. */

static uint8_t *read_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail("cannot read %s: %s", path, strerror(errno));
    fseek(file, 0, SEEK_END);
    *length = (size_t) ftell(file);
    rewind(file);
    uint8_t *bytes = allocate(*length + 1, 1);
    if (fread(bytes, 1, *length, file) != *length) fail("cannot read all of %s", path);
    fclose(file);
    return bytes;
}

static struct frame next_frame(const uint8_t **at) {
    struct frame frame = {*at + HEADER, big_endian(*at)};
    *at += HEADER + frame.length;
    return frame;
}

static struct step next_step(const uint8_t **at) {
    struct step step;
    step.request = next_frame(at);
    step.reply = next_frame(at);
    if (step.reply.length > LARGEST_REPLY) fail("a reply of %u bytes is too large", step.reply.length);
    return step;
}

static struct plan read_plan(const char *path) {
    size_t length;
    const uint8_t *at = read_file(path, &length), *end = at + length;
    struct plan plan;
    struct frame key = next_frame(&at);
    plan.key = allocate(key.length + 1, 1);
    memcpy(plan.key, key.bytes, key.length);
    plan.hello = next_step(&at);
    plan.cycles = big_endian(at);
    plan.steps = big_endian(at + 4);
    at += 8;
    plan.step = allocate((size_t) plan.cycles * plan.steps, sizeof(struct step));
    for (uint32_t i = 0; i < plan.cycles * plan.steps; i++) plan.step[i] = next_step(&at);
    if (at != end || plan.cycles == 0) fail("%s is not a plan", path);
    return plan;
}

/* Connecting. */

static uint32_t receive_frame(int fd, uint8_t body[HANDSHAKE_FRAME]) {
    uint8_t header[HEADER];
    if (recv(fd, header, HEADER, MSG_WAITALL) != HEADER) fail("the server ended the handshake");
    uint32_t length = big_endian(header);
    if (length > HANDSHAKE_FRAME) fail("a frame of %u bytes in the handshake", length);
    if (recv(fd, body, length, MSG_WAITALL) != (ssize_t) length) fail("the server ended the handshake");
    return length;
}

static void send_frame(int fd, const void *body, uint32_t length) {
    uint8_t frame[HEADER + HANDSHAKE_FRAME];
    put_big_endian(frame, length);
    memcpy(frame + HEADER, body, length);
    send_all(fd, frame, HEADER + length);
}

static void handshake(int fd, const char *key) {
    const uint32_t prefix = sizeof CHALLENGE - 1;
    uint8_t frame[HANDSHAKE_FRAME], digest[DIGEST];
    uint32_t length = receive_frame(fd, frame);
    if (length < prefix || memcmp(frame, CHALLENGE, prefix) != 0) fail("the server sent no challenge");
    hmac(key, frame + prefix, length - prefix, digest);
    send_frame(fd, digest, DIGEST);
    length = receive_frame(fd, frame);
    if (length != sizeof WELCOME - 1 || memcmp(frame, WELCOME, length) != 0) fail("the server refused the key");
    memcpy(frame, CHALLENGE, prefix);
    memset(frame + prefix, 'n', NONCE);
    send_frame(fd, frame, prefix + NONCE);
    hmac(key, frame + prefix, NONCE, digest);
    length = receive_frame(fd, frame);
    if (length != DIGEST || memcmp(frame, digest, DIGEST) != 0) fail("the server does not have the key");
    send_frame(fd, WELCOME, sizeof WELCOME - 1);
}

static void compare(const uint8_t *received, struct frame expected, uint32_t length) {
    if (memcmp(received, expected.bytes, length) == 0) return;
    fprintf(stderr, "a reply of %u bytes was expected that begins otherwise than", expected.length);
    for (uint32_t i = 0; i < length && i < 400; i++) fprintf(stderr, " %02x", received[i]);
    fail(" ");
}

static int open_connection(struct sockaddr_in *address, const struct plan *plan) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    if (fd < 0) fail("cannot open a socket: %s", strerror(errno));
    if (connect(fd, (struct sockaddr *) address, sizeof *address) != 0) fail("cannot connect: %s", strerror(errno));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    handshake(fd, plan->key);
    send_all(fd, plan->hello.request.bytes, plan->hello.request.length);
    uint8_t reply[LARGEST_REPLY];
    ssize_t received = recv(fd, reply, plan->hello.reply.length, MSG_WAITALL);
    if (received <= 0) fail("the server did not answer accept_connection");
    compare(reply, plan->hello.reply, (uint32_t) received);
    return fd;
}

/* Calling. */

static void ask(struct connection *connection, uint64_t at) {
    struct frame request = connection->cycle[connection->at].request;
    connection->received = 0;
    connection->sent_at = at;
    send_all(connection->fd, request.bytes, request.length);
}

static int begin_cycle(struct connection *connection, const struct plan *plan, const struct limits *limits, uint64_t at) {
    if (limits->calls > 0 ? begun >= limits->calls : at >= limits->end) return 0;
    begun += plan->steps;
    connection->at = 0;
    ask(connection, at);
    return 1;
}

static void count(uint64_t latency) {
    uint64_t value = latency < SUB_BUCKETS ? SUB_BUCKETS : latency;
    int power = 63 - __builtin_clzll(value);
    uint64_t bucket = (uint64_t) (power - 6) * SUB_BUCKETS + (value >> (power - 6)) - SUB_BUCKETS;
    latencies[bucket]++;
    counted++;
}

static double quantile_us(double part) {
    uint64_t seen = 0, wanted = (uint64_t) (part * (double) counted);
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
        seen += latencies[bucket];
        if (seen > wanted) {
            return (double) ((uint64_t) (bucket % SUB_BUCKETS + SUB_BUCKETS) << bucket / SUB_BUCKETS) / 1000.0;
        }
    }
    return 0;
}

/* Takes what has come; returns 0 when the connection has nothing more to do. */
static int turn(struct connection *connection, const struct plan *plan, const struct limits *limits) {
    static uint8_t buffer[LARGEST_REPLY];
    struct frame reply = connection->cycle[connection->at].reply, rest;
    ssize_t received = recv(connection->fd, buffer, reply.length - connection->received, 0);
    if (received < 0 && (errno == EAGAIN || errno == EINTR)) return 1;
    if (received <= 0) fail("the server closed a connection");
    rest.bytes = reply.bytes + connection->received;
    rest.length = reply.length;
    compare(buffer, rest, (uint32_t) received);
    connection->received += (uint32_t) received;
    if (connection->received < reply.length) return 1;
    uint64_t at = now();
    if (limits->calls > 0 || (at >= limits->start && at < limits->end)) count(at - connection->sent_at);
    if (++connection->at == plan->steps) return begin_cycle(connection, plan, limits, at);
    ask(connection, at);
    return 1;
}

static void run(struct connection *connections, uint32_t number, const struct plan *plan, const struct limits *limits) {
    struct epoll_event events[EVENTS];
    int queue = epoll_create1(0);
    uint32_t active = 0;
    for (uint32_t i = 0; i < number; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &connections[i]};
        if (epoll_ctl(queue, EPOLL_CTL_ADD, connections[i].fd, &event) != 0) fail("epoll: %s", strerror(errno));
        active += (uint32_t) begin_cycle(&connections[i], plan, limits, now());
    }
    while (active > 0) {
        /* The only connection of all blocks in recv: that saves asking which. */
        int ready = number == 1 ? 1 : epoll_wait(queue, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            struct connection *connection = number == 1 ? connections : events[i].data.ptr;
            if (!turn(connection, plan, limits)) active--;
        }
    }
    close(queue);
}

int main(int argc, char **argv) {
    if (argc != 8) fail("usage: client HOST PORT CONNECTIONS WARM SECONDS CALLS PLAN");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t) atoi(argv[2]))};
    if (inet_pton(AF_INET, argv[1], &address.sin_addr) != 1) fail("%s is not an IPv4 address", argv[1]);
    uint32_t number = (uint32_t) atoi(argv[3]);
    double warm = atof(argv[4]), seconds = atof(argv[5]);
    struct plan plan = read_plan(argv[7]);
    struct connection *connections = allocate(number, sizeof *connections);
    for (uint32_t i = 0; i < number; i++) {
        connections[i].fd = open_connection(&address, &plan);
        connections[i].cycle = plan.step + (size_t) (i % plan.cycles) * plan.steps;
        if (number > 1) fcntl(connections[i].fd, F_SETFL, O_NONBLOCK);
    }
    uint64_t begin = now();
    struct limits limits = {begin + (uint64_t) (warm * 1e9), begin + (uint64_t) ((warm + seconds) * 1e9),
                            strtoull(argv[6], NULL, 10)};
    /* A server that does not answer must not keep this one waiting for ever. */
    alarm((unsigned) (limits.calls > 0 ? 10 * GRACE_SECONDS : warm + seconds + GRACE_SECONDS));
    run(connections, number, &plan, &limits);
    double took = limits.calls > 0 ? (double) (now() - begin) / 1e9 : seconds;
    printf("{\"calls\": %llu, \"seconds\": %.6f, \"p50_us\": %.3f, \"p99_us\": %.3f}\n", (unsigned long long) counted,
           took, quantile_us(0.50), quantile_us(0.99));
    return 0;
}
