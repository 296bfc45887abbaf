import HTTPTransport
import JSON
import SigV4
import TestSupport
import Testing

/// Of what we sign nothing can be changed, and what we should not sign is refused: a signature that is always accepted
/// would prove nothing.
@Suite(.enabled(if: AWSSimulator.missing == nil, "\(AWSSimulator.missing ?? "")"))
struct GateRefusalTests {
    /// The simulator with the object and the table that the refused requests are about.
    private func prepared() throws -> (Gate, Refusal.Bases) {
        let gate = Gate(try AWSSimulator.shared())
        let bases = Refusal.Bases(gate: gate, session: try gate.session())
        try gate.accepted(try gate.sign(Gate.Call(service: "s3", method: "PUT", path: "/\(gate.bucket)")))
        try gate.accepted(
            try gate.sign(
                .json(
                    "dynamodb", "DynamoDB_20120810.CreateTable",
                    """
                    {"TableName":"\(gate.prefix)","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"k",\
                    "KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}]}
                    """, version: "1.0")))
        return (gate, bases)
    }

    @Test func nothingThatWasSignedCanBeChanged() throws {
        let (gate, bases) = try prepared()
        // As they are they are all accepted, so that each refusal is one of the change.
        let terms = [Gate.Terms(), Gate.Terms(credentials: bases.session)]
        for terms in terms {
            for base in Refusal.Base.allCases.reversed() { try gate.accepted(try gate.sign(bases[base], terms)) }
            for base in [Refusal.Base.put, .get] { try gate.accepted(try gate.presign(bases[base], terms)) }
            for signing in [ChunkSigning.signed, .signedTrailer, .unsignedTrailer] {
                try gate.accepted(try gate.upload("other", signing, terms))
            }
        }
        #expect(Set(Refusal.all.map(\.name)).count == Refusal.all.count)
        var codes: Set<String> = []
        for refusal in Refusal.all {
            let answer = try refusal.make(gate, bases).send(to: gate.simulator)
            #expect((400..<500).contains(answer.status), "\(refusal.name): \(answer.status) \(answer.text.prefix(300))")
            #expect(answer.errorCode == refusal.code, "\(refusal.name): \(answer.text.prefix(300))")
            #expect(refusal.says.isEmpty || answer.text.contains(refusal.says), "\(refusal.name): \(answer.text)")
            codes.insert(answer.errorCode)
        }
        print("refused: \(Refusal.all.count) requests with \(codes.count) codes")
        let kept = try gate.accepted(try gate.sign(bases[.get]))
        #expect(kept.text == Refusal.kept, "a refused request changes nothing")
        let items = Gate.Call.json(
            "dynamodb", "DynamoDB_20120810.Scan", "{\"TableName\":\"\(gate.prefix)\"}", version: "1.0")
        let scan = try JSONReader.parse(try gate.accepted(try gate.sign(items)).body)
        #expect(scan["Items"] == [["k": ["S": "kept"]]])
    }

    /// What the service would refuse for its lifetime is not signed in the first place.
    @Test(arguments: [-1, 0, 604_801]) func lifetimesThatAreNotSigned(lifetime: Int) throws {
        let gate = Gate(try AWSSimulator.shared())
        let call = Gate.Call(service: "s3", method: "GET", path: "/a/b")
        #expect(throws: SigningProblem.invalidLifetime(lifetime)) { try gate.presign(call, for: lifetime) }
    }

    /// A service whose own clock is off, and credentials that have come to their end.
    @Test func otherClocks() throws {
        let gate = Gate(try AWSSimulator())
        let identity = Gate.Call.query("sts", "Action=GetCallerIdentity&Version=2011-06-15")
        let items = Gate.Call.json("dynamodb", "DynamoDB_20120810.ListTables", "{}", version: "1.0")
        let buckets = Gate.Call(service: "s3", method: "GET", path: "/")
        func codes(_ terms: Gate.Terms = .init()) throws -> [String] {
            try [identity, items, buckets].map { try gate.sign($0, terms).send(to: gate.simulator).errorCode }
        }
        #expect(try codes() == ["", "", ""])
        for skew in [-400, 400] {
            try gate.simulator.setClock(skew: skew)
            #expect(try codes() == ["SignatureDoesNotMatch", "InvalidSignatureException", ""])
            // Whoever has learnt how far it is off signs for that clock.
            #expect(try codes(.init(shift: Int64(skew))) == ["", "", ""])
        }
        try gate.simulator.setClock(skew: 1_000)
        #expect(try codes() == ["SignatureDoesNotMatch", "InvalidSignatureException", "RequestTimeTooSkewed"])
        try gate.simulator.setClock(skew: 0)

        let session = Gate.Terms(credentials: try gate.session())
        #expect(try codes(session) == ["", "", ""])
        try gate.simulator.setClock(advance: 43_300)
        #expect(try codes(session) == ["ExpiredToken", "ExpiredTokenException", "ExpiredToken"])
        #expect(try codes() == ["", "", ""])
    }
}
