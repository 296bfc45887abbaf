package import YAML

/// A day of the Gregorian calendar, written `2027-01-31` (ISO 8601); the years 1970 to 9999.
package struct CalendarDate: SpecValue, Comparable, CustomStringConvertible {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31.
    package let day: Int

    /// Nil where the calendar has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1970...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.days(in: month, of: year)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    package static var schema: ScalarSchema {
        ScalarSchema(
            .text("date"), pattern: "^(19[7-9][0-9]|[2-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
            example: "2027-01-31")
    }
    package static let placeholder = CalendarDate(known: 9999, 12, 31)

    private init(known year: Int, _ month: Int, _ day: Int) { (self.year, self.month, self.day) = (year, month, day) }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let bytes = Array(scalar.text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            bytes[range].allSatisfy(isDigit) ? bytes[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } : nil
        }
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10)
        else { throw ValueProblem("\(scalar.quoted) is no date", help: "write year, month and day as in 2027-01-31") }
        guard let date = CalendarDate(year: year, month: month, day: day) else {
            throw ValueProblem(
                "the calendar has no \(scalar.text)", help: "write a day from 1970-01-01 to 9999-12-31")
        }
        self = date
    }

    package var description: String {
        "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }

    package var scalar: Scalar { .string(description) }

    package static func < (left: Self, right: Self) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}
