/* What a placeholder of a usage stands for: TARGET, ARCH, DIR, bash|zsh|fish. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMPLETE_WORDS_H
#define CLI_COMPLETE_WORDS_H

#include <stdbool.h>

#include "builder/base/buf.h"

/* What has been found so far. */
struct complete {
	const char *prefix; /* what was typed of the word */
	const char *before; /* stands before every candidate: "--format=", or "" */
	struct buf out; /* lines of candidates */
	const char *rest; /* "none", "files", "folders", "commands"; static */
};

/* Add a word if it begins with the prefix; help: what it means, or NULL. */
void complete_add(struct complete *c, const char *word, const char *help);

/*
 * Add the words for a placeholder, or say which others the shell may offer.
 *
 * name: "ARCH"; alternatives are joined by "|", those in lower case being words as they stand.
 * Words that the program knows are offered for TARGET, ARCH, PART, RECIPE, FIDELITY and TIER;
 * folders for DIR; commands for COMMAND; nothing for numbers and NAME.
 * Returns false when it is none of these.
 */
bool complete_placeholder(struct complete *c, const char *name);

#endif
