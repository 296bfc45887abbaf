import ExpenseDomain
import JSON

/// The shapes of bodies, with the rules the decoder applies.
enum OpenAPISchemas {
    static let exampleID = "3sx4y6k1q2v9m8c7b5n0hjgdea"

    static let value: JSONValue = [
        "NewTransaction": newTransaction,
        "Transaction": transaction,
        "TransactionPage": [
            "type": "object", "additionalProperties": false, "required": ["transactions", "total"],
            "properties": [
                "transactions": [
                    "type": "array", "maxItems": .integer(ListLimits.largestLimit),
                    "items": ["$ref": "#/components/schemas/Transaction"],
                ],
                "total": [
                    "type": "integer", "minimum": 0, "description": "All live transactions, not only this page.",
                ],
            ],
        ],
        "Health": [
            "type": "object", "additionalProperties": false,
            "required": ["status", "database", "cache", "version", "revision"],
            "properties": [
                "status": ["enum": ["ok", "failed"]],
                "database": ["enum": ["ok", "failed"]],
                "cache": ["enum": ["ok", "failed", "disabled"]],
                "version": ["type": "string"],
                "revision": ["type": "string", "description": "What the operator calls this instance's revision."],
            ],
        ],
        "Problem": problem,
    ]

    private static let currency: JSONValue = [
        "enum": .array(Currency.codes.map { .string($0) }),
        "description": "Active ISO 4217 code that has a minor unit.",
    ]

    private static let newTransaction: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["amount", "description"],
        "properties": [
            "amount": [
                "description": .string(
                    "Greater than zero, at most 15 digits, and no more digits after the point than the currency has: "
                        + "12.345 is refused for USD and accepted for KWD. Read exactly from the literal."),
                "oneOf": [
                    ["type": "string", "pattern": #"^(0|[1-9][0-9]*)(\.[0-9]+)?$"#, "maxLength": 64],
                    ["type": "number", "exclusiveMinimum": 0, "maximum": .integer(Int(Money.largest))],
                ],
            ],
            "currency": currency,
            "description": text(TextRule.description, "What was bought; one line."),
            "category": [
                "oneOf": [text(TextRule.category, "What it counts as; one line."), ["type": "null"]]
            ],
            "occurredOn": [
                "description": "The day on the receipt.", "type": ["string", "null"], "format": "date",
            ],
        ],
    ]

    private static let transaction: JSONValue = [
        "type": "object", "additionalProperties": false,
        "required": ["id", "amount", "currency", "description", "category", "occurredOn", "createdAt"],
        "properties": [
            "id": [
                "type": "string", "pattern": "^[0-7][0-9a-hjkmnp-tv-z]{25}$",
                "description": "Random and opaque; says nothing about other transactions.",
            ],
            "amount": [
                "type": "string", "pattern": #"^(0|[1-9][0-9]*)(\.[0-9]+)?$"#,
                "description": "Exact decimal with all digits of the currency.",
            ],
            "currency": currency,
            "description": ["type": "string"],
            "category": ["type": ["string", "null"]],
            "occurredOn": ["type": ["string", "null"], "format": "date"],
            "createdAt": ["type": "string", "format": "date-time", "description": "In UTC."],
        ],
        "examples": [transactionExample],
    ]

    private static let problem: JSONValue = [
        "type": "object", "additionalProperties": false,
        "required": ["type", "title", "status", "detail", "instance"],
        "description": "RFC 9457.",
        "properties": [
            "type": ["enum": .array(ProblemKind.allCases.map { .string(Problem.typePrefix + $0.rawValue) })],
            "title": ["type": "string"],
            "status": ["type": "integer"],
            "detail": ["type": "string"],
            "instance": ["type": "string", "description": "Names the request, as X-Request-Id does."],
            "errors": [
                "type": "array",
                "items": [
                    "type": "object", "additionalProperties": false, "required": ["detail"],
                    "properties": [
                        "pointer": ["type": "string", "description": "JSON Pointer into the body, as a fragment."],
                        "parameter": ["type": "string", "description": "Name of a query parameter."],
                        "detail": ["type": "string"],
                    ],
                ],
            ],
        ],
    ]

    private static func text(_ rule: TextRule, _ description: String) -> JSONValue {
        [
            "type": "string", "minLength": 1, "maxLength": .integer(rule.limit),
            "pattern": .string(TextRule.pattern), "description": .string(description),
        ]
    }

    static let transactionExample: JSONValue = [
        "id": .string(exampleID), "amount": "12.30", "currency": "EUR", "description": "Lunch with a client",
        "category": "meals", "occurredOn": "2026-11-20", "createdAt": "2026-11-21T09:30:00.125Z",
    ]

    static let newTransactionExamples: JSONValue = [
        "full": [
            "summary": "Everything given, amount as a string",
            "value": [
                "amount": "12.30", "currency": "EUR", "description": "Lunch with a client", "category": "meals",
                "occurredOn": "2026-11-20",
            ],
        ],
        "short": [
            "summary": "In the default currency, amount as a number",
            "value": .object([
                JSONValue.Member("amount", .number(JSONNumber(verbatim: "4.5"))),
                JSONValue.Member("description", "Coffee"),
            ]),
        ],
    ]

    static let problemExample: JSONValue = [
        "type": .string(Problem.typePrefix + ProblemKind.invalidTransaction.rawValue),
        "title": .string(ProblemKind.invalidTransaction.title), "status": 422,
        "detail": "The transaction has 2 problems.", "instance": "urn:expense:request:5f0c6a1be2d34789",
        "errors": [
            ["pointer": "#/amount", "detail": "must have at most 2 digits after the point, as USD has"],
            ["pointer": "#/description", "detail": "is required"],
        ],
    ]
}
