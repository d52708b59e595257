# fish completion for sysroot; 'sysroot __complete' has all the answers.
# SPDX-License-Identifier: MIT

function __sysroot_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l current (commandline -ct)
    set -l lines ($program __complete $words "$current" 2>/dev/null)
    test (count $lines) -gt 0; or return
    set -l rest $lines[-1]
    set -e lines[-1]
    test (count $lines) -gt 0; and printf '%s\n' $lines
    # Behind --option= the path alone is completed.
    set -l before (string match -r -- '^--[^=]*=' "$current")
    set -l path (string replace -r -- '^--[^=]*=' '' "$current")
    switch $rest
        case :files
            for found in (__fish_complete_path "$path")
                printf '%s%s\n' "$before" "$found"
            end
        case :folders
            for found in (__fish_complete_directories "$path" '')
                printf '%s%s\n' "$before" "$found"
            end
        case :commands
            complete -C "$path"
    end
end

complete -c sysroot -f -a '(__sysroot_complete)'
