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
            --action|--body|--chdir|--cluster|--clusters|--color|--date|--engine|--expect|--header|--image|--json-into|--lines|--lock-timeout|--method|--name|--only|--out|--parameter|--port|--presign|--profile|--program|--rate|--reason|--recorded|--region|--replica|--scenario|--seed|--service|--set|--strategy|--timeout|--to|-C|-H|-X|-n|-o)
                ((i++))
                [[ ${COMP_WORDS[i]} == '=' ]] && ((i++))
                [[ $word == -C || $word == --chdir ]] && chdir=${COMP_WORDS[i]}
                ;;
            -*) ;;
            *)
                case "$command" in
                    ''|'rollout'|'image'|'secrets'|'aws') command="${command:+$command }$word" ;;
                    *) ((position++)) ;;
                esac
                ;;
        esac
    done
    case "$command" in
        '') commands='init validate explain render why diff plan show apply status logs resume destroy rollout image secrets aws schema completion man version help' ;;
        'rollout') commands='start status watch promote pause resume abort rollback retry history explain lint simulate import' ;;
        'image') commands='build inspect push' ;;
        'secrets') commands='list get set rotate' ;;
        'aws') commands='whoami sign request eks-token' ;;
    esac
    case "$command" in
        'init')
            options='--name --image --program --port --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --name) kind='none' ;;
                --image) kind='none' ;;
                --program) kind='file' ;;
                --port) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='directory' ;;
                esac ;;
            esac ;;
        'validate')
            options='--json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    *) kind='environment' ;;
                esac ;;
            esac ;;
        'explain')
            options='--json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='none' ;;
                    1) kind='none' ;;
                esac ;;
            esac ;;
        'render')
            options='--out -o --only --set --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --out|-o) kind='directory' ;;
                --only) kind='none' ;;
                --set) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'why')
            options='--set --json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --set) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                    1) kind='none' ;;
                    2) kind='none' ;;
                esac ;;
            esac ;;
        'diff')
            options='--only --detailed-exitcode --json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --only) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                    1) kind='environment' ;;
                esac ;;
            esac ;;
        'plan')
            options='--out -o --detailed-exitcode --destroy --set --json --json-into --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --out|-o) kind='file' ;;
                --set) kind='none' ;;
                --json-into) kind='file' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'show')
            options='--json --markdown --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='file' ;;
                esac ;;
            esac ;;
        'apply')
            options='--yes --expect --set --json --json-into --lock-timeout --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --expect) kind='none' ;;
                --set) kind='none' ;;
                --json-into) kind='file' ;;
                --lock-timeout) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment file' ;;
                esac ;;
            esac ;;
        'status')
            options='--detailed-exitcode --json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'logs')
            options='--replica --lines -n --follow -f --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --replica) kind='none' ;;
                --lines|-n) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'resume')
            options='--yes --json --json-into --lock-timeout --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --json-into) kind='file' ;;
                --lock-timeout) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'destroy')
            options='--yes --json --json-into --lock-timeout --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --json-into) kind='file' ;;
                --lock-timeout) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'rollout start')
            options='--strategy --set --image --yes --lock-timeout --json --json-into --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --strategy) kind='words rolling canary blue-green' ;;
                --set) kind='none' ;;
                --image) kind='none' ;;
                --lock-timeout) kind='none' ;;
                --json-into) kind='file' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'rollout status')
            options='--timeout --json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --timeout) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'rollout watch')
            options='--json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'rollout promote')
            options='--full --reason --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --reason) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'rollout pause')
            options='--reason --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --reason) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'rollout resume')
            options='--reason --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --reason) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'rollout abort')
            options='--reason --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --reason) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'rollout rollback')
            options='--to --yes --lock-timeout --json --json-into --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --to) kind='none' ;;
                --lock-timeout) kind='none' ;;
                --json-into) kind='file' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'rollout retry')
            options='--yes --lock-timeout --json --json-into --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --lock-timeout) kind='none' ;;
                --json-into) kind='file' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'rollout history')
            options='--json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'rollout explain')
            options='--json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                    1) kind='none' ;;
                esac ;;
            esac ;;
        'rollout lint')
            options='--strategy --set --image --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --strategy) kind='words rolling canary blue-green' ;;
                --set) kind='none' ;;
                --image) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'rollout simulate')
            options='--scenario --recorded --rate --seed --clusters --strategy --json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --scenario) kind='none' ;;
                --recorded) kind='none' ;;
                --rate) kind='none' ;;
                --seed) kind='none' ;;
                --clusters) kind='none' ;;
                --strategy) kind='words rolling canary blue-green' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'rollout import')
            options='--chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='file' ;;
                esac ;;
            esac ;;
        'image build')
            options='--tool --engine --json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --engine) kind='words podman buildah docker' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'image inspect')
            options='--tool --engine --json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --engine) kind='words podman buildah docker' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='none' ;;
                esac ;;
            esac ;;
        'image push')
            options='--tool --json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'secrets list')
            options='--profile --region --json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --profile) kind='none' ;;
                --region) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='environment' ;;
                esac ;;
            esac ;;
        'secrets get')
            options='--reveal --profile --region --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --profile) kind='none' ;;
                --region) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='none' ;;
                    1) kind='none' ;;
                esac ;;
            esac ;;
        'secrets set')
            options='--profile --region --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --profile) kind='none' ;;
                --region) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='none' ;;
                    1) kind='none' ;;
                esac ;;
            esac ;;
        'secrets rotate')
            options='--yes --profile --region --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --profile) kind='none' ;;
                --region) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='none' ;;
                    1) kind='none' ;;
                esac ;;
            esac ;;
        'aws whoami')
            options='--profile --region --json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --profile) kind='none' ;;
                --region) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                esac ;;
            esac ;;
        'aws sign')
            options='--service --date --presign --profile --region --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --service) kind='none' ;;
                --date) kind='none' ;;
                --presign) kind='none' ;;
                --profile) kind='none' ;;
                --region) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                esac ;;
            esac ;;
        'aws request')
            options='--method -X --header -H --body --action --parameter --stream --include -i --profile --region --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --method|-X) kind='none' ;;
                --header|-H) kind='none' ;;
                --body) kind='file' ;;
                --action) kind='none' ;;
                --parameter) kind='none' ;;
                --profile) kind='none' ;;
                --region) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    0) kind='none' ;;
                    1) kind='none' ;;
                esac ;;
            esac ;;
        'aws eks-token')
            options='--cluster --profile --region --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --cluster) kind='none' ;;
                --profile) kind='none' ;;
                --region) kind='none' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                esac ;;
            esac ;;
        'schema')
            options='--out -o --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --out|-o) kind='file' ;;
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
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
        'man')
            options='--chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                esac ;;
            esac ;;
        'version')
            options='--json --chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                esac ;;
            esac ;;
        'help')
            options='--chdir -C --color --no-color --quiet -q --verbose -v --help -h --version'
            case "$prev" in
                --chdir|-C) kind='directory' ;;
                --color) kind='words auto always never' ;;
                *) case "$position" in
                    *) kind='none' ;;
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
