package import Diagnostics
internal import HTTPTransport
internal import POSIX
internal import SigV4
internal import XML

/// Amazon S3: objects by bucket and key.
package struct S3: Sendable {
    /// When an object is written.
    package enum Condition: Sendable, Hashable {
        case always
        /// There must be none of that key yet.
        case absent
        /// The one that is there must have this entity tag.
        case matches(String)
    }

    /// What is known of an object without its bytes.
    package struct Description: Sendable, Hashable {
        /// With its quotes.
        package let entityTag: String
        package let length: Int
        package let contentType: String?
        /// Names in lower case, without `x-amz-meta-`.
        package let metadata: [String: String]

        init?(_ response: HTTPResponse) {
            guard let tag = response["etag"] else { return nil }
            entityTag = tag
            length = response["content-length"].flatMap { Int($0) } ?? response.body.count
            contentType = response["content-type"]
            var metadata: [String: String] = [:]
            for field in response.fields where field.name.lowercased().hasPrefix("x-amz-meta-") {
                metadata[String(field.name.lowercased().dropFirst(11))] = field.value
            }
            self.metadata = metadata
        }
    }

    package struct Listed: Sendable, Hashable {
        package let key: String
        package let entityTag: String
        package let length: Int
    }

    let client: AWSClient
    package let bucket: String

    /// Throws E0825 for what can be no bucket.
    package init(_ client: AWSClient, bucket: String) throws(Failure) {
        let isName =
            (3...63).contains(bucket.utf8.count)
            && bucket.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E
            } && !bucket.hasPrefix("-") && !bucket.hasPrefix(".") && !bucket.contains("..")
        guard isName else {
            throw Failure(
                AWSCodes.request, "\"\(bucket)\" can be no bucket.",
                help: "a bucket's name is 3 to 63 lower-case letters, digits, dots and hyphens")
        }
        self.client = client
        self.bucket = bucket
    }

    // MARK: - Objects

    /// The bytes of an object, at most `limit` of them, and what is known of it.
    package func get(
        _ key: String, limit: Int = 64 << 20
    ) throws(AWSError) -> (bytes: [UInt8], description: Description) {
        var call = try self.call("GetObject", "GET", key)
        call.limit = limit
        return try client.send(call) { response in Description(response).map { (response.body, $0) } }
    }

    package func head(_ key: String) throws(AWSError) -> Description {
        try client.send(try call("HeadObject", "HEAD", key)) { Description($0) }
    }

    /// Removes an object; one that is not there is no error.
    package func delete(_ key: String, if condition: Condition = .always) throws(AWSError) {
        var call = try self.call("DeleteObject", "DELETE", key)
        call.headers += Self.headers(condition)
        do throws(AWSError) {
            try client.send(call) { $0.status == 204 ? () : nil }
        } catch {
            // Our own first attempt may be why it is gone.
            guard error.mayBeDone, condition != .always, error.isConflict || error.isNotFound, try find(key) == nil
            else { throw error }
        }
    }

    /// Writes an object and gives its entity tag.
    ///
    /// A conditional write carries a mark in the metadata `slipway-write`: when an answer was lost, the mark tells ours
    /// from somebody else's. Throws an error that ``AWSError/isConflict`` where the condition does not hold.
    package func put(
        _ key: String, _ bytes: [UInt8], type: String = "application/octet-stream", if condition: Condition = .always
    ) throws(AWSError) -> String {
        try put(key, .bytes(bytes), type, condition)
    }

    /// As ``put(_:_:type:if:)`` for a body that is not in memory, up to 5 GiB.
    package func put(
        _ key: String, _ body: StreamedBody, type: String = "application/octet-stream",
        if condition: Condition = .always
    ) throws(AWSError) -> String {
        try put(key, .stream(body), type, condition)
    }

    private func put(
        _ key: String, _ body: ServiceCall.Body, _ type: String, _ condition: Condition
    ) throws(AWSError) -> String {
        var call = try self.call("PutObject", "PUT", key)
        call.body = body
        let mark = WriteMark(condition)
        call.headers = [.init("Content-Type", type)] + Self.headers(condition) + mark.headers
        if case .stream(let stream) = body { call.timeout = Self.timeout(stream.length) }
        do throws(AWSError) {
            return try client.send(call) { $0["etag"] }
        } catch {
            return try mark.confirm(error, find: { () throws(AWSError) in try find(key) })
        }
    }

    /// A megabyte a second is slow, and a minute is always given.
    static func timeout(_ length: Int) -> Duration { .seconds(60 + length / 1_000_000) }

    /// nil where there is no such object.
    package func find(_ key: String) throws(AWSError) -> Description? {
        do throws(AWSError) { return try head(key) } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// All objects whose keys begin with `prefix`, in the order of their keys.
    package func list(_ prefix: String = "") throws(AWSError) -> [Listed] {
        var all: [Listed] = []
        var token: String?
        repeat {
            var call = try self.call("ListObjectsV2", "GET", "")
            call.action = "ListBucket"
            call.resource = "arn:aws:s3:::\(bucket)"
            call.query = [.init("list-type", "2"), .init("encoding-type", "url"), .init("prefix", prefix)]
            if let token { call.query.append(.init("continuation-token", token)) }
            let page: XMLElement = try client.send(call) { response in
                let root = try? XMLReader.parse(response.body)
                return root?.name == "ListBucketResult" ? root : nil
            }
            for entry in page.all("Contents") {
                // A key may hold what XML cannot: it comes percent-encoded.
                let key = PercentEncoding.decoded(Array((entry["Key"]?.text ?? "").utf8)[...].replacingPlus)
                all.append(
                    Listed(
                        key: String(decoding: key, as: UTF8.self), entityTag: entry["ETag"]?.text ?? "",
                        length: Int(entry["Size"]?.text ?? "") ?? 0))
            }
            token = page["IsTruncated"]?.text == "true" ? page["NextContinuationToken"]?.text : nil
        } while token != nil
        return all
    }

    // MARK: - Requests

    /// Virtual-hosted where the name fits into a certificate, else by path; by path at an endpoint of the user's.
    func call(_ action: String, _ method: String, _ key: String) throws(AWSError) -> ServiceCall {
        var call = ServiceCall(.s3, action)
        call.method = method
        call.resource = "arn:aws:s3:::\(bucket)/\(key)"
        let region = try client.region(of: call)
        let endpoint = try orThrow { () throws(Failure) in try Endpoint(.s3, in: region, client.settings) }
        let isByPath = endpoint.source != nil || client.settings.addressesS3ByPath || bucket.contains(".")
        call.hostPrefix = isByPath ? "" : "\(bucket)."
        var path = Array((isByPath ? "/\(bucket)/" : "/").utf8)
        PercentEncoding.append(key.utf8, keepingSlashes: true, to: &path)
        call.path = path
        return call
    }

    static func headers(_ condition: Condition) -> [SignableRequest.Header] {
        switch condition {
        case .always: []
        case .absent: [.init("If-None-Match", "*")]
        case .matches(let tag): [.init("If-Match", tag)]
        }
    }
}

/// Tells a conditional write of ours from anybody else's after an answer was lost.
struct WriteMark {
    private static let name = "slipway-write"
    private let value: String?

    init(_ condition: S3.Condition) { value = condition == .always ? nil : RandomBytes.hexadecimal(16) }

    var headers: [SignableRequest.Header] { value.map { [.init("X-Amz-Meta-Slipway-Write", $0)] } ?? [] }

    /// The entity tag where the object bears the mark; throws `error` where it does not.
    func confirm(
        _ error: AWSError, find: () throws(AWSError) -> S3.Description?
    ) throws(AWSError) -> String {
        guard let value, error.mayBeDone, error.service != nil, let found = try find(),
            found.metadata[Self.name] == value
        else { throw error }
        return found.entityTag
    }
}

extension ArraySlice<UInt8> {
    /// In this encoding a plus is a space.
    fileprivate var replacingPlus: ArraySlice<UInt8> {
        ArraySlice(map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 })
    }
}
