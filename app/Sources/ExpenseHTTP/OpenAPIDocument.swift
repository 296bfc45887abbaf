import ExpenseDomain
import JSON

/// The published description of the service (OpenAPI 3.1), made from the same list as the router.
package enum OpenAPIDocument {
    /// The document as compact JSON.
    package static let bytes: [UInt8] = value.bytes()

    static let value: JSONValue = [
        "openapi": "3.1.0",
        "info": [
            "title": "Expense API",
            "version": .string(Build.version),
            "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            "description": .string(introduction),
        ],
        "servers": [["url": "/", "description": "The service that answered"]],
        "tags": [
            ["name": "transactions", "description": "Expenses: record, read, delete, restore"],
            ["name": "operations", "description": "Probes, metrics and this document"],
        ],
        "paths": paths,
        "components": [
            "schemas": OpenAPISchemas.value,
            "parameters": parameters,
            "responses": .object(OpenAPIResponses.components),
        ],
    ]

    private static let introduction = """
        Records what was spent. Amounts are exact: they are read from their literal, digit by digit, and go out as \
        decimal strings, because many JSON readers would round a number through binary floating point. A body may give \
        the amount as a string or as a number. Deleting hides a transaction; it can be restored until it is purged. \
        Errors are problem documents (RFC 9457) that list everything wrong with a request at once. \
        Every answer carries X-Request-Id; paths under /transaction are the short form of /api/v1/transactions.
        """

    private static let paths: JSONValue = {
        var members: [JSONValue.Member] = []
        for route in Route.allCases where route != .unmatched {
            let operations = Operation.all.filter { $0.route == route }
            var item: [JSONValue.Member] = []
            if route.template.contains("{") {
                item.append(JSONValue.Member("parameters", [["$ref": "#/components/parameters/id"]]))
            }
            for operation in operations {
                let name = operation.method.label.lowercased()
                item.append(JSONValue.Member(name, describe(operation, isHead: false)))
                if operation.method == .get { item.append(JSONValue.Member("head", describe(operation, isHead: true))) }
            }
            members.append(JSONValue.Member(route.template, .object(item)))
        }
        return .object(members)
    }()

    private static func describe(_ operation: Operation, isHead: Bool) -> JSONValue {
        var members = [
            JSONValue.Member("operationId", .string(isHead ? operation.id + "Head" : operation.id)),
            JSONValue.Member("tags", [.string(operation.tag.rawValue)]),
            JSONValue.Member("summary", .string(isHead ? operation.summary + "; headers only" : operation.summary)),
        ]
        switch operation.kind {
        case .list:
            members.append(
                JSONValue.Member(
                    "parameters", [["$ref": "#/components/parameters/skip"], ["$ref": "#/components/parameters/limit"]])
            )
        case .probe:
            members.append(JSONValue.Member("parameters", [["$ref": "#/components/parameters/verbose"]]))
        case .create:
            members.append(
                JSONValue.Member(
                    "requestBody",
                    [
                        "required": true,
                        "content": [
                            "application/json": [
                                "schema": ["$ref": "#/components/schemas/NewTransaction"],
                                "examples": OpenAPISchemas.newTransactionExamples,
                            ]
                        ],
                    ]))
        default: break
        }
        members.append(JSONValue.Member("responses", OpenAPIResponses.of(operation, isHead: isHead)))
        return .object(members)
    }

    private static let parameters: JSONValue = [
        "id": [
            "name": "id", "in": "path", "required": true, "description": "The id the service gave; opaque.",
            "schema": ["type": "string"], "example": .string(OpenAPISchemas.exampleID),
        ],
        "skip": [
            "name": "skip", "in": "query", "description": "How many transactions to leave out.",
            "schema": [
                "type": "integer", "minimum": 0, "maximum": .integer(ListLimits.largestSkip), "default": 0,
            ],
        ],
        "limit": [
            "name": "limit", "in": "query", "description": "How many transactions to give at most.",
            "schema": [
                "type": "integer", "minimum": 1, "maximum": .integer(ListLimits.largestLimit),
                "default": .integer(ListLimits.defaultLimit),
            ],
        ],
        "verbose": [
            "name": "verbose", "in": "query", "description": "List every check; a value is not needed.",
            "allowEmptyValue": true, "schema": ["type": "string"],
        ],
    ]
}
