#define _GNU_SOURCE 1
#include "ccurl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    int loaded;
    CURLcode (*global_init)(long);
    CURL *(*easy_init)(void);
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_perform)(CURL *);
    CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
    void (*easy_reset)(CURL *);
    void (*easy_cleanup)(CURL *);
    const char *(*easy_strerror)(CURLcode);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free_all)(struct curl_slist *);
} curl;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) library = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
#define FIND(field, name) (*(void **)&curl.field = dlsym(library, name)) == NULL
    if (FIND(global_init, "curl_global_init") || FIND(easy_init, "curl_easy_init")
        || FIND(easy_setopt, "curl_easy_setopt") || FIND(easy_perform, "curl_easy_perform")
        || FIND(easy_getinfo, "curl_easy_getinfo") || FIND(easy_cleanup, "curl_easy_cleanup")
        || FIND(easy_reset, "curl_easy_reset") || FIND(easy_strerror, "curl_easy_strerror") || FIND(slist_append, "curl_slist_append")
        || FIND(slist_free_all, "curl_slist_free_all"))
        return;
#undef FIND
    curl.loaded = curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

struct sink {
    uint8_t *bytes;
    size_t length;
    size_t limit;
    int too_large;
};

static size_t collect(char *data, size_t size, size_t count, void *pointer) {
    struct sink *sink = pointer;
    size_t length = size * count;
    if (length > sink->limit - sink->length) {
        sink->too_large = 1;
        return 0;
    }
    uint8_t *grown = realloc(sink->bytes, sink->length + length + 1);
    if (!grown) return 0;
    memcpy(grown + sink->length, data, length);
    sink->bytes = grown;
    sink->length += length;
    return length;
}

static size_t fill(char *buffer, size_t size, size_t count, void *pointer) {
    const struct ccurl_request *request = pointer;
    ptrdiff_t written = request->read(request->context, (uint8_t *)buffer, size * count);
    return written < 0 ? CURL_READFUNC_ABORT : (size_t)written;
}

static int progress(void *pointer, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
    const struct ccurl_request *request = pointer;
    (void)a, (void)b, (void)c, (void)d;
    return request->is_cancelled(request->context);
}

void *ccurl_open(void) {
    pthread_once(&once, load);
    return curl.loaded ? curl.easy_init() : NULL;
}

void ccurl_close(void *handle) {
    if (handle) curl.easy_cleanup(handle);
}

void ccurl_perform(void *handle, const struct ccurl_request *request, struct ccurl_response *response) {
    memset(response, 0, sizeof *response);
    if (!handle) {
        response->code = -1;
        return;
    }
    curl.easy_reset(handle);
    char message[CURL_ERROR_SIZE] = "";
    struct sink body = { .limit = request->limit };
    struct sink head = { .limit = 256 * 1024 };
    struct curl_slist *headers = NULL;
    for (const char *const *line = request->headers; line && *line; line++) {
        struct curl_slist *longer = curl.slist_append(headers, *line);
        if (longer) headers = longer;
    }
#define SET(option, value) curl.easy_setopt(handle, option, value)
    SET(CURLOPT_ERRORBUFFER, message);
    SET(CURLOPT_URL, request->url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_PATH_AS_IS, 1L);
    SET(CURLOPT_CUSTOMREQUEST, request->method);
    if (strcmp(request->method, "HEAD") == 0) SET(CURLOPT_NOBODY, 1L);
    if (request->read) {
        SET(CURLOPT_UPLOAD, 1L);
        SET(CURLOPT_CUSTOMREQUEST, request->method);
        SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->body_length);
        SET(CURLOPT_READFUNCTION, fill);
        SET(CURLOPT_READDATA, request);
    } else if (request->has_body) {
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
        SET(CURLOPT_POSTFIELDS, request->body_length ? (const char *)request->body : "");
    }
    SET(CURLOPT_HTTPHEADER, headers);
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_NOSIGNAL, 1L);
    if (!request->uses_proxy_of_environment) SET(CURLOPT_PROXY, "");
    if (request->is_cancelled) {
        SET(CURLOPT_NOPROGRESS, 0L);
        SET(CURLOPT_XFERINFOFUNCTION, progress);
        SET(CURLOPT_XFERINFODATA, request);
    }
    SET(CURLOPT_TIMEOUT_MS, request->timeout_milliseconds);
    SET(CURLOPT_CONNECTTIMEOUT_MS, request->connect_timeout_milliseconds);
    SET(CURLOPT_WRITEFUNCTION, collect);
    SET(CURLOPT_WRITEDATA, &body);
    SET(CURLOPT_HEADERFUNCTION, collect);
    SET(CURLOPT_HEADERDATA, &head);
    if (request->socket_path) SET(CURLOPT_UNIX_SOCKET_PATH, request->socket_path);
    if (request->ca_file) SET(CURLOPT_CAINFO, request->ca_file);
    if (request->certificate_file) SET(CURLOPT_SSLCERT, request->certificate_file);
    if (request->key_file) SET(CURLOPT_SSLKEY, request->key_file);
#undef SET
    CURLcode code = curl.easy_perform(handle);
    curl.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &response->status);
    curl.easy_getinfo(handle, CURLINFO_HTTP_CONNECTCODE, &response->proxy_status);
    response->code = (int)code;
    response->too_large = body.too_large || head.too_large;
    response->body = body.bytes;
    response->body_length = body.length;
    response->head = head.bytes;
    response->head_length = head.length;
    if (code != CURLE_OK)
        snprintf(response->message, sizeof response->message, "%s", message[0] ? message : curl.easy_strerror(code));
    /* Nothing of this exchange, such as its headers, stays with the handle. */
    curl.easy_reset(handle);
    curl.slist_free_all(headers);
}

void ccurl_release(struct ccurl_response *response) {
    free(response->body);
    free(response->head);
    response->body = NULL;
    response->head = NULL;
}
