import Crypto
import Diagnostics
import JSON
import SigV4

// Signs what it is told, a JSON object a line, and answers a signature a line, so that an outside judge can compare.

/// One line of input; texts that are not UTF-8 come in hexadecimal.
struct Order {
    let signer: Signer
    let request: SignableRequest
    let time: SigningTime
    let lifetime: Int?

    init?(_ line: String) throws {
        let json = try JSONReader.parse(Array(line.utf8))
        func text(_ name: String) -> String { json[name]?.string ?? "" }
        guard let time = SigningTime(text("time")), let target = Hex.decode(text("target")),
            let body = Hex.decode(text("body"))
        else { return nil }
        self.time = time
        signer = Signer(
            AWSCredentials(
                accessKeyID: text("key"), secretAccessKey: Secret(text("secret")),
                sessionToken: json["token"]?.string.map { Secret($0) }),
            scope: SigningScope(region: text("region"), service: text("service")),
            rules: text("rules") == "s3" ? .s3 : .standard)
        let headers = (json["headers"]?.array ?? []).compactMap { pair -> SignableRequest.Header? in
            guard let items = pair.array, items.count == 2 else { return nil }
            return SignableRequest.Header(items[0].string ?? "", items[1].string ?? "")
        }
        request = SignableRequest(
            text("method"), target: target, headers: headers,
            payload: json["unsigned"] == .bool(true) ? .unsigned : .bytes(body))
        lifetime = json["lifetime"]?.integer
    }

    func signature() throws -> [UInt8] {
        if let lifetime { return try signer.presign(request, for: lifetime, at: time).digits }
        return try signer.sign(request, at: time).digits
    }
}

while let line = readLine() {
    guard let order = try Order(line) else {
        print("not understood")
        continue
    }
    print(String(decoding: try order.signature(), as: UTF8.self))
}
