#!/bin/sh
# The catalog's own recipes to begin fuzz_recipe from: seeds_recipe.sh FOLDER
# SPDX-License-Identifier: MIT
# shellcheck source=tests/fuzz/seeds.inc
. "$(dirname "$0")/seeds.inc"
cp "$SYSROOT_SOURCE"/recipes/catalog/*/*.recipe "$out"
