-- The index: what the store and every sysroot in it contain.
-- SPDX-License-Identifier: MIT
--
-- Everything here can be made again from the records in the store ('sysroot
-- fsck --rebuild-index'), except the table tool, which is a memory of work
-- that can be done again too. This file is version 1; what changes later is
-- added as a step in index_schema.c, and PRAGMA user_version tells which
-- version a database is of.
--
-- What many sysroots share stands here once: paths, contents, and with the
-- contents their symbols. A content that no sysroot has any more stays, with
-- its symbols, until the index is rebuilt: it answers no question, and comes
-- in handy when an older sysroot returns.

-- One row an artifact: a tree that a recipe made.
CREATE TABLE artifact (
	key      TEXT NOT NULL PRIMARY KEY, -- build key: 64 hex digits
	recipe   TEXT NOT NULL,             -- name of the recipe: musl-1.2.5
	part     TEXT NOT NULL,             -- what it is of a sysroot: libc
	version  TEXT NOT NULL,             -- the part's: 1.2.5
	license  TEXT NOT NULL,             -- SPDX expression
	fidelity TEXT NOT NULL,             -- distro, source, toolchain or abi
	sandbox  TEXT NOT NULL,             -- in which its steps ran: bubblewrap, landlock, none, -
	files    INTEGER NOT NULL,          -- number of regular files
	bytes    INTEGER NOT NULL           -- sum of their sizes
) STRICT, WITHOUT ROWID;

-- One row a sysroot that is built under a name.
CREATE TABLE sysroot (
	id          INTEGER PRIMARY KEY,    -- small, for the tables below
	name        TEXT NOT NULL UNIQUE,   -- canonical target name: centos7+zlib
	digest      TEXT NOT NULL,          -- of its manifest: 64 hex digits
	request_key TEXT NOT NULL           -- hash of all that was asked for
) STRICT;

-- The parts of a sysroot, and why each came from the recipe it came from.
CREATE TABLE sysroot_part (
	sysroot_id INTEGER NOT NULL REFERENCES sysroot(id) ON DELETE CASCADE, -- of which
	number     INTEGER NOT NULL,        -- from 0, in the order of the record
	part       TEXT NOT NULL,           -- libc, linux-headers, zlib
	recipe     TEXT NOT NULL,           -- name; '' for what the composer itself added
	version    TEXT NOT NULL,           -- the part's; '' as above
	key        TEXT NOT NULL,           -- build key of the artifact
	fidelity   TEXT NOT NULL,           -- distro, source, toolchain or abi
	license    TEXT NOT NULL,           -- SPDX expression
	why        TEXT NOT NULL,           -- why this recipe was taken
	PRIMARY KEY (sysroot_id, number)
) STRICT, WITHOUT ROWID;

-- Every path that stands in some sysroot.
CREATE TABLE path (
	id   INTEGER PRIMARY KEY,           -- small, for the table file
	path TEXT NOT NULL UNIQUE,          -- below the sysroot: usr/include/stdio.h
	name TEXT NOT NULL                  -- its last component: stdio.h
) STRICT;

-- Files are asked for by name, or by the end of their path: both begin here.
CREATE INDEX path_by_name ON path (name);

-- Every content that some file has.
CREATE TABLE content (
	id     INTEGER PRIMARY KEY,         -- small, for the tables below
	sha256 BLOB NOT NULL UNIQUE,        -- 32 bytes
	size   INTEGER NOT NULL,            -- in bytes
	kind   TEXT,                        -- static (ar), shared (ELF), object (ELF to be linked),
	                                    -- script (of the linker); NULL: not looked at
	soname TEXT,                        -- DT_SONAME of a shared library, or NULL
	state  INTEGER NOT NULL DEFAULT 0   -- symbols: 0 not read, 1 read, 2 cannot be read
) STRICT;

-- What stands where in a sysroot.
CREATE TABLE file (
	sysroot_id  INTEGER NOT NULL REFERENCES sysroot(id) ON DELETE CASCADE, -- in which
	path_id     INTEGER NOT NULL REFERENCES path(id), -- at which
	type        TEXT NOT NULL CHECK (type IN ('f', 'd', 'l')), -- file, directory, link
	mode        INTEGER NOT NULL,       -- 0644 or 0755 as a number (420, 493); 0 for a link
	content_id  INTEGER REFERENCES content(id), -- of a link: of the file it leads to, or NULL
	target      TEXT,                   -- of a link: where it points, as it is written
	part_number INTEGER,                -- the part it came from, or NULL
	PRIMARY KEY (sysroot_id, path_id),
	FOREIGN KEY (sysroot_id, part_number) REFERENCES sysroot_part(sysroot_id, number)
) STRICT, WITHOUT ROWID;

-- From a path to the sysroots that have it.
CREATE INDEX file_by_path ON file (path_id);

-- From a symbol's content to the files that have it.
CREATE INDEX file_by_content ON file (content_id) WHERE content_id IS NOT NULL;

-- Every symbol that a library, archive or object file defines.
CREATE TABLE symbol (
	name       TEXT NOT NULL,           -- getrandom
	content_id INTEGER NOT NULL REFERENCES content(id), -- of which file
	version    TEXT NOT NULL,           -- GLIBC_2.25; '' without
	kind       TEXT NOT NULL,           -- one letter as nm has them: T function, D data, R read
	                                    -- only, B zeroed or thread-local, W weak, V weak
	                                    -- data, i indirect function, A absolute, C common
	is_default INTEGER NOT NULL,        -- 1: name@@version, what a link takes; else 0
	PRIMARY KEY (name, content_id, version, kind)
) STRICT, WITHOUT ROWID;

-- Digests of the host's tools (compiler, assembler, linker, shell): part of
-- build keys, and too dear to make anew each time.
CREATE TABLE tool (
	path   TEXT NOT NULL PRIMARY KEY,   -- absolute
	stamp  TEXT NOT NULL,               -- device, inode, size, times: when it differs, hash again
	sha256 TEXT NOT NULL                -- 64 hex digits
) STRICT, WITHOUT ROWID;
