import ExpenseDomain
import JSON

/// Reads a transaction from a request body; every problem of the body is found in one go.
struct TransactionDecoding {
    private var problems: [FieldProblem] = []
    private var amount: JSONValue?
    private var currency: Currency?
    private var text: String?
    private var category: String?
    private var occurredOn: CalendarDate?

    static let members = ["amount", "currency", "description", "category", "occurredOn"]

    /// The body is one small flat object; anything deeper or larger is not one.
    private static let limits = JSONLimits(bytes: 1 << 20, depth: 16, nodes: 1000, numberLength: 64)

    static func decode(_ body: [UInt8], defaultCurrency: Currency) throws(Problem) -> NewTransaction {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.parse(body, limits: limits)
        } catch {
            let place = "line \(error.position.line), column \(error.position.column)"
            throw Problem(.invalidJSON, "At \(place): \(error.message)")
        }
        guard let members = value.object else {
            throw Problem(
                .invalidTransaction, "The body must be one JSON object.",
                errors: [FieldProblem(.pointer("#"), "must be an object")])
        }
        var decoding = TransactionDecoding()
        for member in members { decoding.take(member) }
        return try decoding.finish(defaultCurrency: defaultCurrency)
    }

    private mutating func refuse(_ name: String, _ detail: String) {
        problems.append(FieldProblem(.pointer("#/" + Self.escaped(name)), detail))
    }

    private mutating func take(_ member: JSONValue.Member) {
        switch member.name {
        case "amount": amount = member.value
        case "currency":
            guard let code = member.value.string else { return refuse("currency", "must be a string") }
            guard let known = Currency(code: code) else {
                return refuse("currency", "must be an active ISO 4217 code in capital letters, such as EUR")
            }
            currency = known
        case "description":
            text = checkedText(member, TextRule.description)
        case "category":
            if member.value != .null { category = checkedText(member, TextRule.category) }
        case "occurredOn":
            guard member.value != .null else { return }
            guard let date = member.value.string.flatMap({ CalendarDate($0) }) else {
                return refuse("occurredOn", "must be a day that exists, as YYYY-MM-DD")
            }
            occurredOn = date
        default:
            refuse(member.name, "is not a member of a transaction; these are: \(Self.members.joined(separator: ", "))")
        }
    }

    private mutating func checkedText(_ member: JSONValue.Member, _ rule: TextRule) -> String? {
        guard let text = member.value.string else {
            refuse(member.name, "must be a string")
            return nil
        }
        do throws(TextProblem) {
            try rule.check(text)
            return text
        } catch {
            switch error {
            case .blank: refuse(member.name, "must not be blank")
            case .tooLong(let limit): refuse(member.name, "must have at most \(limit) characters")
            case .unprintable(let scalar):
                let number = String(scalar.value, radix: 16, uppercase: true)
                let padding = String(repeating: "0", count: max(0, 4 - number.utf8.count))
                refuse(member.name, "must be one line of printable text; it contains U+\(padding)\(number)")
            }
            return nil
        }
    }

    private mutating func finish(defaultCurrency: Currency) throws(Problem) -> NewTransaction {
        let currencyWasRefused = problems.contains { $0.place == .pointer("#/currency") }
        // Without a currency nobody can say how many digits an amount may have: check the rest with the default.
        let money = checkedAmount(currency ?? defaultCurrency, tellPrecision: !currencyWasRefused)
        if text == nil, !problems.contains(where: { $0.place == .pointer("#/description") }) {
            refuse("description", "is required")
        }
        guard problems.isEmpty, let money, let text else {
            throw Problem(
                .invalidTransaction, "The transaction has \(problems.count) problem\(problems.count == 1 ? "" : "s").",
                errors: problems)
        }
        return NewTransaction(amount: money, description: text, category: category, occurredOn: occurredOn)
    }

    private mutating func checkedAmount(_ currency: Currency, tellPrecision: Bool) -> Money? {
        let literal: String
        switch amount {
        case nil:
            refuse("amount", "is required")
            return nil
        case .number(let number): literal = number.literal
        case .string(let text):
            // The exponent is the grammar of a JSON number; nobody writes money so by hand.
            guard !text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }), text.utf8.count <= 64 else {
                refuse("amount", "must be a decimal number such as 12.30")
                return nil
            }
            literal = text
        default:
            refuse("amount", "must be a decimal number or a string that holds one")
            return nil
        }
        do throws(AmountProblem) {
            return try Money(literal: literal, currency: currency)
        } catch {
            switch error {
            case .malformed: refuse("amount", "must be a decimal number such as 12.30")
            case .notPositive: refuse("amount", "must be greater than zero")
            case .tooLarge: refuse("amount", "must have at most 15 digits, those after the point included")
            case .tooPrecise(let digits):
                guard tellPrecision else { return nil }
                refuse(
                    "amount",
                    digits == 0
                        ? "must be a whole number: \(currency.code) has no digits after the point"
                        : "must have at most \(digits) digits after the point, as \(currency.code) has")
            }
            return nil
        }
    }

    /// A member name as a reference token (RFC 6901 section 3) in a URI fragment (section 6), cut to a sane length.
    private static func escaped(_ name: String) -> String {
        var token = ""
        for byte in name.utf8.prefix(64) {
            switch byte {
            case UInt8(ascii: "~"): token += "~0"
            case UInt8(ascii: "/"): token += "~1"
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                token.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                token += "%" + (digits.utf8.count == 1 ? "0" + digits : digits)
            }
        }
        return token
    }
}
