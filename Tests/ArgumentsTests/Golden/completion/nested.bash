# bash completion for slipway; load it with: source <(slipway completion bash)
_slipway_words() {
    local word
    for word in "$@"; do
        [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
    done
}

_slipway_environments() {
    local name
    while IFS= read -r name; do
        [[ $name == "$cur"* ]] && COMPREPLY+=("$name")
    done < <("${COMP_WORDS[0]}" ${chdir:+--chdir "$chdir"} completion --environments 2>/dev/null)
}

_slipway_paths() {
    local path
    while IFS= read -r path; do
        COMPREPLY+=("$path")
    done < <(compgen "$1" -- "$cur")
    compopt -o filenames 2>/dev/null
}

_slipway() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
    local command='' commands='' options='' kind='' chdir='' position=0 word i
    COMPREPLY=()
    if [[ $cur == '=' ]]; then
        cur=''
    elif [[ $prev == '=' ]]; then
        prev=${COMP_WORDS[COMP_CWORD-2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case "$word" in
            --chdir|--color|--out|-C|-o)
                ((i++))
                [[ ${COMP_WORDS[i]} == '=' ]] && ((i++))
                [[ $word == -C || $word == --chdir ]] && chdir=${COMP_WORDS[i]}
                ;;
            -*) ;;
            *)
                case "$command" in
                    ''|'rollout') command="${command:+$command }$word" ;;
                    *) ((position++)) ;;
                esac
                ;;
        esac
    done
    case "$command" in
        '') commands='rollout completion' ;;
        'rollout') commands='start' ;;
    esac
    case "$command" in
        'rollout start')
            options='--out -o --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --out|-o) kind='file' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'completion')
            options='--environments --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='words bash zsh fish' ;;
                esac ;;
            esac ;;
        *) options='--chdir --color --no-color --quiet --verbose --help --version' ;;
    esac
    case "$kind" in
        'words '*) _slipway_words ${kind#words }; return ;;
        file) [[ $cur == -* ]] || { _slipway_paths -f; return; } ;;
        directory) [[ $cur == -* ]] || { _slipway_paths -d; return; } ;;
        environment) [[ $cur == -* ]] || { _slipway_environments; return; } ;;
        'environment file') [[ $cur == -* ]] || { _slipway_environments; _slipway_paths -f; return; } ;;
    esac
    if [[ $cur == -* ]]; then _slipway_words $options; else _slipway_words $commands; fi
}

complete -F _slipway slipway
