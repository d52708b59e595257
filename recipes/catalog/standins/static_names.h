/* The modules for names and users that static programs have in them; static_dlopen_guard.c answers
 * with them where glibc would load the machine's. */
/* SPDX-License-Identifier: MIT */
#ifndef STATIC_NAMES_H
#define STATIC_NAMES_H

#pragma GCC visibility push(hidden)

/* A handle for a module's file name, or NULL. */
void *static_names_module(const char *file);

int static_names_is_module(const void *handle);

/* A function of a module by its name, or NULL. */
void *static_names_function(const void *handle, const char *name);

#pragma GCC visibility pop

#endif
