# fish completion for slipway
function __slipway_words
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case --chdir --color --out -C -o
                set skip 1
            case '-*'
            case '*'
                echo -- $word
        end
    end
end

# Whether the words so far are those of a command, and how many arguments follow them.
function __slipway_at
    set -l words (__slipway_words)
    set -l command (string split ' ' -- $argv[1])
    test "$words[1..$argv[2]]" = "$argv[1]"; or return 1
    test (count $argv) -lt 3; and return 0
    test (math (count $words) - $argv[2]) = $argv[3]
end

function __slipway_environments
    set -l program (commandline -opc)[1]
    command $program completion --environments 2>/dev/null
end

complete -c slipway -f
complete -c slipway -l chdir -s C -r -a '(__fish_complete_directories)' -d 'Work as if started in this directory'
complete -c slipway -l color -r -a 'auto always never' -d 'When to colour: on a terminal, always or never'
complete -c slipway -l no-color -d 'The same as --color never'
complete -c slipway -l quiet -s q -d 'Print results, warnings and errors only'
complete -c slipway -l verbose -s v -d 'Print what is done in more detail'
complete -c slipway -l help -s h -d 'Print help and exit'
complete -c slipway -l version -d 'Print the version and exit'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a rollout -d 'roll'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a completion -d 'print a completion script for a shell'
complete -c slipway -n "__slipway_at 'rollout' 1 0" -a start -d 'begin\'s first step'
complete -c slipway -n "__slipway_at 'rollout start' 2" -l out -s o -r -F -d 'Save the plan to this file'
complete -c slipway -n "__slipway_at 'rollout start' 2 0" -a '(__slipway_environments)'
complete -c slipway -n "__slipway_at 'completion' 1" -l environments -d 'Print the names of the environments, one per line'
complete -c slipway -n "__slipway_at 'completion' 1 0" -a 'bash zsh fish'
