# bash completion for sysroot; 'sysroot __complete' has all the answers.
# shellcheck shell=bash
# SPDX-License-Identifier: MIT

_sysroot() {
	local -a words=() lines=()
	local word current rest i IFS=$'\n'
	local program=${COMP_WORDS[0]/#\~\//$HOME/}

	# bash cuts words at = and : too.
	for ((i = 1; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]//[\\\"\']/}
		case ${COMP_WORDS[i]},${COMP_WORDS[i - 1]} in
		=*,--* | :*,?* | ?*,= | ?*,:)
			if [ ${#words[@]} -gt 0 ]; then
				words[${#words[@]} - 1]+=$word
				continue
			fi
			;;
		esac
		words+=("$word")
	done
	COMPREPLY=()
	mapfile -t lines < <("$program" __complete "${words[@]}" 2>/dev/null)
	[ ${#lines[@]} -gt 0 ] || return 0
	rest=${lines[${#lines[@]} - 1]}
	unset "lines[${#lines[@]} - 1]"
	current=${words[${#words[@]} - 1]}
	for word in "${lines[@]}"; do
		word=${word%%$'\t'*}
		# bash keeps what stands before the =.
		case $current in
		--*=*) word=${word#*=} ;;
		esac
		COMPREPLY+=("$word")
	done
	case $current in
	--*=*) current=${current#*=} ;;
	esac
	case $rest in
	:files | :folders)
		compopt -o filenames 2>/dev/null
		if [ "$rest" = :files ]; then
			mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$current")
		else
			mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$current")
		fi
		;;
	:commands)
		mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -c -- "$current")
		;;
	esac
}

complete -F _sysroot sysroot
