package import Diagnostics
internal import Glibc

/// A request the operating system refused: what was asked, of what, and its error number.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The system call, or the step of ours that stands for several.
    package let call: String
    /// The path, program or port it was about.
    package let subject: String
    /// The `errno` value.
    package let number: Int32
    /// What to know beyond the error number, such as `is a named pipe, not a regular file`.
    package let detail: String?

    package init(_ call: String, _ subject: String, _ number: Int32, detail: String? = nil) {
        self.call = call
        self.subject = subject
        self.number = number
        self.detail = detail
    }

    /// The operating system's own words for the error number.
    package var reason: String {
        var buffer = [CChar](repeating: 0, count: 256)
        // The XSI variant of strerror_r fills the buffer; glibc's own returns the text. Swift imports the former.
        guard unsafe strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// `open /etc/shadow: Permission denied`, with the detail where there is one.
    package var description: String {
        "\(call) \(subject): \(detail ?? reason)"
    }

    /// Whether the thing was simply not there.
    package var isNotFound: Bool { number == ENOENT || number == ENOTDIR }
    package var isNotEmpty: Bool { number == ENOTEMPTY || number == EEXIST }
    package var isTimeout: Bool { number == ETIMEDOUT }
    /// Whether nobody takes the connection, or whoever took it is gone.
    package var isRefusal: Bool { [ECONNREFUSED, ECONNRESET, EPIPE].contains(number) }
    /// Whether a link led out of a ``ConfinedDirectory``.
    package var leadsOut: Bool { number == EXDEV }
    /// Whether a second signal cut the work short.
    package var isInterrupted: Bool { number == EINTR }

    /// The error in a user's words, under `code`.
    package func failure(code: DiagnosticCode, help: String? = nil) -> Failure {
        Failure(code, "\(description).", help: help ?? advice)
    }

    private var advice: String? {
        switch number {
        case ENOSPC: "free space on the file system that holds \(subject), then run the command again"
        case EDQUOT: "the disk quota is used up; free space or raise it, then run the command again"
        case EROFS: "the file system is read-only; choose another directory"
        case EACCES, EPERM: "give your user the permission, or run as the owner of \(subject)"
        case ENOENT: "check that \(subject) exists"
        default: nil
        }
    }
}
