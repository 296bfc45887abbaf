import HTTPTransport
import JSON
import POSIX
import TestSupport
import Testing

/// What the tests of signed requests rest on.
@Suite(.enabled(if: AWSSimulator.missing == nil, "\(AWSSimulator.missing ?? "")"))
struct SimulatorTests {
    /// An answer to a request that is not signed, which is refused unless something happens before.
    private func ask(_ simulator: AWSSimulator, body: String = "Action=GetCallerIdentity&Version=2011-06-15") throws
        -> HTTPResponse
    {
        try HTTPClient().send(
            HTTPRequest(
                "POST", "\(simulator.url)/", fields: [.init("Content-Type", "application/x-www-form-urlencoded")],
                body: Array(body.utf8)))
    }

    @Test func oneIsSharedAndNotDisturbed() throws {
        let simulator = try AWSSimulator.shared()
        #expect(try AWSSimulator.shared() === simulator)
        #expect(try simulator.control("GET", "health")["region"] == .string(AWSSimulator.region))
        #expect(throws: AWSSimulator.Failure.self) { try simulator.reset() }
        #expect(throws: AWSSimulator.Failure.self) { try simulator.addFault(.init(.throttle)) }
        #expect(throws: AWSSimulator.Failure.self) { try simulator.setClock(skew: 1) }
        #expect(throws: AWSSimulator.Failure.self) { try simulator.control("GET", "nowhere") }
    }

    @Test func aPrivateOneIsSteeredAndStopped() throws {
        let simulator = try AWSSimulator(credentials: ["AKIDEXAMPLE": "secret"])
        #expect(try ask(simulator).text.contains("<Code>MissingAuthenticationToken</Code>"))
        #expect(
            try simulator.requests(service: "sts", action: "GetCallerIdentity").map(\.verdict)
                == ["rejected: MissingAuthenticationToken"])
        #expect(try simulator.requests(service: "s3").isEmpty)

        try simulator.addFault(.init(.throttle, service: "sts", action: "Get*", nth: 2))
        #expect(try ask(simulator).text.contains("MissingAuthenticationToken"))
        #expect(try ask(simulator).text.contains("<Code>Throttling</Code>"))
        #expect(try ask(simulator).text.contains("MissingAuthenticationToken"))
        try simulator.addFault(.init(.resetBefore))
        #expect(throws: HTTPError.self) { try ask(simulator) }
        #expect(try simulator.requests().last?.status == nil)
        for effect in AWSSimulator.Fault.Effect.allCases { try simulator.addFault(.init(effect)) }
        try simulator.clearFaults()
        #expect(try ask(simulator).text.contains("MissingAuthenticationToken"))

        try simulator.setClock(skew: 400, speed: 7)
        let clock = try simulator.control("GET", "clock")
        #expect(clock["skew"] == .number(JSONNumber(verbatim: "400.0")))
        #expect(clock["speed"] == .number(JSONNumber(verbatim: "7.0")))
        try simulator.reset()
        #expect(try simulator.requests().isEmpty)
        simulator.stop()
        #expect(throws: HTTPError.self) { try ask(simulator) }
        simulator.stop()
    }
}
