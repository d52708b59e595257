# Makes a static SQLite from its sources in one file: the last step of the recipes beside it.
# SPDX-License-Identifier: MIT
# shellcheck shell=sh

# Thread safe, with what Debian's has; the HAVE_ names are what its configure finds
# in every glibc from 2.17 on and in musl.
options="-DSQLITE_THREADSAFE=1 -DSQLITE_OMIT_LOAD_EXTENSION
	-DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_UNLOCK_NOTIFY
	-DSQLITE_ENABLE_FTS3 -DSQLITE_ENABLE_FTS3_PARENTHESIS -DSQLITE_ENABLE_FTS3_TOKENIZER
	-DSQLITE_ENABLE_FTS4 -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE -DSQLITE_ENABLE_GEOPOLY
	-DSQLITE_ENABLE_MATH_FUNCTIONS -DSQLITE_ENABLE_DBSTAT_VTAB -DSQLITE_ENABLE_STMTVTAB
	-DSQLITE_ENABLE_PREUPDATE_HOOK -DSQLITE_ENABLE_SESSION -DSQLITE_SECURE_DELETE
	-DSQLITE_SOUNDEX -DSQLITE_USE_URI -DSQLITE_LIKE_DOESNT_MATCH_BLOBS
	-DSQLITE_MAX_SCHEMA_RETRY=25 -DSQLITE_MAX_VARIABLE_NUMBER=250000
	-DHAVE_STDINT_H=1 -DHAVE_INTTYPES_H=1 -DHAVE_MALLOC_H=1 -DHAVE_MALLOC_USABLE_SIZE=1
	-DHAVE_USLEEP=1 -DHAVE_LOCALTIME_R=1 -DHAVE_GMTIME_R=1 -DHAVE_FDATASYNC=1
	-DHAVE_ISNAN=1 -DHAVE_UTIME=1 -DHAVE_STRCHRNUL=1"
# shellcheck disable=SC2086 # words, all three
$CC $CFLAGS -fPIC $options -c sqlite3.c
# shellcheck disable=SC2086
$CC $CFLAGS -fPIC -I. -c no_load_extension.c
$AR rcD libsqlite3.a sqlite3.o no_load_extension.o

version=$(sed -n 's/^#define SQLITE_VERSION  *"\(.*\)"/\1/p' sqlite3.h)
mkdir -p "$DESTDIR/usr/include" "$DESTDIR/usr/lib/pkgconfig"
cp sqlite3.h sqlite3ext.h "$DESTDIR/usr/include"
cp libsqlite3.a "$DESTDIR/usr/lib"
cat > "$DESTDIR/usr/lib/pkgconfig/sqlite3.pc" <<EOT
prefix=/usr
libdir=\${prefix}/lib
includedir=\${prefix}/include

Name: SQLite
Description: SQL database engine
Version: ${version:?}
Libs: -L\${libdir} -lsqlite3
Libs.private: -lm -lpthread
Cflags: -I\${includedir}
EOT
