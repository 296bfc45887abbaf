/// Text for the run scripts s6 starts.
enum ShellText {
    /// The text as one word of a POSIX shell (XCU 2.2.2): nothing in it can end the quotes.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    static func export(_ name: String, _ value: String) -> String { "export \(name)=\(quoted(value))\n" }
}
