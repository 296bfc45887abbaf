import ExpenseHTTP
import JSON
import Testing

@Suite struct OpenAPITests {
    private func document() throws -> JSONValue { try JSONReader.parse(OpenAPIDocument.bytes) }

    /// What the document lists is exactly what the router allows.
    @Test func documentAndRouterAreTheSame() throws {
        let paths = try #require(try document()["paths"]?.object)
        var documented: Set<String> = []
        for path in paths {
            for operation in path.value.object ?? [] where operation.name != "parameters" {
                documented.insert("\(operation.name.uppercased()) \(path.name)")
            }
        }
        var routed: Set<String> = []
        for route in Route.allCases where route != .unmatched {
            for method in route.methods { routed.insert("\(method.label) \(route.template)") }
        }
        #expect(documented == routed)
        // And the router really answers: nothing listed is a 404 for want of a route, or a 405.
        let fixture = try Fixture()
        for entry in documented {
            let parts = entry.split(separator: " ")
            let target = parts[1].replacing("{id}", with: "00000000000000000000000000")
            let response = fixture.send(Method(String(parts[0])), String(target), "{}")
            #expect(response.status != 405)
            #expect(response.json["type"] != "urn:expense:problem:no-such-route")
        }
    }

    @Test func everyReferenceResolvesAndEveryOperationIsNamedOnce() throws {
        let document = try document()
        var names: [String] = []
        func walk(_ value: JSONValue) {
            switch value {
            case .object(let members):
                for member in members {
                    if member.name == "$ref", let reference = member.value.string {
                        var found: JSONValue? = document
                        for token in reference.split(separator: "/").dropFirst() { found = found?[String(token)] }
                        #expect(found != nil, "\(reference)")
                    }
                    if member.name == "operationId", let name = member.value.string { names.append(name) }
                    walk(member.value)
                }
            case .array(let values): values.forEach(walk)
            default: break
            }
        }
        walk(document)
        #expect(names.count == Set(names).count)
        #expect(!names.isEmpty)
    }

    /// An example somebody copies has to work.
    @Test func examplesAreAccepted() throws {
        let fixture = try Fixture()
        var value = try document()
        for name in ["paths", "/transaction", "post", "requestBody", "content", "application/json", "examples"] {
            value = try #require(value[name])
        }
        let examples = try #require(value.object)
        #expect(examples.count == 2)
        for example in examples {
            let body = try #require(example.value["value"])
            #expect(fixture.send(.post, "/transaction", body.text).status == 201)
        }
    }

    @Test func documentIsServed() throws {
        #expect(try Fixture().send(.get, "/openapi.json").body == OpenAPIDocument.bytes)
    }

    /// Every status a problem can have is in the document.
    @Test func statusesOfErrorsAreDocumented() throws {
        let statuses = Set(ProblemKind.allCases.map(\.status))
        let components = try #require(try document()["components"]?["responses"]?.object)
        let documented = Set(components.compactMap { Int($0.name.dropFirst("Problem".count)) })
        // 405 belongs to no operation: it is the answer where there is none.
        #expect(documented == statuses.subtracting([405]))
    }
}
