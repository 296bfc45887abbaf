internal import Diagnostics
internal import HTTPTransport
internal import SigV4

/// The last failure of a call in a user's words.
struct AttemptWords {
    let attempts: Attempts
    let client: AWSClient
    let signed: AWSClient.Signed
    let endpoint: Endpoint

    private var call: ServiceCall { attempts.call }
    private var isUncertain: Bool { attempts.mayBeDone && !call.isRepeatable }

    var cancelled: AWSError { AWSError(AWSClient.stopped, mayBeDone: attempts.mayBeDone) }

    func error(_ problem: Attempts.Problem) -> AWSError {
        switch problem {
        case .service(let error):
            let failure = serviceWords.failure(
                error, attempts: attempts.count, skew: client.difference(error, signed))
            return AWSError(safe(uncertain(failure)), service: error, mayBeDone: attempts.mayBeDone)
        case .transport(let error):
            return AWSError(safe(uncertain(failure(error))), mayBeDone: attempts.mayBeDone)
        case .garbage(let response):
            let failure = serviceWords.foreign(ServiceError(response, call.service.wire), attempts: attempts.count)
            return AWSError(safe(uncertain(failure)), mayBeDone: attempts.mayBeDone)
        }
    }

    private var serviceWords: ServiceWords {
        ServiceWords(call: call, endpoint: endpoint, identity: signed.identity)
    }

    /// Nothing that was sent as a secret is told, though a server, or libcurl, quotes it.
    private func safe(_ failure: Failure) -> Failure {
        var secrets = call.confidential + client.settings.context.secrets
        if let used = signed.identity?.credentials {
            secrets += [used.secretAccessKey] + (used.sessionToken.map { [$0] } ?? [])
        }
        return Redaction(secrets).of(failure)
    }

    func late(_ problem: Attempts.Problem) -> AWSError {
        let last = error(problem)
        let detail = last.failure.diagnostics.first?.detail ?? ""
        return AWSError(
            uncertain(
                Failure(
                    AWSCodes.deadline,
                    "\(call.name) was not done within \(call.timeout.components.seconds) s: \(detail)",
                    help: "try again later")),
            service: last.service, mayBeDone: attempts.mayBeDone)
    }

    private func uncertain(_ failure: Failure) -> Failure {
        guard isUncertain else { return failure }
        let detail = failure.diagnostics.first?.detail ?? ""
        return Failure(
            AWSCodes.uncertain, "It may be done, and it may not be. \(detail)",
            help: "look at \(call.resource ?? "the resource") before you try again")
    }

    private var times: String { attempts.count > 1 ? " (\(attempts.count) attempts)" : "" }

    private func failure(_ error: HTTPError) -> Failure {
        let host = call.hostPrefix + endpoint.host
        let proxies = ProxyVariables(client.settings.context, isSecure: endpoint.isSecure)
        let said = "\(call.name): \(host): \(proxies.named(in: error.message))\(times)."
        if let proxy = proxies.blamed(by: error, for: host) {
            return Failure(
                AWSCodes.proxy, said, help: "check \(proxy), or name the hosts that need no proxy in no_proxy")
        }
        switch error.reason {
        case .cannotResolve:
            let asked = endpoint.source ?? "the region \(endpoint.region)"
            return Failure(AWSCodes.unreachable, said, help: "check \(asked) and your name servers")
        case .cannotConnect, .incomplete, .other:
            return Failure(
                AWSCodes.unreachable, said, help: "check your network\(endpoint.source.map { ", and \($0)" } ?? "")")
        case .tls: return Failure(AWSCodes.tls, said, help: tlsHelp(error))
        case .proxy: return Failure(AWSCodes.proxy, said, help: "check https_proxy and no_proxy")
        case .timedOut: return Failure(AWSCodes.deadline, said, help: "check your network, then try again")
        case .cancelled: return AWSClient.stopped
        case .tooLarge where call.isRaw:
            return Failure(AWSCodes.refused, said, help: "ask for a part of it with --header 'Range: bytes=0-1048575'")
        case .tooLarge: return Failure(AWSCodes.garbage, said, help: serviceWords.lookAtEndpoint)
        case .libraryMissing:
            return Failure(AWSCodes.unreachable, said, help: "install libcurl: `apt-get install libcurl4`")
        case .invalidRequest:
            return Failure(AWSCodes.request, said, help: "take control characters out of the headers and the path")
        }
    }

    /// By the numbers of libcurl-errors(3); a certificate for another host has that of all bad certificates.
    private func tlsHelp(_ error: HTTPError) -> String {
        let bundle = client.settings.authorities
        switch error.code {
        case 35: return "see what answers at \(endpoint.origin): it does not speak TLS as AWS does"
        case 77: return "write certificates in PEM to \(bundle ?? "the system's bundle"), which AWS_CA_BUNDLE may name"
        default: break
        }
        if error.message.contains("subject name") {
            return "check \(endpoint.source ?? "your name servers"): the certificate is another host's"
        }
        return bundle.map { "check that \($0) holds the authority's certificate" }
            ?? "give your authority's certificate in AWS_CA_BUNDLE"
    }
}
