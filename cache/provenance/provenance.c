/* An artifact's provenance, read back from its statement. */
/* SPDX-License-Identifier: MIT */
#include "cache/provenance/provenance.h"

#include <sqlite3.h>
#include <string.h>

#define PROVENANCE_MAX ((size_t)16 << 20) /* bytes of a statement */
#define PROVENANCE_MATERIALS 100000

/* SQLite reads the JSON: the store has no other reader of it, and this one is hardened. */
static const char head_sql[] =
	"SELECT json_extract(?1, '$._type'), json_extract(?1, '$.predicateType'),"
	" json_extract(?1, '$.predicate.buildDefinition.buildType'),"
	" json_array_length(?1, '$.subject'), json_extract(?1, '$.subject[0].name'),"
	" json_extract(?1, '$.subject[0].digest.sha256'),"
	" json_extract(?1, '$.predicate.buildDefinition.internalParameters.buildKey')";

static const char materials_sql[] =
	"SELECT json_extract(value, '$.annotations.kind'), json_extract(value, '$.name'),"
	" json_extract(value, '$.digest.sha256'), json_extract(value, '$.annotations.origins')"
	" FROM json_each(?1, '$.predicate.buildDefinition.resolvedDependencies')";

static const char origins_sql[] = "SELECT value FROM json_each(?1)";

void provenance_release(struct provenance *p)
{
	for (size_t i = 0; i < p->count; i++) {
		free(p->materials[i].kind);
		free(p->materials[i].name);
		free(p->materials[i].sha256);
		strv_release(&p->materials[i].origins);
	}
	free(p->materials);
	free(p->recipe);
	free(p->digest);
	free(p->key);
	*p = (struct provenance){ 0 };
}

static int provenance_lie(const char *name, const char *what, struct err *err)
{
	err_set(err, ERR_CORRUPT, "the provenance of '%s' is damaged: %s", name, what);
	return err_hint(err, "'sysroot fsck --repair' removes it; the artifact is not hurt");
}

/* A column's text, "" for none; the caller frees. A NUL in it ends it. */
static char *provenance_column(sqlite3_stmt *st, int i)
{
	const unsigned char *text = sqlite3_column_text(st, i);

	return xstrdup(text ? (const char *)text : "");
}

static sqlite3_stmt *provenance_query(sqlite3 *db, const char *sql, const char *text, size_t len)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		return NULL;
	if (sqlite3_bind_text(st, 1, text, (int)len, SQLITE_STATIC) == SQLITE_OK)
		return st;
	sqlite3_finalize(st);
	return NULL;
}

/* What is wrong with the head, or NULL. */
static const char *provenance_head(sqlite3_stmt *st, struct provenance *p)
{
	static const char *const want[] = { PROVENANCE_STATEMENT, PROVENANCE_PREDICATE,
					    PROVENANCE_BUILD_TYPE };

	if (!st || sqlite3_step(st) != SQLITE_ROW)
		return "it is no JSON";
	for (int i = 0; i < 3; i++) {
		AUTOFREE char *got = provenance_column(st, i);

		if (strcmp(got, want[i]) != 0)
			return "it is no statement of how a recipe was built";
	}
	if (sqlite3_column_int(st, 3) != 1)
		return "it speaks of more or less than one artifact";
	p->recipe = provenance_column(st, 4);
	p->digest = provenance_column(st, 5);
	p->key = provenance_column(st, 6);
	if (!sha256_is_hex(p->digest) || !sha256_is_hex(p->key))
		return "a digest in it is none";
	return NULL;
}

static bool provenance_origins(sqlite3 *db, const char *list, struct strv *out)
{
	sqlite3_stmt *st;
	int rc;

	if (!*list)
		return true;
	st = provenance_query(db, origins_sql, list, strlen(list));
	if (!st)
		return false;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW)
		strv_take(out, provenance_column(st, 0));
	sqlite3_finalize(st);
	return rc == SQLITE_DONE;
}

static const char *provenance_materials(sqlite3 *db, sqlite3_stmt *st, struct provenance *p)
{
	const char *wrong = st ? NULL : "it is no JSON";
	size_t cap = 0;
	int rc = SQLITE_DONE;

	while (!wrong && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		AUTOFREE char *origins = provenance_column(st, 3);
		struct provenance_material *m;

		if (p->count == PROVENANCE_MATERIALS)
			return "it has more materials than there can be";
		if (p->count == cap) {
			cap = cap ? cap * 2 : 64;
			p->materials = xreallocarray(p->materials, cap, sizeof(*p->materials));
		}
		m = &p->materials[p->count++];
		*m = (struct provenance_material){ provenance_column(st, 0),
						   provenance_column(st, 1),
						   provenance_column(st, 2), STRV_INIT };
		if (!sha256_is_hex(m->sha256))
			wrong = "a digest in it is none";
		else if (!provenance_origins(db, origins, &m->origins))
			wrong = "the origins in it are no list";
	}
	return wrong ? wrong : rc == SQLITE_DONE ? NULL : "its materials cannot be read";
}

int provenance_parse(const char *text, size_t len, const char *name, struct provenance *p,
		     struct err *err)
{
	sqlite3_stmt *head = NULL, *materials = NULL;
	const char *wrong = NULL;
	sqlite3 *db = NULL;

	if (len > PROVENANCE_MAX)
		return provenance_lie(name, "it is too large", err);
	if (sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, NULL) !=
	    SQLITE_OK) {
		sqlite3_close(db);
		return err_set(err, ERR_FAILED, "SQLite cannot be used to read JSON");
	}
	head = provenance_query(db, head_sql, text, len);
	wrong = provenance_head(head, p);
	if (!wrong) {
		materials = provenance_query(db, materials_sql, text, len);
		wrong = provenance_materials(db, materials, p);
	}
	sqlite3_finalize(head);
	sqlite3_finalize(materials);
	sqlite3_close(db);
	return wrong ? provenance_lie(name, wrong, err) : 0;
}

bool provenance_fits(const struct provenance *p, const struct artifact *a, char **why)
{
	AUTOFREE char *what = NULL;
	char digest[SHA256_HEX];

	manifest_digest(&a->manifest, digest);
	if (strcmp(p->key, a->key) != 0)
		what = xasprintf("it is of the build key %s", p->key);
	else if (strcmp(p->recipe, a->recipe) != 0)
		what = xasprintf("it is of a recipe '%s'", p->recipe);
	else if (strcmp(p->digest, digest) != 0)
		what = xasprintf("it is of a tree of digest %s", p->digest);
	else
		return true;
	if (why)
		*why = STEAL_POINTER(what);
	return false;
}
