#ifndef CCURL_H
#define CCURL_H

#include <stddef.h>
#include <stdint.h>

/* HTTP exchanges over libcurl, which is loaded when the first one is made: linking it would cost every start of the
   program 6 to 10 ms. */

/* A handle keeps its connections open from one exchange to the next; one exchange at a time. NULL where libcurl is not
   there. */
void *ccurl_open(void);
void ccurl_close(void *handle);

/* One value per line of `headers`, without line end; NULL ends the list. Strings are NULL where not wanted. */
struct ccurl_request {
    const char *method;
    const char *url;
    const char *const *headers;
    const uint8_t *body;
    size_t body_length;
    int has_body;
    /* Streams a body of `body_length` bytes instead of `body`: fills `buffer` and answers how much it wrote, -1 to give
       up. */
    ptrdiff_t (*read)(void *context, uint8_t *buffer, size_t capacity);
    /* Asked about once a second, and more often while bytes flow; other than 0 ends the exchange. */
    int (*is_cancelled)(void *context);
    void *context;
    long timeout_milliseconds;
    long connect_timeout_milliseconds;
    size_t limit;
    const char *socket_path;
    /* Whether http_proxy, https_proxy, all_proxy and no_proxy are looked at. */
    int uses_proxy_of_environment;
    const char *ca_file;
    const char *certificate_file;
    const char *key_file;
};

/* The answer; `body` and `head` (status lines and header fields as received) are freed by ccurl_release. */
struct ccurl_response {
    int code;      /* CURLcode, 0 when all went well; -1 where libcurl is not there */
    int too_large; /* the answer was longer than the limit */
    long status;
    long proxy_status; /* what a proxy answered to CONNECT, 0 where none was asked */
    uint8_t *body;
    size_t body_length;
    uint8_t *head;
    size_t head_length;
    char message[256];
};

void ccurl_perform(void *handle, const struct ccurl_request *request, struct ccurl_response *response);
void ccurl_release(struct ccurl_response *response);

#endif
