// The functions for one algorithm. OpenSSL 3 calls them deprecated in favour of EVP, which finds an algorithm by name
// among its providers: 3 MiB more in the binary, and a microsecond more for each small file.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <openssl/evp.h>
