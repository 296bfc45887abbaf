internal import Diagnostics
internal import HTTPTransport
internal import SigV4
internal import XML

/// Objects that are sent in parts.
extension S3 {
    /// From this length on an upload is worth its parts.
    package static let multipartThreshold = 64 << 20

    /// Writes an object of any length up to 5 TiB: in one request, or in parts that are tried again one by one.
    ///
    /// The upload is given up at AWS when a part cannot be sent: nothing of it is stored or paid for.
    package func upload(
        _ key: String, _ body: StreamedBody, type: String = "application/octet-stream",
        if condition: Condition = .always, threshold: Int = multipartThreshold, partLength: Int = 16 << 20
    ) throws(AWSError) -> String {
        // At most 10,000 parts of 5 MiB at least.
        let length = max(partLength, 5 << 20, (body.length + 9_999) / 10_000)
        guard body.length > max(length, threshold) else {
            return try put(key, body, type: type, if: condition)
        }
        let mark = WriteMark(condition)
        let upload = try begin(key, type, mark)
        do throws(AWSError) {
            let parts = try sendParts(key, upload, body, length)
            return try complete(key, upload, parts, condition, mark)
        } catch {
            // Where it was completed all the same, there is nothing left to give up, and the object stays.
            try? abort(key, upload)
            throw error
        }
    }

    private func begin(_ key: String, _ type: String, _ mark: WriteMark) throws(AWSError) -> String {
        var call = try self.call("CreateMultipartUpload", "POST", key)
        call.query = [.init("uploads", nil)]
        call.headers = [.init("Content-Type", type)] + mark.headers
        return try client.send(call) { response in
            (try? XMLReader.parse(response.body))?["UploadId"].flatMap { $0.text.isEmpty ? nil : $0.text }
        }
    }

    private func sendParts(
        _ key: String, _ upload: String, _ body: StreamedBody, _ length: Int
    ) throws(AWSError) -> [String] {
        let next = body.open()
        var tags: [String] = []
        var rest: [UInt8] = []
        var sent = 0
        var isOver = false
        while !isOver || !rest.isEmpty {
            while rest.count < length, !isOver {
                guard let piece = next() else { throw unreadable(key) }
                isOver = piece.isEmpty
                rest += piece
            }
            let part = Array(rest.prefix(length))
            rest.removeFirst(part.count)
            if part.isEmpty { break }
            sent += part.count
            var call = try self.call("UploadPart", "PUT", key)
            call.query = [.init("partNumber", String(tags.count + 1)), .init("uploadId", upload)]
            call.body = .bytes(part)
            call.timeout = Self.timeout(part.count)
            tags.append(try client.send(call) { $0["etag"] })
        }
        guard sent == body.length else { throw unreadable(key) }
        return tags
    }

    private func complete(
        _ key: String, _ upload: String, _ tags: [String], _ condition: Condition, _ mark: WriteMark
    ) throws(AWSError) -> String {
        var call = try self.call("CompleteMultipartUpload", "POST", key)
        call.query = [.init("uploadId", upload)]
        call.headers = [.init("Content-Type", "application/xml")] + Self.headers(condition)
        var text = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        for (index, tag) in tags.enumerated() {
            let escaped = tag.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "&quot;")
            text += "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(escaped)</ETag></Part>"
        }
        call.body = .bytes(Array((text + "</CompleteMultipartUpload>").utf8))
        call.timeout = .seconds(300)
        do throws(AWSError) {
            // The status is sent before the work is done: an error may come as a body of 200.
            return try client.send(call) { response in
                let root = try? XMLReader.parse(response.body)
                return root?.name == "CompleteMultipartUploadResult" ? root?["ETag"]?.text : nil
            }
        } catch {
            // The first attempt ended the upload, which the second then does not find.
            if condition == .always, error.mayBeDone, error.code == "NoSuchUpload", let found = try find(key) {
                return found.entityTag
            }
            return try mark.confirm(error, find: { () throws(AWSError) in try find(key) })
        }
    }

    private func abort(_ key: String, _ upload: String) throws(AWSError) {
        var call = try self.call("AbortMultipartUpload", "DELETE", key)
        call.query = [.init("uploadId", upload)]
        try client.send(call) { $0.status == 204 ? () : nil }
    }

    private func unreadable(_ key: String) -> AWSError {
        AWSError(
            Failure(
                AWSCodes.request, "What is to be \(bucket)/\(key) could not be read, or changed its length meanwhile.",
                help: "try again when nobody writes it"))
    }
}
