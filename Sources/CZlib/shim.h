// The door to zlib: the initialisers are macros in <zlib.h>, which Swift cannot see.
#pragma once
#include <zlib.h>

/// Begins a gzip stream (RFC 1952) at a level from 0 to 9; returns a Z_ code.
static inline int czlib_begin_gzip(z_stream *_Nonnull stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

/// Begins to read a gzip stream, and nothing but gzip; returns a Z_ code.
static inline int czlib_begin_gunzip(z_stream *_Nonnull stream) {
    return inflateInit2(stream, 15 + 16);
}
