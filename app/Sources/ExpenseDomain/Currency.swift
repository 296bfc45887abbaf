/// A currency of ISO 4217 (list one) that has a minor unit, which is what money can be counted in.
package struct Currency: Sendable, Hashable {
    /// Three upper-case letters, such as `EUR`.
    package let code: String
    /// How many decimal digits the minor unit stands after the point: 0 for JPY, 2 for USD, 3 for KWD.
    package let exponent: Int

    /// The currency of a code of the active list; nil for anything else, including lower case.
    package init?(code: String) {
        guard let exponent = Currency.exponents[code] else { return nil }
        self.code = code
        self.exponent = exponent
    }

    private init(known code: String, exponent: Int) {
        self.code = code
        self.exponent = exponent
    }

    package static let usd = Currency(known: "USD", exponent: 2)

    /// Every accepted code in alphabetical order.
    package static let codes: [String] = exponents.keys.sorted()

    private static let exponents: [String: Int] = {
        var table: [String: Int] = [:]
        for (codes, exponent) in [(wholeUnits, 0), (hundredths, 2), (thousandths, 3), (tenThousandths, 4)] {
            for code in codes.split(whereSeparator: \.isWhitespace) { table[String(code)] = exponent }
        }
        return table
    }()

    // Metals, bond units, the SDR, testing and "no currency" (X** without a minor unit) are left out on purpose:
    // nobody can be paid back in them. The euro replaced BGN in 2026, XCG replaced ANG in 2025.

    /// Minor unit 0.
    private static let wholeUnits = """
        BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
        """

    /// Minor unit 2.
    private static let hundredths = """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
        CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
        IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
        MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
        SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG
        YER ZAR ZMW ZWG
        """

    /// Minor unit 3.
    private static let thousandths = """
        BHD IQD JOD KWD LYD OMR TND
        """

    /// Minor unit 4.
    private static let tenThousandths = """
        CLF UYW
        """
}
