import ExpenseHTTP
import JSON
import Testing

@Suite struct ValidationTests {
    struct Body: Sendable, CustomTestStringConvertible {
        let json: String
        let places: [String]
        var testDescription: String { String(json.prefix(80)) }

        init(_ json: String, _ places: String...) {
            self.json = json
            self.places = places
        }
    }

    static let wrongAmounts = [
        "null", "true", "[1]", "12.345", #""12.345""#, "1e400", "1e-400", #""1e2""#, #""""#, #"" 1""#, #""1,00""#, "0",
        "-1", "10000000000000",
    ].map { Body(#"{"amount":\#($0),"description":"x"}"#, "#/amount") }

    static let wrongTexts = [
        "null", "1", "{}", #""""#, #""  ""#, #""a\nb""#, #""a\u0000""#, #""\u202Eevil""#,
        #""\#(String(repeating: "x", count: 501))""#,
    ].map { Body(#"{"amount":1,"description":\#($0)}"#, "#/description") }

    static let wrongDates = [#""2026-02-30""#, #""2026-2-3""#, "20260203", #""""#].map {
        Body(#"{"amount":1,"description":"x","occurredOn":\#($0)}"#, "#/occurredOn")
    }

    static let others = [
        Body("{}", "#/amount", "#/description"),
        Body("[]", "#"), Body("null", "#"), Body("1", "#"), Body(#""x""#, "#"),
        Body(#"{"amount":1}"#, "#/description"),
        Body(#"{"description":"x"}"#, "#/amount"),
        Body(#"{"amount":0.5,"currency":"JPY","description":"x"}"#, "#/amount"),
        Body(#"{"amount":1,"currency":"usd","description":"x"}"#, "#/currency"),
        Body(#"{"amount":1,"currency":null,"description":"x"}"#, "#/currency"),
        Body(#"{"amount":1,"currency":978,"description":"x"}"#, "#/currency"),
        // Which digits are allowed is not known, so nothing is said about them.
        Body(#"{"amount":1.2345,"currency":"XXX","description":"x"}"#, "#/currency"),
        Body(#"{"amount":-1,"currency":"XXX","description":"x"}"#, "#/currency", "#/amount"),
        Body(#"{"amount":1,"description":"x","category":""}"#, "#/category"),
        Body(#"{"amount":1,"description":"x","category":"\#(String(repeating: "x", count: 65))"}"#, "#/category"),
        Body(#"{"amount":1,"description":"x","id":"1"}"#, "#/id"),
        Body(#"{"amount":1,"description":"x","createdAt":"2026-01-01T00:00:00Z"}"#, "#/createdAt"),
        Body(#"{"amount":1,"description":"x","a/b~c d":1}"#, "#/a~1b~0c%20d"),
        Body(
            #"{"zzz":1,"amount":0,"currency":"?","description":"","category":1,"occurredOn":"x"}"#,
            "#/zzz", "#/currency", "#/description", "#/category", "#/occurredOn", "#/amount"),
    ]

    /// Every problem of a body is told in one answer, by its place.
    @Test(arguments: wrongAmounts + wrongTexts + wrongDates + others)
    func transactionThatBreaksARuleIsRefused(_ body: Body) throws {
        let fixture = try Fixture()
        let response = fixture.send(.post, "/api/v1/transactions", body.json)
        #expect(response.status == 422)
        #expect(response.contentType == .problem)
        #expect(response.json["type"] == "urn:expense:problem:invalid-transaction")
        #expect(response.places == body.places)
        #expect(fixture.send(.get, "/transaction").json["total"] == 0)
    }

    @Test(arguments: [
        "", " ", "{", #"{"amount":1,}"#, #"{"amount":1 "description":"x"}"#, "{'a':1}", #"{"amount":01}"#,
        "\u{FEFF}{}", #"{"amount":1,"amount":2,"description":"x"}"#, #"{"description":"\ud800"}"#,
        #"{"amount":NaN}"#, #"{"amount":+1}"#, "{}{}", String(repeating: "[", count: 1000),
        #"{"amount":\#(String(repeating: "9", count: 100))}"#,
    ])
    func bodyThatIsNoJSONIsRefused(_ body: String) throws {
        let response = try Fixture().send(.post, "/transaction", body)
        #expect(response.status == 400)
        #expect(response.json["type"] == "urn:expense:problem:invalid-json")
        #expect(response.json["detail"]?.string?.hasPrefix("At line ") == true)
    }

    @Test func problemsAreToldInWords() throws {
        let response = try Fixture().send(.post, "/transaction", #"{"amount":12.345,"description":"a\u0007"}"#)
        #expect(
            response.text == """
                {"type":"urn:expense:problem:invalid-transaction","title":"The transaction is not valid","status":422,\
                "detail":"The transaction has 2 problems.","instance":"urn:expense:request:test","errors":[\
                {"pointer":"#/description","detail":"must be one line of printable text; it contains U+0007"},\
                {"pointer":"#/amount","detail":"must have at most 2 digits after the point, as USD has"}]}
                """)
    }

    @Test(
        arguments: [
            ("skip=-1", ["skip"]), ("limit=0", ["limit"]), ("limit=101", ["limit"]),
            ("skip=x&limit=", ["skip", "limit"]), ("skip=1.0", ["skip"]), ("skip=+1", ["skip"]),
            ("skip=%201", ["skip"]), ("skip=9007199254740992", ["skip"]), ("skip=99999999999999999999", ["skip"]),
            ("limit=10&limit=10", ["limit"]), ("page=1", ["page"]), ("SKIP=1", ["SKIP"]), ("skip", ["skip"]),
            ("skip=\u{0661}", ["skip"]), ("a&b=1", ["a", "b"]),
        ] as [(String, [String])])
    func parameterThatCannotBeUsedIsRefused(_ query: String, _ places: [String]) throws {
        let response = try Fixture().send(.get, "/api/v1/transactions?\(query)")
        #expect(response.status == 400)
        #expect(response.json["type"] == "urn:expense:problem:invalid-parameter")
        #expect(response.places == places)
    }

    @Test(arguments: ["%", "skip=%1", "%zz=1", "a=%ff"])
    func queryThatIsMalformedIsRefused(_ query: String) throws {
        let response = try Fixture().send(.get, "/transaction?\(query)")
        #expect(response.status == 400)
        #expect(response.json["type"] == "urn:expense:problem:malformed-request")
    }

    @Test(arguments: ["limit=1&skip=0", "limit=100", "%6Cimit=5", "skip=0000", ""])
    func parameterInRangeIsAccepted(_ query: String) throws {
        #expect(try Fixture().send(.get, "/transaction?\(query)").status == 200)
    }

    @Test func bodyAtTheLimitIsReadAndOneBeyondIsNot() throws {
        let fixture = try Fixture { $0.bodyLimit = 1024 }
        let start = #"{"amount":1,"description":"x"}"#
        let fitting = start + String(repeating: " ", count: 1024 - start.utf8.count)
        #expect(fixture.send(.post, "/transaction", fitting).status == 201)
        #expect(fixture.send(.post, "/transaction", fitting + " ").status == 413)
    }
}
