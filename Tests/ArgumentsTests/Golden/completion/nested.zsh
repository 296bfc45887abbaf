#compdef slipway
# zsh completion for slipway; put it into a directory of fpath as _slipway
_slipway_environments() {
    local -a names
    names=(${(f)"$($program completion --environments 2>/dev/null)"})
    compadd -a names
}

_slipway_plan_or_environment() { _slipway_environments; _files }

_slipway() {
    local program=$words[1] curcontext="$curcontext" state line
    local -A opt_args
    _arguments -C -s -S '(-C --chdir)-C+[Work as if started in this directory]:DIR:_files -/' \
        '(-C --chdir)--chdir=[Work as if started in this directory]:DIR:_files -/' \
        '(--color)--color=[When to colour\: on a terminal, always or never]:WHEN:(auto always never)' \
        '(--no-color)--no-color[The same as --color never]' \
        '(-q --quiet)-q[Print results, warnings and errors only]' \
        '(-q --quiet)--quiet[Print results, warnings and errors only]' \
        '(-v --verbose)-v[Print what is done in more detail]' \
        '(-v --verbose)--verbose[Print what is done in more detail]' \
        '(-h --help)-h[Print help and exit]' \
        '(-h --help)--help[Print help and exit]' \
        '(--version)--version[Print the version and exit]' \
        '1:command:((rollout\:"roll" completion\:"print a completion script for a shell"))' \
        '*::argument:->arguments1'
    [[ $state == arguments1 ]] || return
    case $words[1] in
        rollout)
            _arguments -C -s -S '(-C --chdir)-C+[Work as if started in this directory]:DIR:_files -/' \
                '(-C --chdir)--chdir=[Work as if started in this directory]:DIR:_files -/' \
                '(--color)--color=[When to colour\: on a terminal, always or never]:WHEN:(auto always never)' \
                '(--no-color)--no-color[The same as --color never]' \
                '(-q --quiet)-q[Print results, warnings and errors only]' \
                '(-q --quiet)--quiet[Print results, warnings and errors only]' \
                '(-v --verbose)-v[Print what is done in more detail]' \
                '(-v --verbose)--verbose[Print what is done in more detail]' \
                '(-h --help)-h[Print help and exit]' \
                '(-h --help)--help[Print help and exit]' \
                '(--version)--version[Print the version and exit]' \
                '1:command:((start\:"begins first step"))' \
                '*::argument:->arguments3'
            [[ $state == arguments3 ]] || return
            case $words[1] in
                start)
                    _arguments -s -S '(-o --out)-o+[Save the plan to this file]:FILE:_files' \
                        '(-o --out)--out=[Save the plan to this file]:FILE:_files' \
                        '(-C --chdir)-C+[Work as if started in this directory]:DIR:_files -/' \
                        '(-C --chdir)--chdir=[Work as if started in this directory]:DIR:_files -/' \
                        '(--color)--color=[When to colour\: on a terminal, always or never]:WHEN:(auto always never)' \
                        '(--no-color)--no-color[The same as --color never]' \
                        '(-q --quiet)-q[Print results, warnings and errors only]' \
                        '(-q --quiet)--quiet[Print results, warnings and errors only]' \
                        '(-v --verbose)-v[Print what is done in more detail]' \
                        '(-v --verbose)--verbose[Print what is done in more detail]' \
                        '(-h --help)-h[Print help and exit]' \
                        '(-h --help)--help[Print help and exit]' \
                        '(--version)--version[Print the version and exit]' \
                        '1:ENV:_slipway_environments' ;;
            esac ;;
        completion)
            _arguments -s -S '(--environments)--environments[Print the names of the environments, one per line]' \
                '(-C --chdir)-C+[Work as if started in this directory]:DIR:_files -/' \
                '(-C --chdir)--chdir=[Work as if started in this directory]:DIR:_files -/' \
                '(--color)--color=[When to colour\: on a terminal, always or never]:WHEN:(auto always never)' \
                '(--no-color)--no-color[The same as --color never]' \
                '(-q --quiet)-q[Print results, warnings and errors only]' \
                '(-q --quiet)--quiet[Print results, warnings and errors only]' \
                '(-v --verbose)-v[Print what is done in more detail]' \
                '(-v --verbose)--verbose[Print what is done in more detail]' \
                '(-h --help)-h[Print help and exit]' \
                '(-h --help)--help[Print help and exit]' \
                '(--version)--version[Print the version and exit]' \
                '1:SHELL:(bash zsh fish)' ;;
    esac
}

if [ "$funcstack[1]" = "_slipway" ]; then _slipway "$@"; else compdef _slipway slipway; fi
