import ExpenseDomain
import Testing

@Suite struct MoneyTests {
    struct Accepted: Sendable, CustomTestStringConvertible {
        let literal: String
        let currency: String
        let minorUnits: Int64
        let decimal: String
        var testDescription: String { "\(literal) \(currency)" }

        init(_ literal: String, _ currency: String, _ minorUnits: Int64, _ decimal: String) {
            self.literal = literal
            self.currency = currency
            self.minorUnits = minorUnits
            self.decimal = decimal
        }
    }

    @Test(arguments: [
        Accepted("12.30", "USD", 1230, "12.30"),
        Accepted("12.3", "USD", 1230, "12.30"),
        Accepted("12", "USD", 1200, "12.00"),
        Accepted("12.3000", "USD", 1230, "12.30"),
        Accepted("1.23e1", "USD", 1230, "12.30"),
        Accepted("1230E-2", "USD", 1230, "12.30"),
        Accepted("1e+2", "USD", 10_000, "100.00"),
        Accepted("0.01", "USD", 1, "0.01"),
        Accepted("0.1", "USD", 10, "0.10"),
        Accepted("1250", "JPY", 1250, "1250"),
        Accepted("1250.0", "JPY", 1250, "1250"),
        Accepted("12.345", "KWD", 12_345, "12.345"),
        Accepted("0.001", "KWD", 1, "0.001"),
        Accepted("0.0001", "CLF", 1, "0.0001"),
        Accepted("9999999999999.99", "USD", 999_999_999_999_999, "9999999999999.99"),
        Accepted("999999999999999", "JPY", 999_999_999_999_999, "999999999999999"),
        // The digits would overflow any integer; what counts is the value.
        Accepted("1" + String(repeating: "0", count: 500) + "e-500", "USD", 100, "1.00"),
    ])
    func literalIsTakenExactly(_ row: Accepted) throws {
        let currency = try #require(Currency(code: row.currency))
        let money = try Money(literal: row.literal, currency: currency)
        #expect(money.minorUnits == row.minorUnits)
        #expect(money.decimal == row.decimal)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let literal: String
        let currency: String
        let problem: AmountProblem
        var testDescription: String { "\(literal) \(currency)" }

        init(_ literal: String, _ currency: String, _ problem: AmountProblem) {
            self.literal = literal
            self.currency = currency
            self.problem = problem
        }
    }

    @Test(
        arguments: [
            Refused("12.345", "USD", .tooPrecise(digits: 2)),
            Refused("0.5", "JPY", .tooPrecise(digits: 0)),
            Refused("1e-400", "USD", .tooPrecise(digits: 2)),
            Refused("1e-99999999999999999999", "USD", .tooPrecise(digits: 2)),
            Refused("1e400", "USD", .tooLarge),
            Refused("1e99999999999999999999", "USD", .tooLarge),
            Refused("10000000000000.00", "USD", .tooLarge),
            Refused("9223372036854775808", "JPY", .tooLarge),
            Refused("0", "USD", .notPositive),
            Refused("0.00", "USD", .notPositive),
            Refused("0e400", "USD", .notPositive),
            Refused("-0", "USD", .notPositive),
            Refused("-12.30", "USD", .notPositive),
        ]
            + [
                "", ".", ".5", "5.", "+5", "05", "--5", "1,5", "1_000", " 1", "1 ", "1e", "1e+", "0x10", "NaN",
                "Infinity",
                "\u{FF11}\u{FF12}",
            ].map { Refused($0, "USD", .malformed) })
    func literalIsRefusedForTheReasonGiven(_ row: Refused) throws {
        let currency = try #require(Currency(code: row.currency))
        #expect(throws: row.problem) { try Money(literal: row.literal, currency: currency) }
    }

    @Test func everyAmountComesBackFromItsDecimal() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SplitMix(state: seed)
        for _ in 0..<2000 {
            let code = try #require(Currency.codes.randomElement(using: &generator))
            let currency = try #require(Currency(code: code))
            let digits = Int.random(in: 1...15, using: &generator)
            let bound = (0..<digits).reduce(Int64(1)) { value, _ in value * 10 } - 1
            let money = try Money(minorUnits: Int64.random(in: 1...bound, using: &generator), currency: currency)
            #expect(try Money(literal: money.decimal, currency: currency) == money, "seed \(seed)")
        }
    }

    @Test func sumStopsBeforeItOverflowsAndNeverMixesCurrencies() throws {
        let largest = try Money(minorUnits: Money.largest, currency: .usd)
        var sum = MoneySum(currency: .usd)
        var count = 0
        while sum.add(largest) { count += 1 }
        #expect(count == 9223)
        #expect(sum.minorUnits == 9223 * Money.largest)
        let yen = try Money(minorUnits: 1, currency: try #require(Currency(code: "JPY")))
        let mixed = sum.add(yen)
        #expect(!mixed)
    }

    @Test func minorUnitsOutsideOfTheRangeAreRefused() {
        #expect(throws: AmountProblem.notPositive) { try Money(minorUnits: 0, currency: .usd) }
        #expect(throws: AmountProblem.tooLarge) { try Money(minorUnits: Money.largest + 1, currency: .usd) }
    }
}

@Suite struct CurrencyTests {
    @Test(arguments: [("USD", 2), ("EUR", 2), ("JPY", 0), ("KWD", 3), ("BHD", 3), ("CLF", 4), ("UYW", 4), ("ISK", 0)])
    func exponentIsThatOfISO4217(code: String, exponent: Int) {
        #expect(Currency(code: code)?.exponent == exponent)
    }

    /// Lower case, withdrawn codes, metals, test codes and nonsense.
    @Test(arguments: [
        "usd", "", "US", "USDX", "DEM", "HRK", "BGN", "ANG", "XAU", "XTS", "XXX", "XDR", "\u{FF35}SD",
    ])
    func otherCodesAreRefused(code: String) {
        #expect(Currency(code: code) == nil)
    }

    @Test func codesAreListedOnce() {
        #expect(Currency.codes.count == 165)
        #expect(Currency.codes == Currency.codes.sorted())
        #expect(Currency.codes.allSatisfy { $0.utf8.count == 3 })
    }
}
