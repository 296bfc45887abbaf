#ifndef CEXPAT_H
#define CEXPAT_H

#include <stddef.h>
#include <stdint.h>

/* One document read by libexpat, which is loaded when the first one is: linking it would be paid by every start of the
   program. Any number of threads may read at a time, each its own document. */

/* What is called while reading, with text in UTF-8. Each returns 0 to go on; anything else ends the reading. */
struct cexpat_handlers {
    void *context;
    /* Names are as written; `attributes` are names and values by turns, and NULL ends them. */
    int (*start)(void *context, const char *name, const char *const *attributes);
    int (*text)(void *context, const char *bytes, size_t count);
    int (*end)(void *context);
};

enum cexpat_outcome {
    CEXPAT_READ,
    CEXPAT_LIBRARY_MISSING,
    CEXPAT_DOCTYPE,   /* it has a document type declaration; nothing behind its first word was read */
    CEXPAT_STOPPED,   /* by a handler */
    CEXPAT_MALFORMED, /* see the message */
};

/* How reading ended, and where unless it was read: line and column from 1, the column in characters. */
struct cexpat_result {
    enum cexpat_outcome outcome;
    size_t line;
    size_t column;
    const char *message; /* libexpat's words, which are never freed; NULL unless malformed */
};

/* Reads all of a document; `count` is at most INT_MAX. */
struct cexpat_result cexpat_read(const uint8_t *bytes, size_t count, const struct cexpat_handlers *handlers);

#endif
