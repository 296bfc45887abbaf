package import YAML

/// When a job runs, in five fields: minute, hour, day of the month, month, day of the week (POSIX, "crontab").
///
/// Each field is `*`, numbers, names of months or days, ranges and lists of them, and steps (`*/15`, `1-5/2`); times
/// are those of UTC. Words such as `@daily` are refused, so that there is one spelling.
package struct CronSchedule: SpecValue {
    package let text: String

    package static let schema = ScalarSchema(
        .text("schedule"), pattern: "^\(fields.map(\.pattern).joined(separator: " "))$", example: "0 3 * * *")
    package static let placeholder = CronSchedule(known: "0 3 * * *")

    private init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let parts = scalar.text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == Self.fields.count else {
            throw ValueProblem(
                "\(scalar.quoted) is no schedule: it has five fields, minute hour day month weekday",
                help: Self.words[scalar.text].map { "write \"\($0)\"" }
                    ?? "write it as \"0 3 * * *\", every day at 3:00")
        }
        for (part, field) in zip(parts, Self.fields) {
            guard field.allows(part) else {
                throw ValueProblem(
                    "\"\(part)\" is no \(field.name) of a schedule",
                    help: "write * or numbers from \(field.range.lowerBound) to \(field.range.upperBound), such as "
                        + "\(field.range.lowerBound), \(field.range.lowerBound)-\(field.range.upperBound) or */2")
            }
        }
        text = scalar.text
    }

    package var scalar: Scalar { .string(text) }

    private static let words = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]

    private static let fields = [
        Field(name: "minute", range: 0...59), Field(name: "hour", range: 0...23),
        Field(name: "day of the month", range: 1...31),
        Field(
            name: "month", range: 1...12,
            words: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]),
        // Sunday is 0; the schedulers of clusters do not know 7.
        Field(name: "day of the week", range: 0...6, words: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
    ]

    /// One of the five, and what may stand in it.
    private struct Field {
        let name: String
        let range: ClosedRange<Int>
        var words: [String] = []

        /// What an editor can check: all but the order of a range.
        var pattern: String {
            let tens = range.upperBound / 10, ones = range.upperBound % 10, first = range.lowerBound
            var numbers = ["0?[\(first)-\(min(9, range.upperBound))]"]
            if tens > 0 { numbers.append("\(tens)[0-\(ones)]") }
            if tens > 1 { numbers.append("[1-\(tens - 1)][0-9]") }
            let value = "(\((numbers + words).joined(separator: "|")))"
            let item = #"(\*(/0?[1-9][0-9]?)?|\#(value)(-\#(value)(/0?[1-9][0-9]?)?)?)"#
            return "\(item)(,\(item))*"
        }

        func allows(_ text: Substring) -> Bool {
            text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(allowsItem)
        }

        private func allowsItem(_ item: Substring) -> Bool {
            let halves = item.split(separator: "/", omittingEmptySubsequences: false)
            guard halves.count <= 2, let span = halves.first else { return false }
            if halves.count == 2 {
                guard let step = Self.number(halves[1]), (1...range.upperBound).contains(step) else { return false }
            }
            if span == "*" { return true }
            let ends = span.split(separator: "-", omittingEmptySubsequences: false).map(value)
            switch ends.count {
            case 1: return ends[0] != nil && halves.count == 1
            case 2: return ends[0].flatMap { first in ends[1].map { first <= $0 } } ?? false
            default: return false
            }
        }

        private func value(_ text: Substring) -> Int? {
            if let index = words.firstIndex(of: String(text)) { return range.lowerBound + index }
            return Self.number(text).flatMap { range.contains($0) ? $0 : nil }
        }

        private static func number(_ text: Substring) -> Int? {
            (1...2).contains(text.utf8.count) && text.utf8.allSatisfy(isDigit) ? Int(text) : nil
        }
    }
}
