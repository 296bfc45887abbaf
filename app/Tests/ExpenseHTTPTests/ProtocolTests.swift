import ExpenseDomain
import ExpenseHTTP
import ExpenseStore
import JSON
import Testing

@Suite struct ProtocolTests {
    @Test("ASVS 4.1.4: methods that are not listed get 405 and the list", arguments: Route.allCases)
    func methodsThatAreNotListed(_ route: Route) throws {
        guard route != .unmatched else { return }
        let fixture = try Fixture()
        let path = route.template.replacing("{id}", with: "00000000000000000000000000")
        for method in ExpenseHTTP.Method.allCases where !route.methods.contains(method) {
            let response = fixture.send(method, path)
            #expect(response.status == 405)
            #expect(response.header("Allow") == route.methods.map(\.label).joined(separator: ", "))
        }
    }

    @Test("ASVS 4.1.1: every body has a content type with a charset")
    func everyBodyHasACharset() throws {
        let fixture = try Fixture()
        for route in Route.allCases {
            for method in ExpenseHTTP.Method.allCases {
                let response = fixture.send(method, route.template)
                #expect((response.contentType == nil) == response.body.isEmpty)
                if let type = response.contentType { #expect(type.rawValue.hasSuffix("; charset=utf-8")) }
            }
        }
    }

    @Test func headAnswersAsGetDoes() throws {
        let fixture = try Fixture()
        let id = try fixture.create()
        for target in ["/health", "/livez", "/transaction", "/transaction/\(id)", "/transaction/x", "/openapi.json"] {
            #expect(fixture.send(.head, target) == fixture.send(.get, target))
        }
    }

    @Test(
        arguments: [
            nil, "", "text/plain", "application/x-www-form-urlencoded", "application/jsonx",
            "application/json; charset=latin1", "application/problem+json", "json", "application/json;charset",
            "multipart/form-data; boundary=x",
        ] as [String?])
    func otherMediaTypesAreNotRead(_ type: String?) throws {
        let response = try Fixture().send(.post, "/transaction", #"{"amount":1,"description":"x"}"#, type: type)
        #expect(response.status == 415)
        #expect(response.header("Accept") == "application/json")
    }

    @Test(arguments: [
        "application/json", "Application/JSON", "application/json;charset=utf-8",
        "application/json ; charset=\"UTF-8\"", "application/json; profile=x",
    ])
    func jsonIsRead(_ type: String) throws {
        #expect(try Fixture().send(.post, "/transaction", #"{"amount":1,"description":"x"}"#, type: type).status == 201)
    }

    @Test(
        arguments: [
            (nil, 200), ("*/*", 200), ("application/json", 200), ("application/*", 200),
            ("text/html, */*;q=0.1", 200), ("text/html", 406), ("application/xml", 406),
            ("application/json;q=0", 406), ("*/*, application/json;q=0", 406), ("*/*;q=0, application/json", 200),
            ("", 406), ("application/*;q=0.0, */*", 406), ("APPLICATION/JSON;Q=0.5", 200),
        ] as [(String?, Int)])
    func acceptIsHonoured(_ accept: String?, _ status: Int) throws {
        #expect(try Fixture().send(.get, "/transaction", accept: accept).status == status)
    }

    /// A probe answers whatever the client says it likes; a supervisor reads the status only.
    @Test(arguments: ["/livez", "/readyz", "/startupz", "/metrics"])
    func probesDoNotNegotiate(_ path: String) throws {
        #expect(try Fixture().send(.get, path, accept: "image/png").status == 200)
    }

    @Test(
        "ASVS 16.5.1: a failing store tells the client nothing about the inside",
        arguments: [
            (.busy, 503), (.timedOut, 503), (.unavailable, 503), (.closed, 503), (.failed, 500),
        ] as [(StoreError.Kind, Int)])
    func storeErrorsStayInside(_ kind: StoreError.Kind, _ status: Int) throws {
        let fixture = try Fixture(store: FailingStore(error: StoreError(kind, "disk /dev/sda1 is on fire")))
        let id = "00000000000000000000000000"
        let requests: [(ExpenseHTTP.Method, String, String)] = [
            (.get, "/transaction", ""), (.get, "/transaction/\(id)", ""), (.delete, "/transaction", ""),
            (.delete, "/transaction/\(id)", ""), (.post, "/transaction/\(id)/restore", ""),
            (.post, "/transaction", #"{"amount":1,"description":"x"}"#),
        ]
        for (method, target, body) in requests {
            let reply = fixture.reply(
                Request(method, target, contentType: "application/json", body: Array(body.utf8), id: "r1"))
            #expect(reply.response.status == status)
            #expect(reply.response.contentType == .problem)
            #expect(!reply.response.text.contains("sda1"))
            #expect(reply.response.text.contains("urn:expense:request:r1"))
            #expect(reply.fault == "\(kind.rawValue): disk /dev/sda1 is on fire")
            #expect((reply.response.header("Retry-After") != nil) == (status == 503))
        }
    }

    @Test func probesTellWhatTheyDependOn() throws {
        let broken = try Fixture(store: FailingStore(error: StoreError(.unavailable, "gone")))
        #expect(broken.send(.get, "/livez").status == 200)
        #expect(broken.send(.get, "/readyz").text == "failed: database\n")
        #expect(broken.send(.get, "/readyz").status == 503)
        #expect(broken.send(.get, "/health").status == 503)
        #expect(broken.send(.get, "/health").json["database"] == "failed")

        let fixture = try Fixture()
        #expect(fixture.send(.get, "/readyz").text == "ok\n")
        #expect(fixture.send(.get, "/health").json["cache"] == "disabled")
        fixture.state.enter(.draining)
        #expect(fixture.send(.get, "/livez").status == 200)
        #expect(fixture.send(.get, "/startupz").status == 200)
        #expect(
            fixture.send(.get, "/readyz?verbose").text
                == "[+]startup ok\n[-]shutdown failed\n[+]database ok\nreadyz check failed\n")
        fixture.state.enter(.starting)
        #expect(fixture.send(.get, "/startupz").status == 503)
        #expect(fixture.send(.get, "/readyz").text == "failed: startup\n")
    }
}

/// A store that can do nothing.
struct FailingStore: ExpenseStore {
    let error: StoreError

    func transaction(_ id: PublicID) throws(StoreError) -> Transaction? { throw error }
    func page(skip: Int, limit: Int) throws(StoreError) -> TransactionPage { throw error }
    func check() throws(StoreError) { throw error }
    func submit(_ command: StoreCommand, completion: @escaping @Sendable (Result<StoreReply, StoreError>) -> Void) {
        completion(.failure(error))
    }
    func close() {}
}
