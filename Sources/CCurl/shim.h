// The door to libcurl: its setters and getters are variadic, which Swift cannot call, so each
// purpose has one typed function here. No state, no allocation.
// Why static inline: a header-only module needs no target of its own, and gcc's own checks in
// <curl/typecheck-gcc.h> see a constant option in every call.
#pragma once
#include <curl/curl.h>
#include <sys/socket.h>

typedef size_t (*ccurl_receiver)(
    char *_Nonnull bytes, size_t size, size_t count, void *_Nullable context);
typedef int (*ccurl_seeker)(void *_Nullable context, curl_off_t offset, int origin);

// The library

static inline CURLcode ccurl_begin(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

// What every transfer has

/// Opens curl's sockets so that no child process inherits them; 7.88 does not do so itself.
static curl_socket_t ccurl_open_socket(
    void *_Nullable context, curlsocktype purpose, struct curl_sockaddr *_Nonnull address) {
    (void)context;
    (void)purpose;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// Sets what is the same for all requests: no signals, no waiting for a resolver thread at the end,
/// HTTP/1.1 over http and https only, a proxy's own reply kept apart, connections that a load
/// balancer can move after `lifetime_seconds`.
static inline CURLcode ccurl_set_house_rules(CURL *_Nonnull easy, long lifetime_seconds) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    if (code == CURLE_OK) {
        code = curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    }
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_MAXLIFETIME_CONN, lifetime_seconds);
    if (code == CURLE_OK) {
        code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, ccurl_open_socket);
    }
    return code;
}

// One request

static inline CURLcode ccurl_set_url(CURL *_Nonnull easy, const char *_Nonnull url) {
    return curl_easy_setopt(easy, CURLOPT_URL, url);
}

/// Asks with a method's name; the shape of the request is `ccurl_set_body` or its absence.
static inline CURLcode ccurl_set_method(CURL *_Nonnull easy, const char *_Nonnull name) {
    return curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, name);
}

/// Asks with HEAD, whose reply has no body whatever its Content-Length says.
static inline CURLcode ccurl_use_head(CURL *_Nonnull easy) {
    return curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
}

/// Sends a body of so many bytes, with a Content-Length. `sender` fills what it is given; `seeker`
/// goes back where libcurl has to begin again on another connection.
static inline CURLcode ccurl_set_body(
    CURL *_Nonnull easy, curl_off_t count, ccurl_receiver _Nonnull sender,
    ccurl_seeker _Nonnull seeker, void *_Nonnull context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_POST, 1L);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, count);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_READFUNCTION, sender);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_READDATA, context);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, seeker);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_SEEKDATA, context);
    // Why: a full batch of spans then leaves in one send.
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 256L << 10);
    return code;
}

/// The list must live until the transfer has ended.
static inline CURLcode ccurl_set_headers(
    CURL *_Nonnull easy, struct curl_slist *_Nullable headers) {
    return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}

/// Speaks HTTP/2, without asking first where there is no TLS handshake to ask in.
static inline CURLcode ccurl_use_http2(CURL *_Nonnull easy, int prior_knowledge) {
    return curl_easy_setopt(
        easy, CURLOPT_HTTP_VERSION,
        prior_knowledge ? (long)CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE : (long)CURL_HTTP_VERSION_2TLS);
}

/// Uses a connection for this transfer alone.
static inline CURLcode ccurl_use_connection_once(CURL *_Nonnull easy) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    if (code != CURLE_OK) return code;
    return curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
}

/// Whether a second request over one plain-text HTTP/2 connection works: before 8.0 it fails with a
/// framing error (curl issue 10634).
static inline int ccurl_can_reuse_plain_http2(void) {
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    return info != NULL && info->version_num >= 0x080000;
}

/// Trusts these authorities only; libcurl keeps a copy of the path.
static inline CURLcode ccurl_set_authorities(CURL *_Nonnull easy, const char *_Nonnull path) {
    return curl_easy_setopt(easy, CURLOPT_CAINFO, path);
}

/// Shows this certificate; libcurl keeps a copy of the path.
static inline CURLcode ccurl_set_client_certificate(
    CURL *_Nonnull easy, const char *_Nonnull path) {
    return curl_easy_setopt(easy, CURLOPT_SSLCERT, path);
}

/// Proves it with this key; libcurl keeps a copy of the path.
static inline CURLcode ccurl_set_client_key(CURL *_Nonnull easy, const char *_Nonnull path) {
    return curl_easy_setopt(easy, CURLOPT_SSLKEY, path);
}

/// Zero would mean "no limit" to libcurl; callers pass at least 1.
static inline CURLcode ccurl_set_timeouts(
    CURL *_Nonnull easy, long total_milliseconds, long connect_milliseconds) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, total_milliseconds);
    if (code != CURLE_OK) return code;
    return curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_milliseconds);
}

/// Refuses a Content-Length above the limit before its body is read; 0 means no limit.
static inline CURLcode ccurl_set_size_limit(CURL *_Nonnull easy, curl_off_t bytes) {
    return curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, bytes);
}

static inline CURLcode ccurl_accept_gzip(CURL *_Nonnull easy) {
    return curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
}

/// Ignores the proxies of the environment.
static inline CURLcode ccurl_never_proxy(CURL *_Nonnull easy) {
    return curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
}

/// Hands on the body and the header lines, both with the same context.
static inline CURLcode ccurl_set_receivers(
    CURL *_Nonnull easy, ccurl_receiver _Nonnull body, ccurl_receiver _Nonnull header,
    void *_Nonnull context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
    return code;
}

/// The buffer holds CURL_ERROR_SIZE bytes and lives as long as the handle uses it.
static inline CURLcode ccurl_set_error_buffer(CURL *_Nonnull easy, char *_Nullable buffer) {
    return curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, buffer);
}

// What a transfer came to; zero where libcurl does not know

static inline long ccurl_status(CURL *_Nonnull easy) {
    long value = 0;
    return curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &value) == CURLE_OK ? value : 0;
}
/// What a proxy answered to CONNECT.
static inline long ccurl_proxy_status(CURL *_Nonnull easy) {
    long value = 0;
    return curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &value) == CURLE_OK ? value : 0;
}
static inline long ccurl_new_connections(CURL *_Nonnull easy) {
    long value = 0;
    return curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &value) == CURLE_OK ? value : 0;
}
static inline long ccurl_system_error(CURL *_Nonnull easy) {
    long value = 0;
    return curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &value) == CURLE_OK ? value : 0;
}
static inline long ccurl_peer_port(CURL *_Nonnull easy) {
    long value = 0;
    return curl_easy_getinfo(easy, CURLINFO_PRIMARY_PORT, &value) == CURLE_OK ? value : 0;
}
/// Valid until the handle is used again.
static inline const char *_Nullable ccurl_peer_address(CURL *_Nonnull easy) {
    char *value = NULL;
    return curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &value) == CURLE_OK ? value : NULL;
}
static inline curl_off_t ccurl_total_microseconds(CURL *_Nonnull easy) {
    curl_off_t value = 0;
    return curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &value) == CURLE_OK ? value : 0;
}
/// When the request itself began; also where a kept connection serves, which has no connect time.
static inline curl_off_t ccurl_pretransfer_microseconds(CURL *_Nonnull easy) {
    curl_off_t value = 0;
    return curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &value) == CURLE_OK ? value : 0;
}
static inline curl_off_t ccurl_connect_microseconds(CURL *_Nonnull easy) {
    curl_off_t value = 0;
    return curl_easy_getinfo(easy, CURLINFO_CONNECT_TIME_T, &value) == CURLE_OK ? value : 0;
}

// Many transfers

static inline CURLMcode ccurl_multi_set_limits(
    CURLM *_Nonnull multi, long connections, long idle_connections) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
    if (code != CURLM_OK) return code;
    return curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, idle_connections);
}

/// Waits for curl's own sockets and timers, or until `descriptor` is readable.
static inline CURLMcode ccurl_multi_wait(
    CURLM *_Nonnull multi, int descriptor, int timeout_milliseconds) {
    struct curl_waitfd extra = {.fd = descriptor, .events = CURL_WAIT_POLLIN};
    return curl_multi_poll(multi, &extra, 1, timeout_milliseconds, NULL);
}

/// The next transfer that has ended, and how; NULL when there is none.
static inline CURL *_Nullable ccurl_multi_next_ended(
    CURLM *_Nonnull multi, CURLcode *_Nonnull result) {
    int remaining = 0;
    const CURLMsg *message = NULL;
    while ((message = curl_multi_info_read(multi, &remaining)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}
