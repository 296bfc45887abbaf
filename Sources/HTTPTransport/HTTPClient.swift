internal import CCurl

/// Makes HTTP exchanges over libcurl.
///
/// It blocks its thread until the answer is whole or a bound is reached, so it is never called on the shared pool.
package struct HTTPClient: Sendable {
    private let connections: HTTPConnections?

    /// - Parameter connections: where connections are kept for the next exchange; without it each has one of its own.
    package init(keeping connections: HTTPConnections? = nil) { self.connections = connections }

    /// - Parameters:
    ///   - upload: a body in pieces, in place of the request's own.
    ///   - isCancelled: asked about once a second, and more often while bytes flow.
    package func send(
        _ request: HTTPRequest, upload: HTTPUpload? = nil, isCancelled: (@Sendable () -> Bool)? = nil
    ) throws(HTTPError) -> HTTPResponse {
        try check(request)
        // libcurl asks for permission to send a long body and adds types of its own; neither is wanted.
        let hasType = request.fields.contains { $0.name.lowercased() == "content-type" }
        let unwanted = hasType ? ["Expect:"] : ["Expect:", "Content-Type:"]
        let lines = unwanted + request.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        var answer = unsafe ccurl_response()
        let handle = connections?.take() ?? CurlHandle()
        unsafe Self.withLines(lines) { headers in
            unsafe Self.perform(
                request, Flow(upload, isCancelled), headers: headers, on: handle, into: &answer)
        }
        connections?.giveBack(handle)
        defer { unsafe ccurl_release(&answer) }
        if let error = unsafe Self.error(of: answer, for: request) { throw error }
        let body = unsafe Array(UnsafeBufferPointer(start: answer.body, count: answer.body_length))
        let head = unsafe Array(UnsafeBufferPointer(start: answer.head, count: answer.head_length))
        return HTTPResponse(status: Int(unsafe answer.status), fields: Self.fields(in: head), body: body)
    }

    private func check(_ request: HTTPRequest) throws(HTTPError) {
        let words = [request.method, request.url] + request.fields.flatMap { [$0.name, $0.value] }
        guard words.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 } }) else {
            throw HTTPError(.invalidRequest, url: request.url, message: "the request holds a control character")
        }
        guard (request.socketPath?.utf8.count ?? 0) <= 107 else {
            throw HTTPError(.invalidRequest, url: request.url, message: "the socket's path is longer than 107 bytes")
        }
    }

    private static func perform(
        _ request: HTTPRequest, _ flow: Flow, headers: UnsafePointer<UnsafePointer<CChar>?>?, on handle: CurlHandle,
        into answer: inout ccurl_response
    ) {
        var call = unsafe ccurl_request()
        unsafe call.headers = unsafe headers
        unsafe call.has_body = request.body == nil ? 0 : 1
        unsafe call.timeout_milliseconds = request.timeout.wholeMilliseconds
        unsafe call.connect_timeout_milliseconds = request.connectTimeout.wholeMilliseconds
        unsafe call.limit = max(0, request.limit)
        unsafe call.uses_proxy_of_environment = request.usesProxyOfEnvironment ? 1 : 0
        unsafe call.context = Unmanaged.passUnretained(flow).toOpaque()
        defer { withExtendedLifetime(flow) {} }
        if flow.isCancelled != nil { unsafe call.is_cancelled = { unsafe Flow.of($0)?.isCancelled?() == true ? 1 : 0 } }
        if flow.length != nil { unsafe call.read = { unsafe Flow.of($0)?.fill($1, $2) ?? -1 } }
        let texts = [
            request.method, request.url, request.socketPath, request.tls.authorities, request.tls.certificate,
            request.tls.key,
        ]
        unsafe withCStrings(texts) { pointers in
            unsafe call.method = unsafe pointers[0]
            unsafe call.url = unsafe pointers[1]
            unsafe call.socket_path = unsafe pointers[2]
            unsafe call.ca_file = unsafe pointers[3]
            unsafe call.certificate_file = unsafe pointers[4]
            unsafe call.key_file = unsafe pointers[5]
            unsafe (request.body ?? []).withUnsafeBufferPointer { body in
                unsafe call.body = body.baseAddress
                unsafe call.body_length = flow.length ?? body.count
                unsafe ccurl_perform(handle.pointer, &call, &answer)
            }
        }
    }

    /// Calls `body` with one C string per text, nil for nil, all valid until it returns.
    private static func withCStrings(_ texts: [String?], _ body: ([UnsafePointer<CChar>?]) -> Void) {
        let storage = texts.map { text in text.map { $0.utf8CString } }
        unsafe descend(storage[...], [], body)
    }

    private static func descend(
        _ rest: ArraySlice<ContiguousArray<CChar>?>, _ done: [UnsafePointer<CChar>?],
        _ body: ([UnsafePointer<CChar>?]) -> Void
    ) {
        guard let first = rest.first else { return unsafe body(done) }
        guard let first else { return unsafe descend(rest.dropFirst(), done + [nil], body) }
        unsafe first.withUnsafeBufferPointer {
            unsafe descend(rest.dropFirst(), done + [$0.baseAddress], body)
        }
    }

    private static func withLines(
        _ lines: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Void
    ) {
        unsafe withCStrings(lines + [nil]) { pointers in
            unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
        }
    }

    private static func error(of answer: ccurl_response, for request: HTTPRequest) -> HTTPError? {
        let code = Int32(unsafe answer.code)
        guard code != 0 else { return nil }
        if code < 0 {
            return HTTPError(.libraryMissing, url: request.url, message: "libcurl.so.4 is not installed")
        }
        if unsafe answer.too_large != 0 {
            let message = "the answer is longer than \(request.limit) bytes"
            return HTTPError(.tooLarge, code: code, url: request.url, message: message)
        }
        let message = unsafe withUnsafeBytes(of: answer.message) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let isOfProxy = unsafe answer.proxy_status != 0 && answer.proxy_status != 200
        return HTTPError(isOfProxy ? .proxy : reason(of: code), code: code, url: request.url, message: message)
    }

    /// The numbers of libcurl-errors(3); they never change their meaning.
    static func reason(of code: Int32) -> HTTPError.Reason {
        switch code {
        case 1, 3, 43: .invalidRequest
        case 5, 97: .proxy
        case 6: .cannotResolve
        case 7: .cannotConnect
        case 28: .timedOut
        case 35, 51, 53, 54, 58, 59, 60, 66, 77, 80, 82, 83, 90, 91: .tls
        case 8, 16, 18, 52, 55, 56, 61, 65, 92: .incomplete
        case 26, 42: .cancelled
        default: .other
        }
    }

    /// The fields after the last status line: those before it belong to interim answers (RFC 9110 section 15.2).
    static func fields(in head: [UInt8]) -> [HTTPRequest.Field] {
        var fields: [HTTPRequest.Field] = []
        for line in head.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix("HTTP/") {
                fields = []
            } else if let colon = text.firstIndex(of: ":") {
                let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
                fields.append(HTTPRequest.Field(String(text[..<colon]), String(value)))
            }
        }
        return fields
    }
}

extension Duration {
    /// At least one: for libcurl 0 means no limit.
    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(clamping: min(seconds, 86_400) * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
