import JSON

/// The answers of each operation, errors included.
enum OpenAPIResponses {
    private static let headers: JSONValue = [
        "X-Request-Id": [
            "description": "The request's name in the log; the client's own where it sent a sane one.",
            "schema": ["type": "string"],
        ]
    ]

    /// One shared response for each status a problem document comes with.
    static let components: [JSONValue.Member] = statuses.map { status, description in
        JSONValue.Member(
            "Problem\(status)",
            [
                "description": .string(description),
                "headers": headers,
                "content": [
                    "application/problem+json": [
                        "schema": ["$ref": "#/components/schemas/Problem"],
                        "examples": ["problem": ["value": OpenAPISchemas.problemExample]],
                    ]
                ],
            ])
    }

    private static let statuses: [(Int, String)] = [
        (400, "The request, its query or its JSON is not well-formed, or a parameter is not valid."),
        (404, "No live transaction has this id."),
        (406, "The Accept header leaves out application/json."),
        (413, "The body is too large."),
        (415, "The body is not application/json in UTF-8."),
        (422, "The transaction breaks a rule; all problems are listed."),
        (500, "A mistake of the service."),
        (503, "The service is busy, draining, or cannot reach its data; nothing was changed."),
    ]

    /// What any request may get before it is looked at: bare, because there is no whole request to answer.
    private static let bare: [(Int, String)] = [
        (408, "The request did not arrive in time."),
        (414, "The request's target is too long."),
        (431, "The request's head is too long."),
    ]

    static func of(_ operation: Operation, isHead: Bool) -> JSONValue {
        var members: [JSONValue.Member] = []
        func add(_ status: Int, _ value: JSONValue) { members.append(JSONValue.Member(String(status), value)) }
        func addProblems(_ statuses: [Int]) {
            for status in statuses {
                add(
                    status,
                    isHead
                        ? answer("As for GET, without the body.", nil, nil)
                        : ["$ref": .string("#/components/responses/Problem\(status)")])
            }
        }
        func success(_ status: Int, _ text: String, _ type: String, _ schema: JSONValue, _ example: JSONValue? = nil) {
            add(status, isHead ? answer(text, nil, nil) : answer(text, type, schema, example))
        }
        switch operation.kind {
        case .probe:
            success(200, "All checks passed.", "text/plain", ["type": "string"], "ok\n")
            success(503, "A check failed.", "text/plain", ["type": "string"], "failed: database\n")
        case .health:
            success(200, "Data can be read and written.", "application/json", ref("Health"))
            success(503, "Requests for data would fail.", "application/json", ref("Health"))
            addProblems([406])
        case .metrics:
            success(200, "Text exposition format 0.0.4.", "text/plain", ["type": "string"])
        case .document:
            success(200, "OpenAPI 3.1.", "application/json", ["type": "object"])
            addProblems([406])
        case .list:
            success(200, "A page.", "application/json", ref("TransactionPage"))
            addProblems([400, 406, 500, 503])
        case .create:
            let location: JSONValue = ["description": "Path of the transaction.", "schema": ["type": "string"]]
            add(
                201,
                answer(
                    "Recorded, and durable.", "application/json", ref("Transaction"),
                    OpenAPISchemas.transactionExample, extra: JSONValue.Member("Location", location)))
            addProblems([400, 406, 413, 415, 422, 500, 503])
        case .deleteAll:
            add(204, answer("Deleted, however many there were.", nil, nil))
            addProblems([400, 406, 500, 503])
        case .get:
            success(
                200, "The transaction.", "application/json", ref("Transaction"), OpenAPISchemas.transactionExample)
            addProblems([400, 404, 406, 500, 503])
        case .delete:
            add(204, answer("Deleted.", nil, nil))
            addProblems([400, 404, 406, 500, 503])
        case .restore:
            success(
                200, "The live transaction.", "application/json", ref("Transaction"),
                OpenAPISchemas.transactionExample)
            addProblems([400, 404, 406, 500, 503])
        }
        for (status, description) in bare {
            add(status, ["description": .string(description), "headers": headers])
        }
        return .object(members)
    }

    private static func ref(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }

    private static func answer(
        _ description: String, _ type: String?, _ schema: JSONValue?, _ example: JSONValue? = nil,
        extra: JSONValue.Member? = nil
    ) -> JSONValue {
        var headers = headers.object ?? []
        if let extra { headers.append(extra) }
        var members = [
            JSONValue.Member("description", .string(description)), JSONValue.Member("headers", .object(headers)),
        ]
        if let type, let schema {
            var media = [JSONValue.Member("schema", schema)]
            if let example { media.append(JSONValue.Member("example", example)) }
            members.append(JSONValue.Member("content", .object([JSONValue.Member(type, .object(media))])))
        }
        return .object(members)
    }
}
