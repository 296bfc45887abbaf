import ExpenseDomain
import ExpenseHTTP
import JSON
import Testing

@Suite struct TransactionRouteTests {
    static let collections = ["/transaction", "/api/v1/transactions"]

    @Test(arguments: collections) func createdTransactionIsFoundAtItsLocation(_ collection: String) throws {
        let fixture = try Fixture()
        let body = """
            {"amount": 12.30, "currency": "EUR", "description": "Lunch", "category": "meals", "occurredOn": "2026-11-20"}
            """
        let made = fixture.send(.post, collection, body)
        #expect(made.status == 201)
        let id = try #require(made.json["id"]?.string)
        #expect(made.header("Location") == "\(collection)/\(id)")
        #expect(made.json["amount"] == "12.30")
        #expect(made.json["currency"] == "EUR")
        #expect(made.json["category"] == "meals")
        #expect(made.json["occurredOn"] == "2026-11-20")
        let found = fixture.send(.get, "\(collection)/\(id)")
        #expect(found.status == 200)
        #expect(found.body == made.body)
        #expect(found.contentType == .json)
    }

    @Test(arguments: collections) func listPagesAndCounts(_ collection: String) throws {
        let fixture = try Fixture()
        let ids = try (1...5).map { try fixture.create(#"{"amount":\#($0),"description":"x"}"#) }
        let page = fixture.send(.get, "\(collection)?skip=1&limit=2")
        #expect(page.json["total"] == 5)
        #expect(page.json["transactions"]?.array?.compactMap { $0["id"]?.string } == [ids[3], ids[2]])
        #expect(fixture.send(.get, collection).json["transactions"]?.array?.count == 5)
        #expect(fixture.send(.get, "\(collection)?skip=9007199254740991").json["transactions"] == [])
    }

    @Test(arguments: collections) func deleteHidesAndRestoreBringsBack(_ collection: String) throws {
        let fixture = try Fixture()
        let id = try fixture.create()
        let before = fixture.send(.get, "\(collection)/\(id)")
        let gone = fixture.send(.delete, "\(collection)/\(id)")
        #expect(gone.status == 204)
        #expect(gone.body == [])
        #expect(gone.contentType == nil)
        #expect(fixture.send(.get, "\(collection)/\(id)").status == 404)
        #expect(fixture.send(.delete, "\(collection)/\(id)").status == 404)
        #expect(fixture.send(.post, "\(collection)/\(id)/restore", type: nil) == before)
        #expect(fixture.send(.get, "\(collection)/\(id)") == before)
        #expect(fixture.send(.delete, collection).status == 204)
        #expect(fixture.send(.get, collection).json["total"] == 0)
        #expect(fixture.send(.post, "\(collection)/\(id)/restore", type: nil).status == 200)
    }

    @Test func bothFormsNameTheSameTransactions() throws {
        let fixture = try Fixture()
        let id = try fixture.create()
        #expect(
            fixture.send(.get, "/transaction/\(id)").body == fixture.send(.get, "/api/v1/transactions/\(id)").body)
    }

    @Test func defaultCurrencyComesFromTheConfiguration() throws {
        let yen = try #require(Currency(code: "JPY"))
        let fixture = try Fixture { $0.defaultCurrency = yen }
        let made = fixture.send(.post, "/transaction", #"{"amount":1250,"description":"Ramen"}"#)
        #expect(made.json["currency"] == "JPY")
        #expect(made.json["amount"] == "1250")
    }

    /// Ids of another form are not told apart from ids that do not exist.
    @Test(arguments: ["1", "00000000000000000000000000", "..", "%2e%2e", "x'--", String(repeating: "9", count: 5000)])
    func unknownIDIsNotFound(_ id: String) throws {
        let fixture = try Fixture()
        for (method, path) in [(ExpenseHTTP.Method.get, ""), (.delete, ""), (.post, "/restore")] {
            let response = fixture.send(method, "/api/v1/transactions/\(id)\(path)")
            #expect(response.status == 404)
            #expect(response.json["type"] == "urn:expense:problem:not-found")
            #expect(response.contentType == .problem)
        }
    }

    /// The bytes of the path decide; no other spelling reaches a route.
    @Test(arguments: [
        "/", "/nothing", "/transaction/", "/transactions", "//transaction", "/%74ransaction", "/Transaction",
        "/transaction//restore", "/api/v1", "/api/v1/transactions/", "/transaction/x/y", "/transaction/x/restore/",
        "/livez/", "/health%00", "/../transaction",
    ])
    func otherPathsAreNoRoute(_ path: String) throws {
        let response = try Fixture().send(.get, path)
        #expect(response.status == 404)
        #expect(response.json["type"] == "urn:expense:problem:no-such-route")
    }

    @Test func targetThatIsNoPathIsRefused() throws {
        for target in [
            "", "*", "http://", "http:///livez", "http://x", "ftp://x/livez", "transaction", "example.org:80",
        ] {
            #expect(try Fixture().send(.get, target).status == 400)
        }
    }

    @Test func absoluteTargetIsTaken() throws {
        #expect(try Fixture().send(.get, "http://example.org/transaction?limit=1").status == 200)
        #expect(try Fixture().send(.get, "https://example.org:8443/livez").status == 200)
    }
}
