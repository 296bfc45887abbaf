// What Swift cannot say itself: signal handlers, system calls without a libc wrapper, posix_spawn with its
// attributes, and globals such as environ. Every function that can fail returns 0 or a positive number, or -errno.
#ifndef CPOSIX_H
#define CPOSIX_H

// Nothing more: what other C modules include of the system they see with other macros, and Swift then refuses both.
#include <stdint.h>

/// Process start settings for cposix_spawn.
enum {
    CPOSIX_OWN_GROUP = 0,
    CPOSIX_OWN_SESSION = 1,
};

/// Starts `path` with the three given descriptors as 0, 1 and 2 and no other descriptor open, in `directory`
/// (or here, when NULL). Signal handlers and masks are the defaults. Returns the pid or -errno.
int cposix_spawn(
    const char *path, char *const *argv, char *const *envp, const char *directory, int in, int out, int err,
    int session);

char **cposix_environ(void);

/// A pipe closed on exec, its reading end first. Returns 0 or -errno.
int cposix_pipe(int *ends);

/// O_PATH, which the Swift module of glibc lacks.
int cposix_path_only(void);

/// getrandom(2), which the Swift module of glibc lacks.
long cposix_random(void *bytes, unsigned long count);

/// write(2) that raises no SIGPIPE, whatever the process does with that signal.
long cposix_write_quietly(int descriptor, const void *bytes, unsigned long count);

/// Opens `path` below `directory`, never leaving it (openat2 with RESOLVE_BENEATH). Returns a descriptor or -errno.
int cposix_open_beneath(int directory, const char *path, int flags, uint32_t mode);

/// A descriptor that becomes readable when `pid` has exited, or -errno.
int cposix_pidfd_open(int32_t pid);

/// Installs handlers for SIGINT and SIGTERM, and ignores SIGPIPE. Idempotent. Returns 0 or -errno.
int cposix_signals_install(void);
/// How many SIGINT and SIGTERM came since the installation.
int cposix_signals_count(void);
/// The first of them, or 0.
int cposix_signals_first(void);
/// A descriptor that is readable from the signal number `seen + 1` on; -1 before installation or past the second.
int cposix_signals_descriptor(int seen);

/// Lets no core file, no debugger of the same user and no report of a crash have this process's memory, until it
/// becomes another program.
/// Returns 0 or -errno.
int cposix_keep_private(void);

#endif
