#define _GNU_SOURCE 1
#include "cexpat.h"

#include <dlfcn.h>
#include <expat.h>
#include <pthread.h>
#include <string.h>

static struct {
    int loaded;
    XML_Parser (*create)(const XML_Char *);
    void (*free)(XML_Parser);
    void (*set_user_data)(XML_Parser, void *);
    void (*set_element)(XML_Parser, XML_StartElementHandler, XML_EndElementHandler);
    void (*set_text)(XML_Parser, XML_CharacterDataHandler);
    void (*set_default)(XML_Parser, XML_DefaultHandler);
    enum XML_Status (*parse)(XML_Parser, const char *, int, int);
    enum XML_Status (*stop)(XML_Parser, XML_Bool);
    enum XML_Error (*error_code)(XML_Parser);
    const XML_LChar *(*error_string)(enum XML_Error);
    XML_Size (*line)(XML_Parser);
    XML_Size (*column)(XML_Parser);
} expat;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    void *library = dlopen("libexpat.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
#define FIND(field, name) (*(void **)&expat.field = dlsym(library, name)) == NULL
    if (FIND(create, "XML_ParserCreate") || FIND(free, "XML_ParserFree") || FIND(set_user_data, "XML_SetUserData")
        || FIND(set_element, "XML_SetElementHandler") || FIND(set_text, "XML_SetCharacterDataHandler")
        || FIND(set_default, "XML_SetDefaultHandler") || FIND(parse, "XML_Parse") || FIND(stop, "XML_StopParser")
        || FIND(error_code, "XML_GetErrorCode") || FIND(error_string, "XML_ErrorString")
        || FIND(line, "XML_GetCurrentLineNumber") || FIND(column, "XML_GetCurrentColumnNumber"))
        return;
#undef FIND
    expat.loaded = 1;
}

struct reading {
    XML_Parser parser;
    const struct cexpat_handlers *handlers;
    struct cexpat_result result;
};

/* Handlers can be called once more after the reading was ended, by the end of an empty element for instance. */
static int ended(const struct reading *reading) {
    return reading->result.outcome != CEXPAT_READ;
}

/* The place is asked for here: when the handler has returned, it is the end of what was read. */
static void end_reading(struct reading *reading, enum cexpat_outcome outcome) {
    reading->result.outcome = outcome;
    reading->result.line = expat.line(reading->parser);
    reading->result.column = expat.column(reading->parser) + 1;
    expat.stop(reading->parser, XML_FALSE);
}

static void XMLCALL start(void *pointer, const XML_Char *name, const XML_Char **attributes) {
    struct reading *reading = pointer;
    if (ended(reading)) return;
    if (reading->handlers->start(reading->handlers->context, name, (const char *const *)attributes))
        end_reading(reading, CEXPAT_STOPPED);
}

static void XMLCALL end(void *pointer, const XML_Char *name) {
    struct reading *reading = pointer;
    (void)name;
    if (ended(reading)) return;
    if (reading->handlers->end(reading->handlers->context)) end_reading(reading, CEXPAT_STOPPED);
}

static void XMLCALL text(void *pointer, const XML_Char *bytes, int count) {
    struct reading *reading = pointer;
    if (ended(reading)) return;
    if (reading->handlers->text(reading->handlers->context, bytes, (size_t)count))
        end_reading(reading, CEXPAT_STOPPED);
}

/* Gets all that has no handler of its own. The handler for document types would be called at their end or at their `[`;
   here their first word is seen, so the place is right and none of their declarations was read. */
static void XMLCALL rest(void *pointer, const XML_Char *bytes, int count) {
    static const char word[] = "<!DOCTYPE";
    struct reading *reading = pointer;
    if (ended(reading)) return;
    if ((size_t)count >= sizeof word - 1 && memcmp(bytes, word, sizeof word - 1) == 0)
        end_reading(reading, CEXPAT_DOCTYPE);
}

struct cexpat_result cexpat_read(const uint8_t *bytes, size_t count, const struct cexpat_handlers *handlers) {
    struct reading reading = { .handlers = handlers, .result = { .outcome = CEXPAT_READ, .line = 1, .column = 1 } };
    pthread_once(&once, load);
    if (!expat.loaded) {
        reading.result.outcome = CEXPAT_LIBRARY_MISSING;
        return reading.result;
    }
    /* Not XML_ParserCreateNS, which writes the name of its namespace before each name: a long one and many attributes
       in one tag would cost the product of both, in time and in memory. */
    reading.parser = expat.create(NULL);
    if (!reading.parser) {
        reading.result.outcome = CEXPAT_MALFORMED;
        reading.result.message = expat.error_string(XML_ERROR_NO_MEMORY);
        return reading.result;
    }
    expat.set_user_data(reading.parser, &reading);
    expat.set_element(reading.parser, start, end);
    expat.set_text(reading.parser, text);
    expat.set_default(reading.parser, rest);
    enum XML_Status status = expat.parse(reading.parser, (const char *)bytes, (int)count, 1);
    if (status != XML_STATUS_OK && !ended(&reading)) {
        reading.result.message = expat.error_string(expat.error_code(reading.parser));
        end_reading(&reading, CEXPAT_MALFORMED);
    }
    expat.free(reading.parser);
    return reading.result;
}
