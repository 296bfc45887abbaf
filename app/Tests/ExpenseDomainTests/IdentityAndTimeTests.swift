import ExpenseDomain
import Testing

@Suite struct PublicIDTests {
    @Test func textIsCanonicalAndComesBack() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SplitMix(state: seed)
        for _ in 0..<2000 {
            let id = PublicID.random(using: &generator)
            #expect(PublicID(id.text) == id, "seed \(seed)")
            #expect(id.text.utf8.count == 26)
            #expect(id.bytes.count == 16)
        }
    }

    @Test(arguments: [
        (PublicID(high: 0, low: 0), "00000000000000000000000000"),
        (PublicID(high: 0, low: 31), "0000000000000000000000000z"),
        (PublicID(high: .max, low: .max), "7zzzzzzzzzzzzzzzzzzzzzzzzz"),
        (PublicID(high: 1, low: 0), "0000000000000g000000000000"),
    ])
    func textOfKnownIDs(id: PublicID, text: String) {
        #expect(id.text == text)
        #expect(PublicID(text) == id)
    }

    /// One id has one address: no other case, no look-alikes, no overflow, no other length.
    @Test(arguments: [
        "", "0", "8zzzzzzzzzzzzzzzzzzzzzzzzz", "zzzzzzzzzzzzzzzzzzzzzzzzzz", "0000000000000000000000000Z",
        "0000000000000000000000000i", "0000000000000000000000000l", "0000000000000000000000000o",
        "0000000000000000000000000u", "000000000000000000000000000", "0000000000000000000000000",
        "0000000000000000000000000\u{0}", "000000000000000000000000\u{E9}", "1",
    ])
    func otherTextsAreRefused(text: String) {
        #expect(PublicID(text) == nil)
    }

    @Test func bytesAreMostSignificantFirst() {
        #expect(
            PublicID(high: 0x0001_0203_0405_0607, low: 0x0809_0A0B_0C0D_0E0F).bytes == (0..<16).map { UInt8($0) })
    }
}

@Suite struct CalendarTests {
    @Test(arguments: ["2026-11-21", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"])
    func realDaysAreAccepted(text: String) throws {
        #expect(try #require(CalendarDate(text)).text == text)
    }

    @Test(arguments: [
        "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-04-31", "0000-01-01",
        "2026-1-1", "2026/01/01", "20260101", "2026-01-01T00:00:00Z", " 2026-01-01", "-026-01-01",
    ])
    func otherDaysAreRefused(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_210_096_007, "2024-02-29T12:34:56.007Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func instantsAreWrittenAsRFC3339(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).text == text)
    }
}

@Suite struct TextRuleTests {
    @Test(arguments: [
        "Lunch", "\u{E9}", "e\u{301}", "a b", " x ", "\u{65E5}\u{672C}", "\u{1F469}\u{200D}\u{1F467}", "<b>",
        "'; DROP TABLE transactions; --",
    ])
    func ordinaryTextIsAccepted(text: String) throws {
        try TextRule.description.check(text)
    }

    @Test(arguments: [
        ("", TextProblem.blank), ("   ", .blank), ("\u{3000}\u{A0}", .blank),
        ("a\nb", .unprintable("\n")), ("a\u{0}", .unprintable("\u{0}")), ("\u{1B}[31m", .unprintable("\u{1B}")),
        ("a\u{85}", .unprintable("\u{85}")), ("a\u{2028}b", .unprintable("\u{2028}")),
        ("a\u{202E}b", .unprintable("\u{202E}")), ("a\u{2066}b", .unprintable("\u{2066}")),
    ])
    func otherTextIsRefused(text: String, problem: TextProblem) {
        #expect(throws: problem) { try TextRule.description.check(text) }
    }

    /// The limit counts scalars: a base letter with two marks is three.
    @Test func lengthIsCountedInScalars() throws {
        try TextRule.category.check(String(repeating: "x", count: 64))
        #expect(throws: TextProblem.tooLong(limit: 64)) {
            try TextRule.category.check(String(repeating: "x", count: 65))
        }
        #expect(throws: TextProblem.tooLong(limit: 64)) {
            try TextRule.category.check(String(repeating: "e\u{301}\u{302}", count: 22))
        }
    }
}
