import Crypto
import Diagnostics
import JSON
import SigV4
import TestSupport
import Testing
import XML

@testable import AWS

/// Live tier: every service we have a word for, at a simulator with a strict signature gate.
@Suite(.enabled(if: AWSSimulator.missing == nil, "\(AWSSimulator.missing ?? "")"))
struct ServiceTests {
    let aws: Simulated
    let client: AWSClient

    init() throws {
        aws = try Simulated.shared()
        client = try aws.client()
    }

    private func bucket() throws -> S3 {
        let name = Simulated.name("bucket")
        let s3 = try S3(client, bucket: name)
        var call = ServiceCall(.s3, "CreateBucket")
        call.method = "PUT"
        call.path = Array("/\(name)".utf8)
        try client.send(call) { _ in () }
        return s3
    }

    private func table() throws -> DynamoDB {
        let name = Simulated.name("table")
        let input: JSONValue = [
            "TableName": .string(name), "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [["AttributeName": "id", "KeyType": "HASH"]],
            "AttributeDefinitions": [["AttributeName": "id", "AttributeType": "S"]],
        ]
        _ = try client.object(of: .json(.dynamodb, "CreateTable", input))
        return DynamoDB(client, table: name)
    }

    @Test func stsTellsWhoOneIs() throws {
        let caller = try STS(client).callerIdentity()
        #expect(caller.account == AWSSimulator.account)
        #expect(caller.arn == "arn:aws:iam::123456789012:user/deployer")
    }

    @Test(arguments: ["plain", "a b/c+d", "ü/😀", "per%cent", "dots/../and/./more", "q?m=1&x#y", "'(*)!~", "//twice//"])
    func objectsOfOddNamesComeBack(key: String) throws {
        let s3 = try bucket()
        let bytes = Array("content of \(key)".utf8)
        let tag = try s3.put(key, bytes, type: "text/plain")
        let (found, description) = try s3.get(key)
        #expect(found == bytes && description.entityTag == tag && description.contentType == "text/plain")
        #expect(try s3.head(key).length == bytes.count)
        #expect(try s3.list().map(\.key) == [key])
        try s3.delete(key)
        #expect(try s3.find(key) == nil)
        let error = #expect(throws: AWSError.self) { try s3.get(key) }
        #expect(error?.isNotFound == true && error?.failure.diagnostics.first?.code == AWSCodes.notFound)
    }

    @Test func conditionalWritesKeepWhatIsThere() throws {
        let s3 = try bucket()
        let tag = try s3.put("state", Array("one".utf8), if: .absent)
        let second = #expect(throws: AWSError.self) { try s3.put("state", Array("two".utf8), if: .absent) }
        #expect(second?.isConflict == true && second?.failure.diagnostics.first?.code == AWSCodes.conflict)
        let stale = #expect(throws: AWSError.self) { try s3.put("state", Array("two".utf8), if: .matches("\"0\"")) }
        #expect(stale?.isConflict == true)
        _ = try s3.put("state", Array("three".utf8), if: .matches(tag))
        #expect(try s3.get("state").bytes == Array("three".utf8))
    }

    @Test(arguments: [0, 1, 8_191, 65_536, 65_537, 1_000_000])
    func streamedBodiesArriveWhole(length: Int) throws {
        let s3 = try bucket()
        var random = SplitMix(seed: UInt64(length))
        let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
        _ = try s3.put("streamed", StreamedBody(bytes, inPiecesOf: 10_007))
        let (found, description) = try s3.get("streamed")
        #expect(found == bytes && description.length == length)
    }

    @Test func aSourceOfAnotherLengthIsNotStored() throws {
        let s3 = try bucket()
        for wrong in [-1, 1] {
            let body = StreamedBody([UInt8](repeating: 7, count: 100_000), inPiecesOf: 1_000, claiming: 100_000 + wrong)
            #expect(throws: AWSError.self) { try s3.put("wrong", body) }
        }
        #expect(try s3.find("wrong") == nil)
    }

    @Test func longBodiesGoInParts() throws {
        let s3 = try bucket()
        let bytes = (0..<(11 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let tag = try s3.upload(
            "parts", StreamedBody(bytes, inPiecesOf: 1 << 16), if: .absent, threshold: 0, partLength: 5 << 20)
        #expect(tag.hasSuffix("-3\""))
        #expect(try s3.get("parts").bytes == bytes)
        #expect(throws: AWSError.self) {
            try s3.upload(
                "parts", StreamedBody(bytes, inPiecesOf: 1 << 16), if: .absent, threshold: 0, partLength: 5 << 20)
        }
    }

    @Test func longListsComeInPages() throws {
        let s3 = try bucket()
        for number in 0..<1_005 { _ = try s3.put("list/\(number)", []) }
        _ = try s3.put("other", [])
        let keys = try s3.list("list/").map(\.key)
        #expect(Set(keys) == Set((0..<1_005).map { "list/\($0)" }) && keys.count == 1_005)
        #expect(keys == keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
    }

    @Test func itemsComeBackWithEveryKindOfValue() throws {
        let table = try table()
        let item: DynamoDB.Item = [
            "id": .string("one"), "number": .number("12.5"), "bytes": .bytes([0, 255, 10]), "yes": .bool(true),
            "nothing": .null, "list": .list([.string("a"), .number("1")]), "map": .map(["k": .string("v")]),
            "set": .strings(["x", "y"]),
        ]
        try table.put(item, if: .absent("id"))
        #expect(try table.get(["id": .string("one")]) == item)
        let second = #expect(throws: AWSError.self) { try table.put(item, if: .absent("id")) }
        #expect(second?.isConflict == true)
        try table.update(
            ["id": .string("one")], set: ["number": .number("13")], remove: ["list"],
            if: .init("#n = :n", names: ["#n": "number"], values: [":n": .number("12.5")]))
        #expect(throws: AWSError.self) {
            try table.update(
                ["id": .string("one")], set: ["number": .number("14")],
                if: .init("#n = :n", names: ["#n": "number"], values: [":n": .number("12.5")]))
        }
        let found = try #require(try table.get(["id": .string("one")]))
        #expect(found["number"] == .number("13") && found["list"] == nil && found["map"] == item["map"])
        try table.delete(["id": .string("one")], if: .init("attribute_exists(#id)", names: ["#id": "id"]))
        #expect(try table.get(["id": .string("one")]) == nil)
        #expect(throws: AWSError.self) {
            try table.delete(["id": .string("one")], if: .init("attribute_exists(#id)", names: ["#id": "id"]))
        }
        try table.delete(["id": .string("one")])
    }

    @Test func ecrGivesAPassword() throws {
        let login = try ContainerRegistry(client).login()
        #expect(login.user == "AWS" && login.password.count > 10 && login.endpoint.contains(".dkr.ecr."))
    }

    @Test func secretsHaveVersions() throws {
        let name = Simulated.name("secret")
        let secrets = ManagedSecrets(client)
        let missing = #expect(throws: AWSError.self) { try secrets.value(of: name) }
        #expect(missing?.isNotFound == true)
        try secrets.set(name, Secret("first"))
        #expect(try secrets.value(of: name).exposed == "first")
        try secrets.set(name, Secret("second"))
        #expect(try secrets.value(of: name).exposed == "second")
        #expect(try secrets.describe(name).hasRotation == false)
    }

    @Test func keysOfASecretAreChangedOneByOne() throws {
        let name = Simulated.name("secret")
        func stored(_ key: String?) -> StoredSecret { StoredSecret(client, .secretsManager(name: name, key: key)) }
        try stored("password").set(Secret("p\"1"))
        try stored("user").set(Secret("u"))
        try stored("password").set(Secret("p2"))
        #expect(try stored(nil).value().exposed == #"{"password":"p2","user":"u"}"#)
        #expect(try stored("user").value().exposed == "u")
        let wrong = #expect(throws: AWSError.self) { try stored("usr").value() }
        #expect(wrong?.failure.diagnostics.first?.help == "did you mean #user?")
        #expect(try stored("user").rotate() == false)
        #expect(try stored("user").value().count == 43)
        #expect(try stored("password").value().exposed == "p2")
        try stored(nil).set(Secret("no object"))
        let plain = #expect(throws: AWSError.self) { try stored("user").value() }
        #expect(plain?.failure.diagnostics.first?.code == AWSCodes.secretReference)
    }

    @Test func parametersAreKeptEncrypted() throws {
        let path = "/\(Simulated.name("shop"))/key"
        let parameters = ParameterStore(client)
        try parameters.set(path, Secret("one"))
        try parameters.set(path, Secret("two"))
        #expect(try parameters.value(of: path).exposed == "two")
        #expect(try parameters.describe(path).version == 2)
        let stored = StoredSecret(client, .parameter(path: "\(path)/none"))
        #expect(try stored.describe() == nil)
        #expect(throws: AWSError.self) { try stored.rotate() }
    }

    @Test func kmsSignsAndEncrypts() throws {
        func key(_ input: JSONValue) throws -> String {
            try #require(try client.object(of: .json(.kms, "CreateKey", input))["KeyMetadata"]?["KeyId"]?.string)
        }
        let kms = KMS(client)
        let signing = try key(["KeyUsage": "SIGN_VERIFY", "KeySpec": "ECC_NIST_P256"])
        let digest = SHA256.digest(of: Array("plan".utf8))
        #expect(try kms.sign(digest, with: signing, .ecdsaSHA256).first == 0x30)
        let encrypting = try key([:])
        let ciphertext = try kms.encrypt(Secret("plain"), with: encrypting, context: ["for": "test"])
        #expect(try kms.decrypt(ciphertext, with: encrypting, context: ["for": "test"]).exposed == "plain")
        #expect(throws: AWSError.self) { try kms.decrypt(ciphertext, with: encrypting, context: ["for": "other"]) }
    }

    @Test func snsPublishes() throws {
        let topic = try client.result(of: .query(.sns, "CreateTopic", [("Name", Simulated.name("topic"))]))["TopicArn"]?
            .text
        let id = try SNS(client).publish("hällo & <b>\n", to: try #require(topic), subject: "subject")
        #expect(!id.isEmpty)
    }

    @Test func eksTellsWhereAClusterIs() throws {
        let name = Simulated.name("cluster")
        var call = ServiceCall(.eks, "CreateCluster")
        call.path = Array("/clusters".utf8)
        call.headers = [.init("Content-Type", "application/json")]
        let input: JSONValue = [
            "name": .string(name), "roleArn": "arn:aws:iam::123456789012:role/eks",
            "resourcesVpcConfig": ["subnetIds": ["subnet-1", "subnet-2"]],
        ]
        call.body = .bytes(input.bytes())
        try client.send(call) { _ in () }
        let cluster = try EKS(client).cluster(name)
        #expect(cluster.name == name && cluster.status == "ACTIVE" && cluster.endpoint?.hasPrefix("https://") == true)
        #expect(cluster.certificateAuthority?.isEmpty == false)
        let missing = #expect(throws: AWSError.self) { try EKS(client).cluster("none") }
        #expect(missing?.isNotFound == true)
    }

    @Test func aTokenForAClusterIsAnAddressThatSTSTakes() throws {
        let token = try EKS(client).token(for: "shop")
        let text = token.text.exposed
        #expect(text.hasPrefix("k8s-aws-v1."))
        var encoded = text.dropFirst(11).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        while encoded.count % 4 != 0 { encoded.append("=") }
        let address = String(decoding: try #require(Base64.decode(String(encoded))), as: UTF8.self)
        #expect(address.hasPrefix("\(aws.simulator.url)/?Action=GetCallerIdentity&Version=2011-06-15&"))
        #expect(address.contains("X-Amz-Expires=60") && address.contains("X-Amz-SignedHeaders=host%3Bx-k8s-aws-id"))
        // As the cluster does it: the address is called with the name it is for.
        var call = ServiceCall(.sts, "GetCallerIdentity")
        call.isSigned = false
        call.method = "GET"
        let mark = try #require(address.firstIndex(of: "?"))
        let parsed = SignableRequest("GET", target: Array("/\(address[mark...])".utf8), headers: [])
        call.query = parsed.query
        call.headers = [.init("X-K8s-Aws-Id", "shop")]
        #expect(try client.result(of: call)["Account"]?.text == AWSSimulator.account)
        call.headers = [.init("X-K8s-Aws-Id", "other")]
        #expect(throws: AWSError.self) { try client.result(of: call) }
    }

    @Test func connectionsAreKept() throws {
        // As many threads as like share a client.
        let failures = Counter()
        ConcurrentWork.run(8) { index in
            for round in 0..<5 {
                do { _ = try STS(client).callerIdentity() } catch { failures.add("\(index) \(round): \(error)") }
            }
        }
        #expect(failures.texts.isEmpty)
    }
}

extension StreamedBody {
    /// Bytes of memory handed out piece by piece; `claiming` is the length it says it has.
    init(_ bytes: [UInt8], inPiecesOf size: Int, claiming length: Int? = nil) {
        self.init(length: length ?? bytes.count) {
            var rest = bytes[...]
            return {
                let piece = Array(rest.prefix(size))
                rest = rest.dropFirst(size)
                return piece
            }
        }
    }
}
