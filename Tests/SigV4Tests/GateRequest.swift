import HTTPTransport
import JSON
import TestSupport

/// A request as it goes over the wire, in parts that a test can change after it was signed.
struct GateRequest: Sendable, Hashable {
    struct Header: Sendable, Hashable {
        var name: String
        var value: String
    }

    var method: String
    /// As sent, percent-encoded.
    var path: String
    /// `NAME=VALUE`, percent-encoded, in the order sent.
    var query: [String]
    var headers: [Header]
    /// In pieces, of which each is a chunk of a body that is sent in chunks; nil sends none.
    var body: [[UInt8]]?

    /// The value of the first header of that name, without regard to case; nil takes it away.
    subscript(name: String) -> String? {
        get { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            let place = headers.firstIndex { $0.name.lowercased() == name.lowercased() }
            switch (place, newValue) {
            case (let place?, let value?): headers[place].value = value
            case (let place?, nil): headers.remove(at: place)
            case (nil, let value?): headers.append(Header(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Replaces a text in a header by another.
    mutating func replace(_ name: String, _ text: Substring, by other: String) {
        let value = self[name] ?? ""
        guard let range = value.firstRange(of: text) else { return }
        self[name] = value.replacingCharacters(in: range, by: other)
    }

    /// Gives a parameter another value; nil takes it away.
    mutating func setQuery(_ name: String, _ value: String?) {
        guard let place = query.firstIndex(where: { $0.hasPrefix("\(name)=") }) else {
            query += value.map { ["\(name)=\($0)"] } ?? []
            return
        }
        if let value { query[place] = "\(name)=\(value)" } else { query.remove(at: place) }
    }

    func parameter(_ name: String) -> String? {
        query.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    /// Makes another byte of one at a place in a piece of the body.
    mutating func flip(_ piece: Int, at place: Int) { body?[piece][place] ^= 1 }

    /// The 64 digits of the signature in the header, or in the query where there is no such header.
    var signature: Substring {
        get { ((self["authorization"] ?? parameter("X-Amz-Signature")) ?? "").suffix(64) }
        set {
            if self["authorization"] != nil {
                replace("authorization", signature, by: String(newValue))
            } else {
                setQuery("X-Amz-Signature", String(newValue))
            }
        }
    }

    func send(to simulator: AWSSimulator) throws -> HTTPResponse {
        let question = query.isEmpty ? "" : "?\(query.joined(separator: "&"))"
        return try HTTPClient().send(
            HTTPRequest(
                method, simulator.url + path + question, fields: headers.map { .init($0.name, $0.value) },
                body: body.map { Array($0.joined()) }, timeout: .seconds(60)))
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, by other: String) -> String {
        self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}

extension HTTPResponse {
    /// The code of an error of AWS, in whatever form the service gives it; empty where there is none.
    var errorCode: String {
        if let match = text.firstMatch(of: /<Code>([^<]*)<\/Code>/) { return String(match.output.1) }
        if let type = self["x-amzn-errortype"] { return type }
        let type = (try? JSONReader.parse(body))?["__type"]?.string ?? ""
        return type.split(separator: "#").last.map(String.init) ?? ""
    }

    /// What stands in an element of an XML answer, the first of that name; no entities.
    func element(_ name: String) -> String? {
        guard let start = text.firstRange(of: "<\(name)>"),
            let end = text[start.upperBound...].firstRange(of: "</\(name)>")
        else { return nil }
        return String(text[start.upperBound..<end.lowerBound])
    }
}
