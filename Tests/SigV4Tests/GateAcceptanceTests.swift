import HTTPTransport
import SigV4
import TestSupport
import Testing

/// Every kind of request we sign is accepted by a service that is strict about it.
@Suite(.enabled(if: AWSSimulator.missing == nil, "\(AWSSimulator.missing ?? "")"))
struct GateAcceptanceTests {
    @Test(arguments: [false, true]) func everyService(hasToken: Bool) throws {
        let gate = Gate(try AWSSimulator.shared())
        let terms = Gate.Terms(credentials: hasToken ? try gate.session() : nil)
        let name = gate.prefix
        let calls: [Gate.Call] = [
            .query("sts", "Action=GetCallerIdentity&Version=2011-06-15"),
            Gate.Call(
                service: "sts", method: "GET", path: "/",
                query: [("Version", "2011-06-15"), ("Action", "GetCallerIdentity")]),
            .query("sns", "Action=CreateTopic&Version=2010-03-31&Name=\(name)"),
            .query("iam", "Action=ListRoles&Version=2010-05-08"),
            .query("cloudformation", "Action=ListStacks&Version=2010-05-15"),
            .json(
                "dynamodb", "DynamoDB_20120810.CreateTable",
                """
                {"TableName":"\(name)","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"k",\
                "KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}]}
                """, version: "1.0"),
            .json(
                "dynamodb", "DynamoDB_20120810.PutItem",
                "{\"TableName\":\"\(name)\",\"Item\":{\"k\":{\"S\":\"ü\"}},"
                    + "\"ConditionExpression\":\"attribute_not_exists(k)\"}", version: "1.0"),
            .json("ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken", "{}"),
            .json(
                "secretsmanager", "secretsmanager.CreateSecret",
                "{\"Name\":\"\(name)\",\"SecretString\":\"s\",\"ClientRequestToken\":\"\(name)-0123456789-0123456789\"}"
            ),
            .json("secretsmanager", "secretsmanager.GetSecretValue", "{\"SecretId\":\"\(name)\"}"),
            .json("ssm", "AmazonSSM.PutParameter", "{\"Name\":\"/\(name)\",\"Value\":\"v\",\"Type\":\"SecureString\"}"),
            .json("ssm", "AmazonSSM.GetParameter", "{\"Name\":\"/\(name)\",\"WithDecryption\":true}"),
            .json("kms", "TrentService.ListKeys", "{}"),
            Gate.Call(service: "eks", method: "GET", path: "/clusters", query: [("maxResults", "5")]),
        ]
        for call in calls {
            var call = call
            call.headers.append(("User-Agent", "slipway"))
            try gate.accepted(try gate.sign(call, terms), "\(call.service) \(call.method) \(call.body ?? "")")
        }
        print(
            "accepted: \(calls.count) calls of \(Set(calls.map(\.service)).count) services\(hasToken ? " with a session token" : "")"
        )
    }

    /// Keys that a client and a server may write in two ways.
    static let keys = [
        "plain", "a b", "a+b", "a%20b", "a%2Fb", "ü/日本/🚀", "~-._", "!*'()", "&$@=;:,?#[]", "a//b", "./a", "a/../b", "/",
        "end/", "\"<>\\^`{}|", "a\tb",
    ]

    @Test(arguments: [false, true]) func objects(hasToken: Bool) throws {
        let gate = Gate(try AWSSimulator.shared())
        let terms = Gate.Terms(credentials: hasToken ? try gate.session() : nil)
        func ask(
            _ method: String, _ key: String, query: [(String, String)] = [], headers: [(String, String)] = [],
            body: String? = nil, payload: Payload? = nil
        ) throws -> HTTPResponse {
            let call = Gate.Call(
                service: "s3", method: method, path: "/\(gate.bucket)\(key)", query: query, headers: headers,
                body: body,
                payload: payload)
            let answer = try gate.sign(call, terms).send(to: gate.simulator)
            #expect(
                (200..<300).contains(answer.status), "\(method) \(key): \(answer.status) \(answer.text.prefix(400))")
            return answer
        }
        _ = try ask("PUT", "")
        for key in Self.keys {
            let text = "this is \(key)"
            _ = try ask(
                "PUT", "/\(key)", headers: [("X-Amz-Meta-Note", "a   b "), ("Content-Type", "text/plain")], body: text)
            #expect(try ask("GET", "/\(key)").text == text, "\(key)")
            let head = try ask("HEAD", "/\(key)")
            #expect(head["content-length"] == String(text.utf8.count) && head["x-amz-meta-note"] != nil)
            let listed = try ask("GET", "", query: [("list-type", "2"), ("prefix", key), ("encoding-type", "url")])
            #expect(listed.element("KeyCount") != "0", "\(key)")
            _ = try ask("DELETE", "/\(key)")
        }
        #expect(try ask("GET", "", query: [("list-type", "2")]).element("KeyCount") == "0")
        _ = try ask("PUT", "/unsigned", body: "not signed", payload: .unsigned)
        let unsigned = try ask("GET", "/unsigned")
        #expect(unsigned.text == "not signed")

        for signing in [ChunkSigning.signed, .signedTrailer, .unsignedTrailer] {
            let key = "chunks-\(signing)"
            try gate.accepted(try gate.upload(key, signing, terms), key)
            let read = try ask("GET", "/\(key)")
            #expect(read.body == Gate.streamed && read["content-encoding"] == nil, "\(key)")
        }
        print("accepted: \(Self.keys.count) keys and 3 kinds of chunks\(hasToken ? " with a session token" : "")")
    }

    @Test(arguments: [false, true]) func presigned(hasToken: Bool) throws {
        let gate = Gate(try AWSSimulator.shared())
        let terms = Gate.Terms(credentials: hasToken ? try gate.session() : nil)
        let bucket = "/\(gate.bucket)"
        try gate.accepted(try gate.sign(Gate.Call(service: "s3", method: "PUT", path: bucket), terms))
        for key in Self.keys {
            let path = "\(bucket)/\(key)"
            let headers = [("Content-Type", "text/plain"), ("X-Amz-Meta-Note", "n")]
            let put = Gate.Call(service: "s3", method: "PUT", path: path, headers: headers, body: key)
            try gate.accepted(try gate.presign(put, terms), "PUT \(key)")
            let get = Gate.Call(
                service: "s3", method: "GET", path: path, query: [("response-content-type", "text/x; a=\"b c\"")])
            let answer = try gate.presign(get, for: 604_800, terms).send(to: gate.simulator)
            #expect(answer.text == key && answer["content-type"] == "text/x; a=\"b c\"", "\(key): \(answer.text)")
        }
        // As EKS takes them for a token.
        let identity = Gate.Call(
            service: "sts", method: "GET", path: "/",
            query: [("Action", "GetCallerIdentity"), ("Version", "2011-06-15")], headers: [("x-k8s-aws-id", "cluster")])
        let signer = gate.signer(identity, terms)
        let signed = try signer.presign(
            SignableRequest(
                "GET", target: Array("/?Action=GetCallerIdentity&Version=2011-06-15".utf8),
                headers: [.init("Host", gate.host), .init("x-k8s-aws-id", "cluster")]), for: 60, at: Gate.now)
        let answer = try HTTPClient().send(
            HTTPRequest(
                "GET", "\(gate.simulator.url)/?\(String(decoding: signed.query, as: UTF8.self))",
                fields: [.init("x-k8s-aws-id", "cluster")]))
        #expect(answer.element("Account") == AWSSimulator.account, "\(answer.text)")
    }

    /// What may change on the way without a word about it in the signature, and clocks within the bound.
    @Test func harmlessChanges() throws {
        let gate = Gate(try AWSSimulator.shared())
        let bucket = Gate.Call(service: "s3", method: "PUT", path: "/\(gate.bucket)")
        try gate.accepted(try gate.sign(bucket))
        let list = Gate.Call(
            service: "s3", method: "GET", path: "/\(gate.bucket)",
            query: [("list-type", "2"), ("prefix", "a b"), ("max-keys", "3")])
        let who = Gate.Call.query("sts", "Action=GetCallerIdentity&Version=2011-06-15")
        let changes: [(String, Gate.Call, Gate.Terms, @Sendable (inout GateRequest) -> Void)] = [
            ("order of the query", list, .init(), { $0.query.reverse() }),
            ("order of the headers", list, .init(), { $0.headers.reverse() }),
            (
                "case of the names", who, .init(),
                { $0.headers = $0.headers.map { .init(name: $0.name.uppercased(), value: $0.value) } }
            ),
            (
                "space in a value", who, .init(),
                { $0["content-type"] = "application/x-www-form-urlencoded;    charset=utf-8" }
            ),
            ("an unsigned header", who, .init(), { $0["x-forwarded-for"] = "192.0.2.1" }),
            ("a clock 4.5 min behind", who, .init(shift: -270), { _ in }),
            ("a clock 4.5 min ahead", who, .init(shift: 270), { _ in }),
            ("a clock 14.5 min behind, S3", list, .init(shift: -870), { _ in }),
            ("a clock 14.5 min ahead, S3", list, .init(shift: 870), { _ in }),
        ]
        for (name, call, terms, change) in changes {
            var request = try gate.sign(call, terms)
            change(&request)
            try gate.accepted(request, name)
        }
        let late = Gate.Call(service: "s3", method: "GET", path: "/\(gate.bucket)", query: [("list-type", "2")])
        try gate.accepted(try gate.presign(late, for: 3_600, .init(shift: -3_000)), "an hour is not over")
    }
}
