#!/bin/sh
# The catalog's own recipes to begin fuzz_recipe from: seeds_recipe.sh FOLDER
# SPDX-License-Identifier: MIT
set -eu

out=${1:?usage: seeds_recipe.sh FOLDER}
mkdir -p "$out"
cp "$(dirname "$0")"/../../recipes/catalog/*/*.recipe "$out"
