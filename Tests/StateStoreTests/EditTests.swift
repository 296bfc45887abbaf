import Diagnostics
import StateStore
import Testing

/// Bytes that came or went anywhere in a state are noticed.
@Suite struct EditTests {
    private static func isRefused(_ bytes: [UInt8]) -> Bool {
        do throws(Failure) {
            _ = try StateSnapshot(fileBytes: bytes, path: "state.json")
            return false
        } catch {
            return error.exit == .stateUnusable
        }
    }

    @Test func everyDeletedAndEveryInsertedByteIsRefused() async {
        let bytes = DamageTests.bytes
        let deleted = await count(bytes.count) { Self.isRefused(Array(bytes[..<$0] + bytes[($0 + 1)...])) ? 1 : 0 }
        #expect(deleted == bytes.count)
        let inserted = await count(bytes.count + 1) { index in
            let twin = index < bytes.count ? bytes[index] : 10
            return [twin, 32, 10, 0x2C, 0x30, 0x00, 0xFF].count {
                Self.isRefused(Array(bytes[..<index] + [$0] + bytes[index...]))
            }
        }
        #expect(inserted == (bytes.count + 1) * 7)
        print("state of \(bytes.count) bytes: \(deleted) deletions and \(inserted) insertions refused")
    }
}
