import Diagnostics
import JSON

@testable import AWS

// Reads what it is told, a JSON object a line, and answers one a line, so that an outside judge can compare.

/// The text at `name` of a line of input, empty where there is none.
func text(_ order: JSONValue, _ name: String) -> String { order[name]?.string ?? "" }

/// The variables of the order, and nothing of the probe's own.
func context(_ order: JSONValue) -> AWSContext {
    var variables: [String: String] = [:]
    for member in order["variables"]?.object ?? [] { variables[member.name] = member.value.string }
    return AWSContext(variables: variables)
}

func exposed(_ value: Secret) -> JSONValue {
    value.withExposedBytes { .string(String(decoding: $0, as: UTF8.self)) }
}

func values(of group: [String: SharedConfiguration.Profile]) -> JSONValue {
    .object(
        group.values.map { profile in
            .init(
                profile.name,
                .object(
                    profile.values.map { name, value in
                        let nested = value.property.nested.map { JSONValue.Member($0.name, exposed($0.value)) }
                        return .init(name, nested.isEmpty ? exposed(value.property.value) : .object(nested))
                    }))
        })
}

func configuration(_ order: JSONValue) throws -> JSONValue {
    let read = try SharedConfiguration(context(order))
    return .object([
        .init("profiles", values(of: read.profiles)), .init("sso_sessions", values(of: read.ssoSessions)),
        .init("services", values(of: read.services)),
    ])
}

func endpoint(_ order: JSONValue) throws -> JSONValue {
    guard let service = ServiceDescriptor.named(text(order, "service")) else { return .null }
    let endpoint = try Endpoint(service, in: text(order, "region"), AWSSettings(context(order)))
    return .object([.init("origin", .string(endpoint.origin)), .init("region", .string(endpoint.region))])
}

/// The waits and rates of a client that sends and is answered at the times given.
func rates(_ order: JSONValue) -> JSONValue {
    let rate = AdaptiveRate()
    return .array(
        (order["events"]?.array ?? []).map { event in
            guard let items = event.array, items.count == 2, case .number(let number) = items[0],
                let time = number.double
            else { return .null }
            switch items[1].string {
            case "send": return JSONNumber(rate.wait(at: time)).map { .number($0) } ?? .null
            default:
                rate.note(isThrottled: items[1].string == "throttled", at: time)
                return JSONNumber(rate.rate).map { .number($0) } ?? .null
            }
        })
}

func answer(_ line: String) throws -> JSONValue {
    let order = try JSONReader.parse(Array(line.utf8))
    do {
        switch text(order, "kind") {
        case "configuration": return try configuration(order)
        case "endpoint": return try endpoint(order)
        case "rates": return rates(order)
        case "words": return CommandWords.split(text(order, "line")).map { .array($0.map { .string($0) }) } ?? .null
        default: return .null
        }
    } catch let failure as Failure {
        return .object([.init("refused", .string(failure.diagnostics.first?.code.id ?? ""))])
    }
}

while let line = readLine() {
    var writer = JSONWriter()
    writer.value(try answer(line))
    print(String(decoding: writer.bytes, as: UTF8.self))
}
