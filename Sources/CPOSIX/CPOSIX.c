#define _GNU_SOURCE 1
#include "CPOSIX.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

char **cposix_environ(void) { return environ; }

int cposix_pipe(int *ends) { return pipe2(ends, O_CLOEXEC) ? -errno : 0; }

int cposix_keep_private(void) {
    static const int crashes[] = {SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
    for (unsigned i = 0; i < sizeof crashes / sizeof *crashes; i++) signal(crashes[i], SIG_DFL);
    return prctl(PR_SET_DUMPABLE, 0) ? -errno : 0;
}

int cposix_path_only(void) { return O_PATH; }

long cposix_random(void *bytes, unsigned long count) { return getrandom(bytes, count, 0); }

long cposix_write_quietly(int descriptor, const void *bytes, unsigned long count) {
    sigset_t pipe_signal, before, pending;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    long written = write(descriptor, bytes, count);
    int saved = errno;
    // SIGPIPE of a write is sent to the thread that wrote, so it waits here; one that waited before stays.
    if (written < 0 && saved == EPIPE && !sigismember(&pending, SIGPIPE)) {
        struct timespec now = {0, 0};
        while (sigtimedwait(&pipe_signal, NULL, &now) < 0 && errno == EINTR) {}
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = saved;
    return written;
}

static int spawn_actions(
    posix_spawn_file_actions_t *actions, const char *directory, int in, int out, int err) {
    int error = posix_spawn_file_actions_adddup2(actions, in, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(actions, out, 1);
    if (!error) error = posix_spawn_file_actions_adddup2(actions, err, 2);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(actions, 3);
    if (!error && directory) error = posix_spawn_file_actions_addchdir_np(actions, directory);
    return error;
}

static int spawn_attributes(posix_spawnattr_t *attributes, int session) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    flags |= session == CPOSIX_OWN_SESSION ? POSIX_SPAWN_SETSID : POSIX_SPAWN_SETPGROUP;
    int error = posix_spawnattr_setsigdefault(attributes, &all);
    if (!error) error = posix_spawnattr_setsigmask(attributes, &none);
    if (!error) error = posix_spawnattr_setpgroup(attributes, 0);
    if (!error) error = posix_spawnattr_setflags(attributes, flags);
    return error;
}

int cposix_spawn(
    const char *path, char *const *argv, char *const *envp, const char *directory, int in, int out, int err,
    int session) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t pid = 0;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return -error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        error = spawn_actions(&actions, directory, in, out, err);
        if (!error) error = spawn_attributes(&attributes, session);
        if (!error) error = posix_spawn(&pid, path, &actions, &attributes, argv, envp);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error ? -error : pid;
}

int cposix_open_beneath(int directory, const char *path, int flags, uint32_t mode) {
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = (uint64_t)(flags | O_CLOEXEC);
    how.mode = (flags & O_CREAT) ? mode : 0;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    // The kernel answers EAGAIN when a rename elsewhere raced with a ".." in a link; it asks to be called again.
    for (int attempt = 0; attempt < 100; attempt++) {
        long descriptor = syscall(SYS_openat2, directory, path, &how, sizeof how);
        if (descriptor >= 0) return (int)descriptor;
        if (errno != EAGAIN && errno != EINTR) return -errno;
    }
    return -EAGAIN;
}

int cposix_pidfd_open(int32_t pid) {
    long descriptor = syscall(SYS_pidfd_open, pid, 0);
    return descriptor < 0 ? -errno : (int)descriptor;
}

// Signals. Each of the first two signals makes one pipe readable for good, so that any number of threads can wait
// for "the next signal after those I have seen" without taking the news from each other.

static atomic_int installed;
static atomic_int count;
static atomic_int first;
static int pipes[2][2] = {{-1, -1}, {-1, -1}};

static void on_alarm(int signal_number) {
    (void)signal_number;
    _exit(128 + atomic_load(&first));
}

static void on_signal(int signal_number) {
    int saved = errno;
    int none = 0;
    atomic_compare_exchange_strong(&first, &none, signal_number);
    int seen = atomic_fetch_add(&count, 1);
    if (seen < 2) {
        ssize_t written = write(pipes[seen][1], "", 1);
        (void)written;
    }
    // The second signal leaves one second to stop at a safe point; the third leaves none.
    if (seen == 1) alarm(1);
    if (seen >= 2) _exit(128 + signal_number);
    errno = saved;
}

int cposix_signals_install(void) {
    int expected = 0;
    if (!atomic_compare_exchange_strong(&installed, &expected, 1)) return 0;
    if (pipe2(pipes[0], O_CLOEXEC | O_NONBLOCK) || pipe2(pipes[1], O_CLOEXEC | O_NONBLOCK)) return -errno;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGINT);
    sigaddset(&action.sa_mask, SIGTERM);
    action.sa_flags = SA_RESTART;
    action.sa_handler = on_signal;
    if (sigaction(SIGINT, &action, NULL) || sigaction(SIGTERM, &action, NULL)) return -errno;
    action.sa_handler = on_alarm;
    if (sigaction(SIGALRM, &action, NULL)) return -errno;
    action.sa_handler = SIG_IGN;
    if (sigaction(SIGPIPE, &action, NULL)) return -errno;
    return 0;
}

int cposix_signals_count(void) { return atomic_load(&count); }

int cposix_signals_first(void) { return atomic_load(&first); }

int cposix_signals_descriptor(int seen) {
    return atomic_load(&installed) && seen >= 0 && seen < 2 ? pipes[seen][0] : -1;
}
