# libarchive and OpenSSL as parts: a static program reads a zstd tar, signs and verifies, shakes
# hands by TLS with itself, and asks for engines; for musl and for glibc 2.17.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

cat >use.c <<'C'
#include <archive.h>
#include <archive_entry.h>
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

static int archives(const char *path)
{
	struct archive *a = archive_read_new();
	struct archive_entry *e;
	char text[64] = "";

	archive_read_support_format_all(a);
	archive_read_support_filter_all(a);
	if (archive_read_open_filename(a, path, 10240) != ARCHIVE_OK ||
	    archive_read_next_header(a, &e) != ARCHIVE_OK)
		return -1;
	if (archive_read_data(a, text, sizeof(text) - 1) < 0)
		return -1;
	printf("%s: %s", archive_entry_pathname(e), text);
	return archive_read_free(a) == ARCHIVE_OK ? 0 : -1;
}

static EVP_PKEY *key;

static X509 *certificate(void)
{
	X509 *x = X509_new();

	key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600);
	X509_set_pubkey(x, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
				   (const unsigned char *)"test", -1, -1, 0);
	X509_set_issuer_name(x, X509_get_subject_name(x));
	return X509_sign(x, key, NULL) > 0 ? x : NULL;
}

static int tls(void)
{
	SSL_CTX *sc = SSL_CTX_new(TLS_server_method()), *cc = SSL_CTX_new(TLS_client_method());
	X509 *x = certificate();
	SSL *s, *c;
	BIO *b1, *b2;
	char text[16] = "";

	if (!x || SSL_CTX_use_certificate(sc, x) != 1 || SSL_CTX_use_PrivateKey(sc, key) != 1)
		return -1;
	X509_STORE_add_cert(SSL_CTX_get_cert_store(cc), x);
	SSL_CTX_set_verify(cc, SSL_VERIFY_PEER, NULL);
	s = SSL_new(sc);
	c = SSL_new(cc);
	BIO_new_bio_pair(&b1, 0, &b2, 0);
	SSL_set_bio(s, b1, b1);
	SSL_set_bio(c, b2, b2);
	SSL_set_accept_state(s);
	SSL_set_connect_state(c);
	for (int i = 0; i < 20; i++) {
		SSL_do_handshake(c);
		SSL_do_handshake(s);
	}
	if (SSL_write(c, "hello", 5) != 5 || SSL_read(s, text, sizeof(text)) != 5)
		return -1;
	printf("%s over %s\n", text, SSL_get_version(s));
	return SSL_get_verify_result(c) == X509_V_OK ? 0 : -1;
}

/* Bindings, as Go's, name engines and have to compile; one that would be loaded is not found. */
static int engines(void)
{
	ENGINE *e;

	ENGINE_load_builtin_engines();
	e = ENGINE_by_id("dynamic");
	if (!e || ENGINE_by_id("no-such-engine"))
		return -1;
	printf("engine: %s\n", ENGINE_get_name(e));
	ENGINE_free(e);
	ERR_clear_error();
	return 0;
}

int main(int argc, char **argv)
{
	if (engines() < 0)
		return 3;
	if (argc != 2 || archives(argv[1]) < 0)
		return 1;
	if (tls() < 0) {
		ERR_print_errors_fp(stdout);
		return 2;
	}
	printf("%s | %s | %s\n", OpenSSL_version(OPENSSL_CFLAGS), OpenSSL_version(OPENSSL_BUILT_ON),
	       OpenSSL_version(OPENSSL_DIR));
	return 0;
}
C
echo 'in the archive' >file
tar -cf - file | zstd -q >one.tar.zst

for base in musl centos7; do
	target=$base+bzip2+libarchive+openssl+xz+zlib+zstd
	want "$target"
	# shellcheck disable=SC2016 # for that shell
	expect 0 sysroot exec "$target" -- sh -euc '
		$CC $LDFLAGS -O1 -o static use.c $($PKG_CONFIG --static --cflags --libs libarchive openssl)'
	readelf -lW static >said
	never_says said INTERP
	expect 0 ./static one.tar.zst
	says out 'file: in the archive'
	says out 'hello over TLSv1.3'
	says out 'engine: Dynamic engine loading support'
	# Neither flags nor paths nor a date of the build.
	says out 'compiler: cc | built on: '
	says out 'OPENSSLDIR: "/etc/ssl"'
	never_says out "$(date +%Y)"
done
