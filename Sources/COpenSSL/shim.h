#define _GNU_SOURCE 1
// SHA256_Init and its kin are called deprecated in favour of EVP, whose first use costs a millisecond; see Crypto.
#define OPENSSL_SUPPRESS_DEPRECATED 1
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
