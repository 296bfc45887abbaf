internal import Crypto
internal import JSON

/// Amazon DynamoDB: items of one table, with conditions.
package struct DynamoDB: Sendable {
    /// A value of an attribute (DynamoDB API Reference, AttributeValue).
    package indirect enum Value: Sendable, Hashable {
        case string(String)
        /// Decimal digits, up to 38 of them.
        case number(String)
        case bytes([UInt8])
        case bool(Bool)
        case null
        case list([Value])
        case map([String: Value])
        case strings(Set<String>)
    }

    package typealias Item = [String: Value]

    /// What must hold for a write, as an expression with its names (`#name`) and values (`:value`).
    package struct Condition: Sendable, Hashable {
        package let expression: String
        package let names: [String: String]
        package let values: Item

        package init(_ expression: String, names: [String: String] = [:], values: Item = [:]) {
            self.expression = expression
            self.names = names
            self.values = values
        }

        /// There is no item with this key attribute yet.
        package static func absent(_ key: String) -> Condition {
            Condition("attribute_not_exists(#key)", names: ["#key": key])
        }
    }

    private let client: AWSClient
    package let table: String

    package init(_ client: AWSClient, table: String) {
        self.client = client
        self.table = table
    }

    /// The item as it is after every write that was answered; nil where there is none.
    package func get(_ key: Item) throws(AWSError) -> Item? {
        let answer = try client.object(
            of: call("GetItem", [("Key", Self.json(key)), ("ConsistentRead", true)]))
        return answer["Item"].flatMap(Self.item)
    }

    /// Writes the whole item; an error that ``AWSError/isConflict`` where the condition does not hold.
    package func put(_ item: Item, if condition: Condition? = nil) throws(AWSError) {
        let members = [("Item", Self.json(item))] + Self.members(condition)
        try write(call("PutItem", members), condition) { $0 == item }
    }

    /// Sets and removes attributes of an item, which is made where there is none.
    package func update(
        _ key: Item, set: Item = [:], remove: [String] = [], if condition: Condition? = nil
    ) throws(AWSError) {
        var names: [String: String] = condition?.names ?? [:]
        var values: Item = condition?.values ?? [:]
        var clauses: [String] = []
        let sets = set.sorted { $0.key < $1.key }.enumerated().map { index, entry in
            names["#set\(index)"] = entry.key
            values[":set\(index)"] = entry.value
            return "#set\(index) = :set\(index)"
        }
        let removes = remove.enumerated().map { index, name in
            names["#remove\(index)"] = name
            return "#remove\(index)"
        }
        if !sets.isEmpty { clauses.append("SET \(sets.joined(separator: ", "))") }
        if !removes.isEmpty { clauses.append("REMOVE \(removes.joined(separator: ", "))") }
        let all = condition.map { Condition($0.expression, names: names, values: values) }
        var members = [("Key", Self.json(key)), ("UpdateExpression", JSONValue.string(clauses.joined(separator: " ")))]
        members += all.map(Self.members) ?? Self.members(Condition("", names: names, values: values))
        try write(call("UpdateItem", members), condition) { item in
            guard let item else { return false }
            return set.allSatisfy { item[$0.key] == $0.value } && remove.allSatisfy { item[$0] == nil }
        }
    }

    /// Removes an item; one that is not there is no error without a condition.
    package func delete(_ key: Item, if condition: Condition? = nil) throws(AWSError) {
        try write(call("DeleteItem", [("Key", Self.json(key))] + Self.members(condition)), condition) { $0 == nil }
    }

    /// - Parameter isDone: whether the item as it is now is what the write makes of it.
    private func write(
        _ call: ServiceCall, _ condition: Condition?, isDone: (Item?) -> Bool
    ) throws(AWSError) {
        do throws(AWSError) { _ = try client.object(of: call) } catch {
            // The condition fails because our own first attempt, whose answer was lost, has met it.
            guard error.mayBeDone, condition != nil, error.code == "ConditionalCheckFailedException",
                let body = error.service.flatMap({ try? JSONReader.parse($0.body) }),
                isDone(body["Item"].flatMap(Self.item))
            else { throw error }
        }
    }

    private func call(_ action: String, _ members: [(String, JSONValue)]) -> ServiceCall {
        var call = ServiceCall.json(
            .dynamodb, action,
            .object([.init("TableName", .string(table))] + members.map { JSONValue.Member($0.0, $0.1) }))
        call.resource = "table \(table)"
        return call
    }

    private static func members(_ condition: Condition?) -> [(String, JSONValue)] {
        guard let condition else { return [] }
        var members: [(String, JSONValue)] = []
        if !condition.expression.isEmpty {
            members.append(("ConditionExpression", .string(condition.expression)))
            members.append(("ReturnValuesOnConditionCheckFailure", "ALL_OLD"))
        }
        if !condition.names.isEmpty {
            members.append(
                ("ExpressionAttributeNames", .sortedObject(condition.names.mapValues { .string($0) })))
        }
        if !condition.values.isEmpty { members.append(("ExpressionAttributeValues", json(condition.values))) }
        return members
    }

    static func json(_ item: Item) -> JSONValue { .sortedObject(item.mapValues(json)) }

    private static func json(_ value: Value) -> JSONValue {
        switch value {
        case .string(let text): ["S": .string(text)]
        case .number(let digits): ["N": .string(digits)]
        case .bytes(let bytes): ["B": .string(Base64.encode(bytes))]
        case .bool(let bool): ["BOOL": .bool(bool)]
        case .null: ["NULL": true]
        case .list(let values): ["L": .array(values.map(json))]
        case .map(let item): ["M": json(item)]
        case .strings(let texts): ["SS": .array(texts.sorted().map { .string($0) })]
        }
    }

    /// nil for what is no item; kinds that nothing of ours writes are left out.
    static func item(_ json: JSONValue) -> Item? {
        guard let members = json.object else { return nil }
        var item: Item = [:]
        for member in members { item[member.name] = value(member.value) }
        return item
    }

    private static func value(_ json: JSONValue) -> Value? {
        guard let member = json.object?.first else { return nil }
        return switch member.name {
        case "S": member.value.string.map { .string($0) }
        case "N": member.value.string.map { .number($0) }
        case "B": member.value.string.flatMap(Base64.decode).map { .bytes($0) }
        case "BOOL": member.value.bool.map { .bool($0) }
        case "NULL": .null
        case "L": member.value.array.map { .list($0.compactMap(value)) }
        case "M": item(member.value).map { .map($0) }
        case "SS": member.value.array.map { .strings(Set($0.compactMap(\.string))) }
        default: nil
        }
    }
}
