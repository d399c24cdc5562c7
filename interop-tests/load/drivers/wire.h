/* Frames and the handshake of multiprocessing.connection, for client.c and floor.c.
 *
 * A frame is a 4-byte big-endian length and the body. The handshake is the oldest dialect (20 bytes of challenge,
 * HMAC-MD5 in answer), which every CPython and Picklewire speak. */
#ifndef WIRE_H
#define WIRE_H

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { HEADER = 4, DIGEST = 16, BLOCK = 64, NONCE = 20, HANDSHAKE_FRAME = 256 };

#define CHALLENGE "#CHALLENGE#"
#define WELCOME "#WELCOME#"

static void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

static void fail(const char *format, ...) {
    va_list values;
    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fputc('\n', stderr);
    exit(1);
}

static void *allocate(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (memory == NULL) fail("no memory for %zu times %zu bytes", count, size);
    return memory;
}

static uint32_t big_endian(const uint8_t *bytes) {
    return (uint32_t) bytes[0] << 24 | (uint32_t) bytes[1] << 16 | (uint32_t) bytes[2] << 8 | bytes[3];
}

static void put_big_endian(uint8_t *bytes, uint32_t value) {
    for (int i = 0; i < 4; i++) bytes[i] = (uint8_t) (value >> (24 - 8 * i));
}

/* MD5, RFC 1321. */

static void md5_block(uint32_t state[4], const uint8_t *block) {
    static const int shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    for (int i = 0; i < 64; i++) {
        uint32_t mixed;
        int word;
        switch (i / 16) {
            case 0: mixed = (b & c) | (~b & d); word = i; break;
            case 1: mixed = (d & b) | (~d & c); word = 5 * i + 1; break;
            case 2: mixed = b ^ c ^ d; word = 3 * i + 5; break;
            default: mixed = c ^ (b | ~d); word = 7 * i; break;
        }
        const uint8_t *at = block + 4 * (word % 16);
        uint32_t input = (uint32_t) at[3] << 24 | (uint32_t) at[2] << 16 | (uint32_t) at[1] << 8 | at[0];
        uint32_t sine = (uint32_t) (fabs(sin(i + 1)) * 4294967296.0);
        uint32_t sum = a + mixed + input + sine;
        int shift = shifts[i / 16][i % 4];
        a = d; d = c; c = b;
        b += sum << shift | sum >> (32 - shift);
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d;
}

static void md5(const uint8_t *data, size_t length, uint8_t digest[DIGEST]) {
    uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    uint8_t last[2 * BLOCK] = {0};
    size_t whole = length / BLOCK * BLOCK, rest = length - whole;
    size_t padded = rest < BLOCK - 8 ? BLOCK : 2 * BLOCK;
    for (size_t at = 0; at < whole; at += BLOCK) md5_block(state, data + at);
    memcpy(last, data + whole, rest);
    last[rest] = 0x80;
    for (int i = 0; i < 8; i++) last[padded - 8 + i] = (uint8_t) ((uint64_t) length * 8 >> 8 * i);
    for (size_t at = 0; at < padded; at += BLOCK) md5_block(state, last + at);
    for (int i = 0; i < DIGEST; i++) digest[i] = (uint8_t) (state[i / 4] >> 8 * (i % 4));
}

/* HMAC, RFC 2104, of a handshake's frame. */
static void hmac(const char *key, const uint8_t *data, size_t length, uint8_t digest[DIGEST]) {
    uint8_t pad[BLOCK] = {0}, message[BLOCK + HANDSHAKE_FRAME];
    size_t key_length = strlen(key);
    if (key_length > BLOCK || length > HANDSHAKE_FRAME) fail("a key of at most %d bytes is allowed", BLOCK);
    memcpy(pad, key, key_length);
    for (int i = 0; i < BLOCK; i++) message[i] = pad[i] ^ 0x36;
    memcpy(message + BLOCK, data, length);
    md5(message, BLOCK + length, digest);
    for (int i = 0; i < BLOCK; i++) message[i] = pad[i] ^ 0x5c;
    memcpy(message + BLOCK, digest, DIGEST);
    md5(message, BLOCK + DIGEST, digest);
}

static void send_all(int fd, const uint8_t *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) fail("cannot send: %s", strerror(errno));
        bytes += sent;
        length -= (size_t) sent;
    }
}

#endif
