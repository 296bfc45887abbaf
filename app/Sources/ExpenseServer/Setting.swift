/// One environment variable: the table behind `--help`, the README and the parser.
struct Setting: Sendable {
    let name: String
    /// What holds where the variable is not set, as it would be written; empty for "none".
    let fallback: String
    let meaning: String

    static let all: [Setting] = [
        Setting(name: "PORT", fallback: "8080", meaning: "TCP port; 0 takes a free one and logs it"),
        Setting(name: "BIND_ADDRESS", fallback: "127.0.0.1", meaning: "IPv4 or IPv6 address to listen on"),
        Setting(name: "DATABASE_PATH", fallback: "expenses.sqlite3", meaning: "SQLite file; made where it is missing"),
        Setting(
            name: "SQLITE_SYNCHRONOUS", fallback: "full",
            meaning: "`full`: commits survive a power loss; `normal`: the last ones may not"),
        Setting(name: "DEFAULT_CURRENCY", fallback: "USD", meaning: "ISO 4217 code for amounts sent without one"),
        Setting(
            name: "RETENTION_DAYS", fallback: "30",
            meaning: "Days until a deleted transaction is purged; 0 keeps it for ever"),
        Setting(name: "PURGE_INTERVAL", fallback: "3600", meaning: "Seconds between purges, the first at start"),
        Setting(name: "LOG_LEVEL", fallback: "info", meaning: "`debug`, `info`, `warn` or `error`"),
        Setting(
            name: "ACCESS_LOG", fallback: "all", meaning: "Requests that are logged: `all`, `errors` (5xx) or `off`"),
        Setting(name: "THREADS", fallback: "0", meaning: "Threads that serve requests; 0 is one for each processor"),
        Setting(name: "MAX_CONNECTIONS", fallback: "10000", meaning: "Connections held at once"),
        Setting(name: "MAX_BODY_BYTES", fallback: "65536", meaning: "Longest request body"),
        Setting(
            name: "MAX_HEADER_BYTES", fallback: "4096",
            meaning: "Memory of a connection; a head that leaves no room in it for an answer gets 431"),
        Setting(
            name: "REQUEST_TIMEOUT", fallback: "5",
            meaning: "Seconds a client has to send a request, and again to take the answer"),
        Setting(name: "KEEP_ALIVE_TIMEOUT", fallback: "75", meaning: "Seconds an idle connection is kept"),
        Setting(
            name: "SHUTDOWN_DELAY", fallback: "0",
            meaning: "Seconds to go on serving after SIGTERM while /readyz answers 503"),
        Setting(name: "SHUTDOWN_GRACE", fallback: "20", meaning: "Seconds requests under way may take after that"),
        Setting(name: "REVISION", fallback: "", meaning: "Shown in /health and expense_build_info"),
        Setting(
            name: "READY_FD", fallback: "",
            meaning: "File descriptor that gets a line feed once requests are served (s6); also NOTIFY_FD"),
    ]
}
