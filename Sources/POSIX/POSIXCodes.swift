package import Diagnostics

/// The problems the operating system reports, E0680 to E0699.
package enum POSIXCodes {
    package static let fileUnreadable = DiagnosticCode(
        "E0680", "file cannot be read",
        """
        The operating system refused to open or read the file, or the path names something that is no regular file \
        (a directory, a pipe, a device). Slipway reads regular files only, so that it can neither block nor read \
        without end. Check the path and its permissions.
        """)
    package static let fileUnwritable = DiagnosticCode(
        "E0681", "file cannot be written",
        """
        The operating system refused to create, write, flush or rename the file. What was there before is still \
        there: new content becomes visible only after it is safely on disk. The usual causes are a full disk, a \
        quota, a read-only file system or missing permissions.
        """)
    package static let pathEscapes = DiagnosticCode(
        "E0682", "path leaves its directory",
        """
        A path given in a spec, a template or a plan must stay below the directory it belongs to. Absolute paths, \
        "..", symbolic links that lead out, hard links, pipes and devices are refused; symbolic links that stay \
        inside are accepted.
        """)
    package static let processFailed = DiagnosticCode(
        "E0683", "process cannot be run",
        """
        A program could not be started, did not end before its deadline, or its output could not be collected. \
        Check that it is installed and on PATH.
        """)
    package static let systemCallFailed = DiagnosticCode(
        "E0684", "operating system call failed",
        """
        The operating system refused a request that normally succeeds; the message holds its reason.
        """)
    package static let all = [
        fileUnreadable, fileUnwritable, pathEscapes, processFailed, systemCallFailed,
    ]
}
