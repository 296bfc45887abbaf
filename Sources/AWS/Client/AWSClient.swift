internal import Diagnostics
package import HTTPTransport
internal import POSIX
internal import SigV4
internal import Synchronization

/// Signs calls, sends them, and tries again where that is safe.
///
/// It blocks its thread; any number of threads may use one client, which then share its connections, credentials, clock
/// correction and retry quota.
package final class AWSClient: Sendable {
    package let settings: AWSSettings
    package let credentials: CredentialStore
    /// Of one attempt, connecting included.
    private let attemptTimeout: Duration
    private let http: HTTPClient
    private let quota = RetryQuota()
    private let rate: AdaptiveRate?
    private let random: @Sendable () -> Double
    /// How far AWS's clock is ahead of ours, in seconds.
    private let clockOffset = Atomic<Int64>(0)
    private let signers = Mutex<[SignerKey: Signer]>([:])

    private struct SignerKey: Hashable {
        let accessKeyID: String
        let region: String
        let service: String
    }

    /// - Parameter random: gives 0 up to 1, for the pauses between attempts.
    package init(
        _ settings: AWSSettings, credentials: CredentialStore, attemptTimeout: Duration = .seconds(20),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.settings = settings
        self.credentials = credentials
        self.attemptTimeout = attemptTimeout
        self.random = random
        http = HTTPClient(keeping: HTTPConnections())
        rate = settings.retryMode == .adaptive ? AdaptiveRate() : nil
    }

    /// Sends the call until there is an answer that `decode` understands, or no attempt is left.
    ///
    /// - Parameter decode: nil for an answer that is not the service's, which is tried again.
    package func send<Value>(
        _ call: ServiceCall, decode: (HTTPResponse) -> Value?
    ) throws(AWSError) -> Value {
        var attempts = Attempts(call: call, deadline: .after(call.timeout))
        let region = try region(of: call)
        let endpoint = try orThrow { () throws(Failure) in try Endpoint(call.service, in: region, settings) }
        while true {
            try throttleOurselves(attempts)
            attempts.count += 1
            let signed = try signed(call, endpoint)
            switch exchange(call, signed, endpoint, attempts) {
            case .success(let response) where response.status < 300:
                if let value = decode(response) {
                    quota.giveBack(attempts.cost)
                    rate?.note(isThrottled: false, at: seconds)
                    return value
                }
                attempts.mayBeDone = true
                try attempts.again(.garbage(response), self, signed, endpoint)
            case .success(let response):
                let error = ServiceError(response, call.service.wire)
                rate?.note(isThrottled: error.kind == .throttling, at: seconds)
                // Something between us and the service answered for it.
                if !error.isOfService, [500, 502, 504].contains(error.status) { attempts.mayBeDone = true }
                try attempts.again(.service(error), self, signed, endpoint)
            case .failure(let error):
                rate?.note(isThrottled: false, at: seconds)
                if error.mayHaveArrived { attempts.mayBeDone = true }
                try attempts.again(.transport(error), self, signed, endpoint)
            }
        }
    }

    /// The region of the call, its own or that of the settings; throws E0804 where there is none.
    package func region(of call: ServiceCall) throws(AWSError) -> String {
        if let region = call.region { return region }
        return try orThrow { () throws(Failure) in try credentials.region(settings) }
    }

    private var seconds: Double { Double(Instant.now.nanoseconds) / 1e9 }

    private func throttleOurselves(_ attempts: Attempts) throws(AWSError) {
        if settings.context.isCancelled() { throw AWSError(Self.stopped) }
        guard let wait = rate?.wait(at: seconds), wait > 0 else { return }
        let pause = min(Duration.milliseconds(Int(min(wait, 3_600) * 1000)), attempts.deadline.remaining)
        if !Pause.sleep(for: pause), settings.context.isCancelled() { throw AWSError(Self.stopped) }
    }

    static var stopped: Failure {
        Failure(AWSCodes.cancelled, "Stopped while AWS was asked.", help: "run the command again")
    }
}

// MARK: - One attempt

extension AWSClient {
    /// A request on its way, with what signed it.
    struct Signed {
        let request: SignableRequest
        let headers: [SignableRequest.Header]
        let upload: HTTPUpload?
        /// What signed it; nil where nothing did.
        let identity: FoundCredentials?
        let offset: Int64
    }

    private func signed(_ call: ServiceCall, _ endpoint: Endpoint) throws(AWSError) -> Signed {
        var headers = [SignableRequest.Header("Host", call.hostPrefix + endpoint.host)] + call.headers
        let path = Array(endpoint.path.utf8) + call.path
        guard call.isSigned else {
            let request = SignableRequest(call.method, path: path, query: call.query, headers: headers)
            return Signed(request: request, headers: headers, upload: nil, identity: nil, offset: 0)
        }
        let identity = try orThrow { () throws(Failure) in try self.credentials.found() }
        let credentials = identity.credentials
        let offset = clockOffset.load(ordering: .relaxed)
        let time = SigningTime(seconds: settings.context.now().seconds + offset)
        let key = SignerKey(
            accessKeyID: credentials.accessKeyID, region: endpoint.region, service: call.service.signingName)
        let signer = signers.withLock { signers in
            if let signer = signers[key] { return signer }
            // Renewed credentials leave theirs behind.
            if signers.count >= 32 { signers.removeAll() }
            let signer = Signer(
                credentials, scope: SigningScope(region: key.region, service: key.service), rules: call.service.rules)
            signers[key] = signer
            return signer
        }
        do throws(SigningProblem) {
            switch call.body {
            case .bytes(let bytes):
                let request = SignableRequest(
                    call.method, path: path, query: call.query, headers: headers, payload: .bytes(bytes))
                let signature = try signer.sign(request, at: time)
                return Signed(
                    request: request, headers: headers + signature.headers, upload: nil, identity: identity,
                    offset: offset)
            case .stream(let body):
                let framing = ChunkFraming(body, isSecure: endpoint.isSecure)
                headers += framing.headers
                let request = SignableRequest(
                    call.method, path: path, query: call.query, headers: headers, payload: .chunks(framing.signing))
                let signature = try signer.sign(request, at: time)
                return Signed(
                    request: request, headers: headers + signature.headers,
                    upload: framing.upload(after: signature, by: signer, at: time), identity: identity,
                    offset: offset)
            }
        } catch {
            throw AWSError(Self.failure(of: error, call))
        }
    }

    private static func failure(of problem: SigningProblem, _ call: ServiceCall) -> Failure {
        switch problem {
        case .expiredCredentials:
            Failure(AWSCodes.expired, "\(call.name): \(problem).", help: "get new credentials")
        default:
            Failure(AWSCodes.request, "\(call.name): \(problem).", help: problem.remedy)
        }
    }

    private func exchange(
        _ call: ServiceCall, _ signed: Signed, _ endpoint: Endpoint, _ attempts: Attempts
    ) -> Result<HTTPResponse, HTTPError> {
        var url = "\(endpoint.isSecure ? "https" : "http")://\(call.hostPrefix)\(endpoint.host)"
        url += String(decoding: signed.request.path, as: UTF8.self)
        url += QueryText.afterMark(signed.request.query)
        let fields = signed.headers.filter { $0.name.text != "Host" }
            .map { HTTPRequest.Field($0.name.text, String(decoding: $0.value, as: UTF8.self)) }
        var body: [UInt8]?
        if case .bytes(let bytes) = call.body, !(bytes.isEmpty && ["GET", "HEAD", "DELETE"].contains(call.method)) {
            body = bytes
        }
        // A large body takes its time; a megabyte a second is slow.
        let length = signed.upload?.length ?? body?.count ?? 0
        let timeout = min(attempts.deadline.remaining, attemptTimeout + .milliseconds(length / 1_000))
        let request = HTTPRequest(
            call.method, url, fields: fields, body: body, timeout: timeout,
            connectTimeout: min(timeout, .seconds(5)), limit: call.limit,
            tls: TLSFiles(authorities: settings.authorities), usesProxyOfEnvironment: true)
        do throws(HTTPError) {
            let isCancelled = settings.context.isCancelled
            return .success(try http.send(request, upload: signed.upload, isCancelled: isCancelled))
        } catch {
            return .failure(error)
        }
    }

    /// Sets the clock by the server's where they differ by more than AWS forgives; false where they do not.
    func correctClock(_ error: ServiceError, _ signed: Signed) -> Bool {
        guard let difference = difference(error, signed) else { return false }
        clockOffset.store(signed.offset + difference, ordering: .relaxed)
        return true
    }

    /// How far the server's clock is ahead of the signature's; nil where AWS forgives it.
    func difference(_ error: ServiceError, _ signed: Signed) -> Int64? {
        guard error.kind == .clock, let date = error.date else { return nil }
        let difference = date - (settings.context.now().seconds + signed.offset)
        return abs(difference) > 240 ? difference : nil
    }

    func takeFromQuota(_ cost: Int) -> Bool { quota.take(cost) }
    func draw() -> Double { random() }
}

extension HTTPError {
    /// Whether the other side may have read the request.
    fileprivate var mayHaveArrived: Bool {
        switch reason {
        case .cannotResolve, .cannotConnect, .tls, .proxy, .libraryMissing, .invalidRequest: false
        case .timedOut, .tooLarge, .incomplete, .cancelled, .other: true
        }
    }
}

/// The query of an address, encoded as it is signed.
enum QueryText {
    static func afterMark(_ items: [SignableRequest.QueryItem]) -> String {
        guard !items.isEmpty else { return "" }
        return "?" + String(decoding: form(items), as: UTF8.self)
    }

    static func form(_ items: [SignableRequest.QueryItem]) -> [UInt8] {
        var text: [UInt8] = []
        for item in items {
            if !text.isEmpty { text.append(UInt8(ascii: "&")) }
            PercentEncoding.append(item.name, to: &text)
            guard let value = item.value else { continue }
            text.append(UInt8(ascii: "="))
            PercentEncoding.append(value, to: &text)
        }
        return text
    }
}

/// A failure becomes an error of AWS without a service's words.
func orThrow<Value>(_ body: () throws(Failure) -> Value) throws(AWSError) -> Value {
    do throws(Failure) { return try body() } catch { throw AWSError(error) }
}
