import JSON
import Rollouts

/// One line of input: the name of a function and its arguments.
struct Order {
    let function: String
    private let json: JSONValue

    init?(_ line: String) {
        guard let json = try? JSONReader.parse(Array(line.utf8)), let function = json["function"]?.string else {
            return nil
        }
        self.function = function
        self.json = json
    }

    /// NaN where there is none.
    func number(_ name: String) -> Double { json[name].map(Self.number) ?? .nan }

    /// -1 where there is none.
    func integer(_ name: String) -> Int { json[name]?.integer ?? -1 }

    func isSet(_ name: String) -> Bool { json[name] == .bool(true) }

    func sample(_ name: String) throws(CannotSay) -> Sample {
        try Sample((json[name]?.array ?? []).map(Self.number))
    }

    func proportion(_ successes: String, _ trials: String) throws(CannotSay) -> Proportion {
        try Proportion(integer(successes), of: integer(trials))
    }

    /// What JSON cannot write as a number comes as a string.
    private static func number(_ json: JSONValue) -> Double {
        switch json {
        case .number(let number): number.double ?? .nan
        case .string(let text): Double(text) ?? .nan
        default: .nan
        }
    }
}
