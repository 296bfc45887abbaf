internal import Crypto
package import Diagnostics
internal import HTTPTransport
internal import JSON
package import POSIX
internal import SigV4

/// Amazon EKS: where a cluster is, and the token to enter it with.
package struct EKS: Sendable {
    package struct Cluster: Sendable, Hashable {
        package let name: String
        package let arn: String
        package let status: String
        package let version: String
        /// nil until it is made.
        package let endpoint: String?
        /// PEM.
        package let certificateAuthority: [UInt8]?
    }

    /// A token of the form that aws-iam-authenticator and EKS check.
    package struct Token: Sendable {
        package let text: Secret
        package let expiry: WallTime
    }

    private let client: AWSClient

    package init(_ client: AWSClient) { self.client = client }

    package func cluster(_ name: String) throws(AWSError) -> Cluster {
        var call = ServiceCall(.eks, "DescribeCluster")
        call.method = "GET"
        call.resource = "cluster \(name)"
        call.path = Array("/clusters/".utf8)
        PercentEncoding.append(name.utf8, to: &call.path)
        let answer: JSONValue = try client.send(call) { response in
            (try? JSONReader.parse(response.body))?["cluster"].flatMap { $0.object == nil ? nil : $0 }
        }
        return Cluster(
            name: answer["name"]?.string ?? name, arn: answer["arn"]?.string ?? "",
            status: answer["status"]?.string ?? "", version: answer["version"]?.string ?? "",
            endpoint: answer["endpoint"]?.string,
            certificateAuthority: answer["certificateAuthority"]?["data"]?.string.flatMap(Base64.decode))
    }

    /// How long an address is signed for; the cluster takes the token for 15 minutes after the signature's time.
    private static let lifetime = 60

    /// A token for the cluster: an address of STS, presigned for the cluster's name. Nothing is sent.
    ///
    /// Source: aws-iam-authenticator, "API authorization from outside a cluster" (`k8s-aws-v1.`, `x-k8s-aws-id`).
    package func token(for name: String) throws(Failure) -> Token {
        let settings = client.settings
        let region = try client.credentials.region(settings)
        let endpoint = try Endpoint(.sts, in: region, settings)
        let credentials = try client.credentials.current()
        let now = settings.context.now()
        let request = SignableRequest(
            "GET", path: Array((endpoint.path + "/").utf8),
            query: [.init("Action", "GetCallerIdentity"), .init("Version", "2011-06-15")],
            headers: [.init("Host", endpoint.host), .init("X-K8s-Aws-Id", name)])
        do throws(SigningProblem) {
            let signer = Signer(credentials, scope: SigningScope(region: endpoint.region, service: "sts"))
            let signature = try signer.presign(request, for: Self.lifetime, at: SigningTime(seconds: now.seconds))
            let address = Array("\(endpoint.origin)\(endpoint.path)/?".utf8) + signature.query
            // A minute less than the cluster takes it, as AWS's own command.
            var expiry = now.advanced(by: .seconds(14 * 60))
            if let end = credentials.expiry, end.seconds < expiry.seconds { expiry = WallTime(seconds: end.seconds) }
            return Token(text: Secret("k8s-aws-v1." + Base64.encodeForAddresses(address)), expiry: expiry)
        } catch {
            switch error {
            case .credentialsEndFirst, .expiredCredentials:
                throw Failure(
                    AWSCodes.expired, "The token for \(name) cannot be made: \(error).", help: "get new credentials")
            default: throw Failure(AWSCodes.request, "The token for \(name) cannot be made: \(error).", help: nil)
            }
        }
    }
}
