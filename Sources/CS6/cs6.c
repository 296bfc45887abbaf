#define _GNU_SOURCE 1
#include "cs6.h"

#include <dlfcn.h>
#include <pthread.h>
#include <s6/config.h>
#include <s6/supervise.h>
#include <skalibs/tai.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

static struct {
    int loaded;
    char library[64];
    int (*read_status)(const char *, s6_svstatus_t *);
    int (*now)(tain *);
} s6;

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* The library is named after the first two numbers of its version, as in libs6.so.2.11. */
static void load(void) {
    const char *end = strchr(S6_VERSION, '.');
    end = end ? strchr(end + 1, '.') : NULL;
    int length = end ? (int)(end - S6_VERSION) : (int)strlen(S6_VERSION);
    snprintf(s6.library, sizeof s6.library, "libs6.so.%.*s", length, S6_VERSION);
    void *library = dlopen(s6.library, RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
#define FIND(field, name) (*(void **)&s6.field = dlsym(library, name)) == NULL
    /* The clock is one of skalibs, on which libs6 rests. */
    if (FIND(read_status, "s6_svstatus_read") || FIND(now, "tain_wallclock_read")) return;
#undef FIND
    s6.loaded = 1;
}

const char *cs6_library(void) {
    pthread_once(&once, load);
    return s6.library;
}

int cs6_is_loaded(void) {
    pthread_once(&once, load);
    return s6.loaded;
}

/* 0 where the clock was set back behind the beginning. */
static int64_t whole_seconds(const tain *from, const tain *to) {
    int64_t seconds = (int64_t)(to->sec.x - from->sec.x) - (to->nano < from->nano);
    return seconds > 0 ? seconds : 0;
}

int cs6_read_status(const char *directory, struct cs6_status *status) {
    s6_svstatus_t found;
    tain now;
    if (!cs6_is_loaded() || !s6.read_status(directory, &found) || !s6.now(&now)) return 0;
    /* What runs in the meantime of a finish script is not the process of the service. */
    int is_up = found.pid != 0 && !found.flagfinishing;
    *status = (struct cs6_status){
        .is_up = is_up,
        .pid = is_up ? found.pid : 0,
        .exit_code = !is_up && WIFEXITED(found.wstat) ? WEXITSTATUS(found.wstat) : -1,
        .signal = !is_up && WIFSIGNALED(found.wstat) ? WTERMSIG(found.wstat) : 0,
        .signal_name = !is_up && WIFSIGNALED(found.wstat) ? sigabbrev_np(WTERMSIG(found.wstat)) : NULL,
        .seconds = whole_seconds(&found.stamp, &now),
    };
    return 1;
}

int cs6_count_deaths(const char *directory) {
    /* One record of one length for each. s6_dtally_read would make the file where there is none. */
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/" S6_DTALLY_FILENAME, directory);
    struct stat status;
    if (length < 0 || (size_t)length >= sizeof path || stat(path, &status) != 0) return -1;
    return (int)(status.st_size / S6_DTALLY_PACK);
}
