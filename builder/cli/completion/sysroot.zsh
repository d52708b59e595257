#compdef sysroot
# zsh completion for sysroot; 'sysroot __complete' has all the answers.
# SPDX-License-Identifier: MIT

_sysroot() {
	local line
	local -a lines found typed

	typed=("${(@Q)words[1,CURRENT]}")
	lines=("${(@f)$("${~typed[1]}" __complete "${(@)typed[2,-1]}" 2>/dev/null)}")
	for line in "${(@)lines[1,-2]}"; do
		case $line in
		*$'\t'*) found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
		*) found+=("${line//:/\\:}") ;;
		esac
	done
	(( ${#found} )) && _describe sysroot found
	case ${lines[-1]} in
	:files) _files ;;
	:folders) _files -/ ;;
	:commands) _command_names -e ;;
	esac
}

if [[ ${funcstack[1]} == _sysroot ]]; then
	_sysroot "$@"
else
	compdef _sysroot sysroot
fi
