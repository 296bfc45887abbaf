/// The parameters of a query, percent-decoded; a name may occur only once.
struct QueryString {
    struct Item: Equatable {
        let name: String
        let value: String
    }

    let items: [Item]

    /// No client of ours needs more, and each costs a comparison with all others.
    static let itemLimit = 32

    init(_ text: Substring?) throws(Problem) {
        guard let text, !text.isEmpty else {
            items = []
            return
        }
        var items: [Item] = []
        for part in text.split(separator: "&", omittingEmptySubsequences: true) {
            let pieces = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = QueryString.decode(pieces[0]),
                let value = QueryString.decode(pieces.count > 1 ? pieces[1] : "")
            else { throw Problem(.malformedRequest, "The query is not valid percent-encoded UTF-8.") }
            guard items.count < QueryString.itemLimit else {
                throw Problem(.malformedRequest, "The query has more than \(QueryString.itemLimit) parameters.")
            }
            guard !items.contains(where: { $0.name == name }) else {
                throw Problem(
                    .invalidParameter, "A parameter is given twice.",
                    errors: [FieldProblem(.parameter(name), "is given more than once")])
            }
            items.append(Item(name: name, value: value))
        }
        self.items = items
    }

    /// The numbers of a page; every problem of the query is told at once.
    func page(defaultLimit: Int, maximumLimit: Int) throws(Problem) -> (skip: Int, limit: Int) {
        var problems: [FieldProblem] = []
        var skip = 0
        var limit = defaultLimit
        for item in items {
            switch item.name {
            case "skip":
                if let value = QueryString.number(item.value), value <= ListLimits.largestSkip {
                    skip = value
                } else {
                    problems.append(
                        FieldProblem(.parameter("skip"), "must be an integer from 0 to \(ListLimits.largestSkip)"))
                }
            case "limit":
                if let value = QueryString.number(item.value), (1...maximumLimit).contains(value) {
                    limit = value
                } else {
                    problems.append(
                        FieldProblem(.parameter("limit"), "must be an integer from 1 to \(maximumLimit)"))
                }
            default: problems.append(FieldProblem(.parameter(item.name), "is not a parameter of this operation"))
            }
        }
        guard problems.isEmpty else {
            throw Problem(.invalidParameter, "The query has a parameter that cannot be used.", errors: problems)
        }
        return (skip, limit)
    }

    /// Refuses every parameter.
    func requireNone() throws(Problem) {
        guard !items.isEmpty else { return }
        throw Problem(
            .invalidParameter, "This operation has no query parameters.",
            errors: items.map { FieldProblem(.parameter($0.name), "is not a parameter of this operation") })
    }

    /// Decimal digits and nothing else: no sign, no space, at most 16 of them.
    private static func number(_ text: String) -> Int? {
        guard (1...16).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    private static func decode(_ text: Substring) -> String? {
        let source = text.utf8
        guard source.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        var index = source.startIndex
        while index < source.endIndex {
            let byte = source[index]
            index = source.index(after: index)
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = source[index...].prefix(2)
            guard digits.count == 2, let value = hexadecimal(digits) else { return nil }
            bytes.append(value)
            index = source.index(index, offsetBy: 2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ digits: Substring.UTF8View.SubSequence) -> UInt8? {
        var value: UInt8 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | (digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | (digit - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | (digit - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }
}

/// The bounds of a page.
enum ListLimits {
    static let defaultLimit = 20
    static let largestLimit = 100
    /// The largest integer every JSON reader keeps exact (RFC 8259 section 6).
    static let largestSkip = 9_007_199_254_740_991
}
