/// What output looks like: whether it is coloured and how wide it is.
package struct Terminal: Sendable, Hashable {
    /// What `--color` asks for.
    package enum ColourChoice: String, Sendable, Hashable { case auto, always, never }

    package let isColoured: Bool
    /// Columns, from 40 to 400.
    package let columns: Int

    package init(isColoured: Bool, columns: Int = 80) {
        self.isColoured = isColoured
        self.columns = min(max(columns, 40), 400)
    }

    /// Decides from the environment variables, the flags and what the stream is.
    ///
    /// The first that speaks wins: `--color always` or `never`, `NO_COLOR` not empty, `CLICOLOR_FORCE` neither empty
    /// nor 0, `CLICOLOR` 0, `TERM` `dumb`, then whether the stream is a terminal. NO_COLOR beats CLICOLOR_FORCE as
    /// CMake documents it. `COLUMNS` counts before `measuredColumns`, which is what the kernel says of a terminal.
    package init(
        variables: [String: String], isTerminal: Bool, choice: ColourChoice = .auto, measuredColumns: Int? = nil
    ) {
        func isSet(_ name: String) -> Bool { variables[name].map { !$0.isEmpty } ?? false }
        let isColoured: Bool
        switch choice {
        case .always: isColoured = true
        case .never: isColoured = false
        case .auto:
            if isSet("NO_COLOR") {
                isColoured = false
            } else if isSet("CLICOLOR_FORCE"), variables["CLICOLOR_FORCE"] != "0" {
                isColoured = true
            } else if variables["CLICOLOR"] == "0" || variables["TERM"] == "dumb" {
                isColoured = false
            } else {
                isColoured = isTerminal
            }
        }
        let given = variables["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        self.init(isColoured: isColoured, columns: given ?? measuredColumns ?? 80)
    }

    /// A way to set text apart.
    enum Colour: String {
        case red = "31", green = "32", yellow = "33", magenta = "35", cyan = "36", bold = "1", dim = "2"
    }

    func paint(_ text: String, _ colour: Colour) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}
