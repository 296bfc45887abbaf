#include <microhttpd.h>
#include <string.h>

struct cmhd_options {
    int listen_socket;
    unsigned int threads;
    unsigned int connection_limit;
    unsigned int connection_timeout_seconds;
    size_t connection_memory;
    void *context;
    MHD_AccessHandlerCallback handler;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    void *(*target)(void *context, const char *uri, struct MHD_Connection *connection);
    size_t (*unescape)(void *context, struct MHD_Connection *connection, char *text);
};

// MHD_start_daemon is variadic.
static inline struct MHD_Daemon *cmhd_start(const struct cmhd_options *options) {
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNALLY | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, options->handler,
        options->context, MHD_OPTION_LISTEN_SOCKET, options->listen_socket, MHD_OPTION_THREAD_POOL_SIZE,
        options->threads, MHD_OPTION_CONNECTION_LIMIT, options->connection_limit, MHD_OPTION_CONNECTION_TIMEOUT,
        options->connection_timeout_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->connection_memory,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_COMPLETED, options->completed, options->context,
        MHD_OPTION_NOTIFY_CONNECTION, options->connection, options->context, MHD_OPTION_URI_LOG_CALLBACK,
        options->target, options->context, MHD_OPTION_UNESCAPE_CALLBACK, options->unescape, options->context,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
}

// MHD_get_connection_info is variadic.
static inline int cmhd_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : (int)info->connect_fd;
}

// The library's header brings its own view of the socket headers along, in which SOCK_STREAM has no type Swift knows.
static inline int cmhd_stream_socket(int family) { return socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0); }

// The library splits the query of a target into memory of the connection, and has neither a limit nor an answer for
// when that is full: some fifty parameters ended the connection without a word. The buffer is its own; without a byte
// behind the question mark there is nothing to split. The service has its own copy of the target and reads the query.
static inline void cmhd_hide_query(const char *target) {
    char *query = strchr(target, '?');
    if (query != NULL && query[1] != '\0') query[1] = '\0';
}
