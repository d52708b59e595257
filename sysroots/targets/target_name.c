/* The words of a typed name: base, axes, libraries. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/targets/target_name.h"

#include <string.h>
#include <strings.h>

#include "recipes/machine.h"
#include "recipes/scanner.h"
#include "sysroots/targets/target.h"

void target_name_release(struct target_spelling *s)
{
	free(s->base);
	free(s->arch);
	free(s->linux_version);
	free(s->cpu);
	strv_release(&s->libraries);
}

char *target_lower(const char *word)
{
	char *lower = xstrdup(word);

	for (char *p = lower; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	return lower;
}

/* Length of a word without the "-aarch64" that it may end in; *arch is what it ends in. */
static size_t split_arch(const char *word, size_t n, const char **arch)
{
	AUTOFREE char *typed = xstrndup(word, n);
	AUTOFREE char *whole = target_lower(typed);
	const char *dash = strrchr(whole, '-');
	const struct machine *m = dash && dash > whole ? machine_called(dash + 1) : NULL;

	*arch = m ? m->arch : NULL;
	return m ? (size_t)(dash - whole) : n;
}

static bool is_arch(const char *word, size_t n)
{
	AUTOFREE char *typed = xstrndup(word, n);
	AUTOFREE char *arch = target_lower(typed);

	return machine_called(arch) != NULL;
}

static bool is_linux_axis(const char *word)
{
	return strncasecmp(word, "linux-", 6) == 0 && word[6] >= '0' && word[6] <= '9';
}

char *target_name_with_arch(const char *typed, const char *arch)
{
	size_t n = strcspn(typed, "+"), end = n;
	const char *said;

	if (typed[n] == '+' && is_linux_axis(typed + n + 1))
		end = n + 1 + strcspn(typed + n + 1, "+");
	/* Any word may say it: musl-aarch64, musl+aarch64, musl+zlib-aarch64. */
	for (const char *p = typed;; p += n + 1) {
		n = strcspn(p, "+");
		if (split_arch(p, n, &said) != n || is_arch(p, n))
			return xstrdup(typed);
		if (!p[n])
			break;
	}
	return xasprintf("%.*s-%s%s", (int)end, typed, arch, typed + end);
}

/* Set one axis, which may be said once, or twice alike. */
static int set_axis(char **axis, const char *what, const char *value, const char *typed,
		    struct err *err)
{
	if (!*axis) {
		*axis = xstrdup(value);
		return 0;
	}
	if (strcmp(*axis, value) == 0)
		return 0;
	err_set(err, ERR_USAGE, "'%s' names two %s: %s and %s", typed, what, *axis, value);
	return err_hint(err, "use only one of them");
}

static int bad_word(const char *typed, const char *word, struct err *err)
{
	if (word[0])
		err_set(err, ERR_USAGE, "invalid library name '%s' in '%s'", word, typed);
	else
		err_set(err, ERR_USAGE, "'+' without a library name in '%s'", typed);
	return err_hint(err, "expected TARGET+LIBRARY..., for example centos7+sqlite+zlib");
}

bool target_is_version(const char *version, size_t numbers)
{
	size_t found = 0;

	for (const char *p = version;; p++) {
		size_t digits = strspn(p, "0123456789");

		if (!digits || digits > 9)
			return false;
		found++;
		p += digits;
		if (*p != '.')
			return !*p && found >= numbers;
	}
}

static int spell_linux(struct target_spelling *s, const char *typed, const char *word,
		       struct err *err)
{
	const char *version = word[5] ? word + 6 : "";

	/* "6" would be any 6.x. */
	if (!target_is_version(version, 2)) {
		err_set(err, ERR_USAGE,
			"'%s' in '%s' does not name a version of the kernel headers", word, typed);
		return err_hint(err, "expected two or more numbers, for example +linux-5.10");
	}
	return set_axis(&s->linux_version, "kernel header versions", version, typed, err);
}

static int bad_level(const struct machine *m, const char *typed, const char *word, struct err *err)
{
	AUTOSTRV struct strv levels = STRV_INIT;
	AUTOFREE char *all = NULL;

	for (size_t i = 0; m->levels[i]; i++)
		strv_add(&levels, m->levels[i]);
	all = strv_join(&levels, ", ");
	err_set(err, ERR_USAGE, "unknown CPU level '%s' in '%s'", word, typed);
	return err_hint(err, "the choices are %s", all);
}

/* One word behind a +: kernel headers, CPU level, architecture, or a library. */
static int spell_word(struct target_spelling *s, const char *typed, const char *at, size_t n,
		      struct err *err)
{
	AUTOFREE char *typed_word = xstrndup(at, n);
	AUTOFREE char *word = target_lower(typed_word);
	const char *arch;

	/* It may end the last word as well as the base. */
	word[split_arch(word, n, &arch)] = '\0';
	if (arch && set_axis(&s->arch, "architectures", arch, typed, err) < 0)
		return -1;
	/* linux-pam is a library. */
	if (is_linux_axis(word) || strcmp(word, "linux") == 0 || strcmp(word, "linux-") == 0)
		return spell_linux(s, typed, word, err);
	if (machine_of_level(word))
		return set_axis(&s->cpu, "CPU levels", word, typed, err);
	if (machine_called(word))
		return set_axis(&s->arch, "architectures", machine_called(word)->arch, typed, err);
	if (machine_of_level_prefix(word))
		return bad_level(machine_of_level_prefix(word), typed, word, err);
	/* A library's name is as its recipe has it. */
	typed_word[strlen(word)] = '\0';
	if (!scan_is_name(typed_word, "-_"))
		return bad_word(typed, typed_word, err);
	strv_add(&s->libraries, typed_word);
	return 0;
}

int target_name_spell(struct target_spelling *s, const char *typed, const char *arch_option,
		      struct err *err)
{
	size_t n = strcspn(typed, "+");
	const struct machine *m;
	const char *arch;

	s->base = xstrndup(typed, split_arch(typed, n, &arch));
	if (!s->base[0]) {
		err_set(err, ERR_USAGE, "no target name in '%s'", typed);
		return err_hint(err, "'sysroot targets' lists them");
	}
	if (arch && set_axis(&s->arch, "architectures", arch, typed, err) < 0)
		return -1;
	for (const char *p = typed + n; *p; p += n) {
		n = strcspn(++p, "+");
		if (spell_word(s, typed, p, n, err) < 0)
			return -1;
	}
	strv_sort_unique(&s->libraries);
	if (!arch_option)
		return 0;
	m = machine_choose(arch_option, "", err);
	if (!m)
		return -1;
	if (!s->arch)
		s->arch = xstrdup(m->arch);
	if (strcmp(s->arch, m->arch) != 0) {
		err_set(err, ERR_USAGE, "'%s' is for %s, but --arch says %s", typed, s->arch,
			m->arch);
		return err_hint(err, "use only one of them");
	}
	return 0;
}
