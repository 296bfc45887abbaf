/// Text for the run scripts s6 starts.
enum ShellText {
    /// The text as one word of a POSIX shell (XCU 2.2.2): nothing in it can end the quotes.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    static func export(_ name: String, _ value: String) -> String { "export \(name)=\(quoted(value))\n" }

    /// A variable that holds what is in a file, without the line ends after it.
    static func exportContent(of path: String, as name: String) -> String {
        "\(name)=$(cat \(quoted(path))) || exit 111\nexport \(name)\n"
    }
}
