# What differs from glibc when musl resolves names, as the manual says: search domains, ndots, answers
# that do not fit into 512 bytes, several servers, and files that it does not read. In a network of its
# own, with a name server that writes down what it is asked; beside it, this machine's glibc.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
want musl-1.2.3
older=$root
cat >ask.c <<'C'
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	char text[64] = "";
	int count = 0;
	int failed = argc < 2 ? 1 : getaddrinfo(argv[1], NULL, &hints, &found);

	for (struct addrinfo *at = found; !failed && at; at = at->ai_next)
		count++;
	if (!failed)
		getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof(text), NULL, 0,
			    NI_NUMERICHOST);
	if (failed)
		printf("%s\n", failed == EAI_AGAIN ? "again" : "none");
	else if (count > 1)
		printf("%d addresses\n", count);
	else
		printf("%s\n", text);
	return 0;
}
C
"$MUSL_ROOT/bin/cc" -static ask.c -o musl
"$older/bin/cc" -static ask.c -o older
gcc ask.c -o glibc
mkdir etc
printf '127.0.0.1 localhost\n192.0.2.77 inhosts one.b.example.hosts\n' >etc/hosts
printf 'hosts: files dns\n' >etc/nsswitch.conf
: >log
cp "$SYSROOT_SOURCE/tests/lib_dns.py" "$SYSROOT_SOURCE/tests/full/musl/names_server.py" .

# asked WHO NAME ANSWER QUERIES: with ./resolv and ./nsswitch, and what the server was asked for then
cat >asked.sh <<'S'
python3 ./names_server.py log >ready &
server=$!
until grep -q ready ready; do sleep 0.05; done
status=0
while read -r who options name answer; do
	queries=${answer#*: }
	answer=${answer%%: *}
	printf '%b' "$(echo "$options" | tr _ ' ')\n" >etc/resolv.conf
	: >log
	said=$(./"$who" "$name")
	got=$(sort -u log | tr '\n' ' ')
	[ "$said" = "$answer" ] || { echo "$who, $options, $name: '$said', not '$answer' (asked: $got)"; status=1; }
	for query in $(echo "${queries#-}" | tr -d ' ' | tr ',' ' '); do
		case " $got" in
		*" ${query%%/*} ${query#*/} "*) ;;
		*) echo "$who, $options, $name: did not ask for $query but: $got"; status=1 ;;
		esac
	done
	[ "$(sort -u log | wc -l)" -eq "$(echo "$queries" | tr ',' '\n' | grep -c /)" ] ||
		{ echo "$who, $options, $name: asked for more than $queries: $got"; status=1; }
done
kill $server
exit $status
S
here='nameserver_127.0.0.1\nsearch_a.example_b.example'
cat >cases <<CASES
musl $here one 192.0.2.1: udp/one.a.example, udp/one.b.example
glibc $here one 192.0.2.1: udp/one.a.example, udp/one.b.example
musl $here one.b none: udp/one.b
musl $here\noptions_ndots:2 one.b none: udp/one.b.a.example, udp/one.b.b.example, udp/one.b
glibc $here one.b none: udp/one.b, udp/one.b.a.example, udp/one.b.b.example
musl $here one.b.example 192.0.2.1: udp/one.b.example
musl $here one. none: udp/one
musl $here empty none: udp/empty.a.example
glibc $here empty none: udp/empty.a.example, udp/empty.b.example, udp/empty
musl $here broken again: udp/broken.a.example
musl $here many.b.example 40 addresses: udp/many.b.example, tcp/many.b.example
glibc $here many.b.example 40 addresses: udp/many.b.example, tcp/many.b.example
older $here many.b.example 30 addresses: udp/many.b.example
musl nameserver_192.0.2.200\n$here one.b.example 192.0.2.1: udp/one.b.example
musl $here\noptions_use-vc_rotate one.b.example 192.0.2.1: udp/one.b.example
musl $here inhosts 192.0.2.77: -
CASES
inside() {
	bwrap --ro-bind / / --bind "$PWD" "$PWD" --bind "$PWD/etc" /etc --dev-bind /dev /dev --proc /proc \
		--unshare-net --die-with-parent --chdir "$PWD" timeout 120 "$@"
}
inside sh asked.sh <cases >said 2>&1 || fail "$(cat said)"

# It asks the network for nothing else: nsswitch.conf is not read, nor are variables for the resolver.
printf 'hosts: nosuchmodule\n' >etc/nsswitch.conf
printf '%s\n' "musl $here one 192.0.2.1: udp/one.a.example, udp/one.b.example" >cases
inside env RES_OPTIONS=ndots:0 LOCALDOMAIN=c.example sh asked.sh <cases >said 2>&1 || fail "$(cat said)"
inside strace -f -e trace=open,openat,connect -o trace ./musl one.b.example >said
grep -o '"/[^"]*"' trace | sort -u >opened
printf '"/etc/hosts"\n"/etc/resolv.conf"\n' | cmp -s - opened || fail "it reads $(cat opened)"
