#ifndef CCURL_H
#define CCURL_H

#include <stddef.h>
#include <stdint.h>

/* One HTTP exchange over libcurl, which is loaded when the first one is made: linking it would cost every start of
   the program 6 to 10 ms. */

/* One value per line of `headers`, without line end; NULL ends the list. Strings are NULL where not wanted. */
struct ccurl_request {
    const char *method;
    const char *url;
    const char *const *headers;
    const uint8_t *body;
    size_t body_length;
    int has_body;
    long timeout_milliseconds;
    long connect_timeout_milliseconds;
    size_t limit;
    const char *socket_path;
    const char *ca_file;
    const char *certificate_file;
    const char *key_file;
};

/* The answer; `body` and `head` (status lines and header fields as received) are freed by ccurl_release. */
struct ccurl_response {
    int code;      /* CURLcode, 0 when all went well; -1 where libcurl is not there */
    int too_large; /* the answer was longer than the limit */
    long status;
    uint8_t *body;
    size_t body_length;
    uint8_t *head;
    size_t head_length;
    char message[256];
};

void ccurl_perform(const struct ccurl_request *request, struct ccurl_response *response);
void ccurl_release(struct ccurl_response *response);

#endif
