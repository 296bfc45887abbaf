internal import COpenSSL

/// SHA-1 (FIPS 180-4), for names that others made with it; never for anything that must not be forged.
package enum SHA1 {
    /// The digest of `bytes` in 40 lower-case hexadecimal digits.
    package static func hex(of bytes: [UInt8]) -> String {
        Hex.encode(
            unsafe [UInt8](unsafeUninitializedCapacity: 20) { output, count in
                unsafe _ = COpenSSL.SHA1(bytes, bytes.count, output.baseAddress)
                count = 20
            })
    }
}
