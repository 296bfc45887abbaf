# fish completion for slipway
function __slipway_words
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case --chdir --color --engine --expect --image --json-into --lines --lock-timeout --name --only --out --port --program --replica --set -C -n -o
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
complete -c slipway -n "test (count (__slipway_words)) = 0" -a init -d 'write a first environment'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a validate -d 'check environments without touching anything'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a explain -d 'tell where a value comes from, or what a code means'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a render -d 'print or write the documents of an environment'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a why -d 'tell which lines a rendered value comes from'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a diff -d 'tell in what two environments differ'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a plan -d 'show what would change'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a show -d 'print a saved plan'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a apply -d 'carry out a plan'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a status -d 'show what runs, and whether it is as planned'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a logs -d 'print what the replicas wrote'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a resume -d 'finish an operation that was interrupted'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a destroy -d 'take an environment away'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a image -d 'build, describe and push container images'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a schema -d 'print the JSON Schema of environment files'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a completion -d 'print a completion script for a shell'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a man -d 'print the manual page'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a version -d 'print the version'
complete -c slipway -n "test (count (__slipway_words)) = 0" -a help -d 'tell how a command is used'
complete -c slipway -n "__slipway_at 'init' 1" -l name -r -d 'Name of the service'
complete -c slipway -n "__slipway_at 'init' 1" -l image -r -d 'Container image of the service'
complete -c slipway -n "__slipway_at 'init' 1" -l program -r -F -d 'Program of the service, run without a container'
complete -c slipway -n "__slipway_at 'init' 1" -l port -r -d 'Port the service listens on'
complete -c slipway -n "__slipway_at 'init' 1 0" -a '(__fish_complete_directories)'
complete -c slipway -n "__slipway_at 'validate' 1" -l json -d 'Print one JSON document instead of text'
complete -c slipway -n "__slipway_at 'validate' 1" -a '(__slipway_environments)'
complete -c slipway -n "__slipway_at 'explain' 1" -l json -d 'Print one JSON document instead of text'
complete -c slipway -n "__slipway_at 'render' 1" -l out -s o -r -a '(__fish_complete_directories)' -d 'Write the documents below this directory instead of printing them'
complete -c slipway -n "__slipway_at 'render' 1" -l only -r -d 'Only this set of documents, as in local'
complete -c slipway -n "__slipway_at 'render' 1" -l set -r -d 'Give one value of the spec, as in service.port=9090'
complete -c slipway -n "__slipway_at 'render' 1 0" -a '(__slipway_environments)'
complete -c slipway -n "__slipway_at 'why' 1" -l set -r -d 'Give one value of the spec, as in service.port=9090'
complete -c slipway -n "__slipway_at 'why' 1" -l json -d 'Print one JSON document instead of text'
complete -c slipway -n "__slipway_at 'why' 1 0" -a '(__slipway_environments)'
complete -c slipway -n "__slipway_at 'diff' 1" -l only -r -d 'Only this set of documents, as in local'
complete -c slipway -n "__slipway_at 'diff' 1" -l detailed-exitcode -d 'Exit 2 where there are changes, 0 where there are none'
complete -c slipway -n "__slipway_at 'diff' 1" -l json -d 'Print one JSON document instead of text'
complete -c slipway -n "__slipway_at 'diff' 1 0" -a '(__slipway_environments)'
complete -c slipway -n "__slipway_at 'diff' 1 1" -a '(__slipway_environments)'
complete -c slipway -n "__slipway_at 'plan' 1" -l out -s o -r -F -d 'Save the plan to this file'
complete -c slipway -n "__slipway_at 'plan' 1" -l detailed-exitcode -d 'Exit 2 where there are changes, 0 where there are none'
complete -c slipway -n "__slipway_at 'plan' 1" -l destroy -d 'Plan to take everything away'
complete -c slipway -n "__slipway_at 'plan' 1" -l set -r -d 'Give one value of the spec, as in service.port=9090'
complete -c slipway -n "__slipway_at 'plan' 1" -l json -d 'Print versioned JSON, one event per line, instead of text'
complete -c slipway -n "__slipway_at 'plan' 1" -l json-into -r -F -d 'Write the JSON events to this file besides the text'
complete -c slipway -n "__slipway_at 'plan' 1 0" -a '(__slipway_environments)'
complete -c slipway -n "__slipway_at 'show' 1" -l json -d 'Print one JSON document instead of text'
complete -c slipway -n "__slipway_at 'show' 1" -l markdown -d 'Print Markdown that fits a comment of 65,536 characters'
complete -c slipway -n "__slipway_at 'show' 1 0" -F
complete -c slipway -n "__slipway_at 'apply' 1" -l yes -d 'Do it without asking; needed where there is no terminal'
complete -c slipway -n "__slipway_at 'apply' 1" -l expect -r -d 'Apply only the plan with this digest, as `plan` and `show` print it'
complete -c slipway -n "__slipway_at 'apply' 1" -l set -r -d 'Give one value of the spec, as in service.port=9090'
complete -c slipway -n "__slipway_at 'apply' 1" -l json -d 'Print versioned JSON, one event per line, instead of text'
complete -c slipway -n "__slipway_at 'apply' 1" -l json-into -r -F -d 'Write the JSON events to this file besides the text'
complete -c slipway -n "__slipway_at 'apply' 1" -l lock-timeout -r -d 'How long to wait for the lock of the environment'
complete -c slipway -n "__slipway_at 'apply' 1 0" -F -a '(__slipway_environments)'
complete -c slipway -n "__slipway_at 'status' 1" -l detailed-exitcode -d 'Exit 2 where there are changes, 0 where there are none'
complete -c slipway -n "__slipway_at 'status' 1" -l json -d 'Print one JSON document instead of text'
complete -c slipway -n "__slipway_at 'status' 1 0" -a '(__slipway_environments)'
complete -c slipway -n "__slipway_at 'logs' 1" -l replica -r -d 'Only the lines of this replica'
complete -c slipway -n "__slipway_at 'logs' 1" -l lines -s n -r -d 'How many lines before the end to begin with'
complete -c slipway -n "__slipway_at 'logs' 1" -l follow -s f -d 'Go on printing lines as they come'
complete -c slipway -n "__slipway_at 'logs' 1 0" -a '(__slipway_environments)'
complete -c slipway -n "__slipway_at 'resume' 1" -l yes -d 'Do it without asking; needed where there is no terminal'
complete -c slipway -n "__slipway_at 'resume' 1" -l json -d 'Print versioned JSON, one event per line, instead of text'
complete -c slipway -n "__slipway_at 'resume' 1" -l json-into -r -F -d 'Write the JSON events to this file besides the text'
complete -c slipway -n "__slipway_at 'resume' 1" -l lock-timeout -r -d 'How long to wait for the lock of the environment'
complete -c slipway -n "__slipway_at 'resume' 1 0" -a '(__slipway_environments)'
complete -c slipway -n "__slipway_at 'destroy' 1" -l yes -d 'Do it without asking; needed where there is no terminal'
complete -c slipway -n "__slipway_at 'destroy' 1" -l json -d 'Print versioned JSON, one event per line, instead of text'
complete -c slipway -n "__slipway_at 'destroy' 1" -l json-into -r -F -d 'Write the JSON events to this file besides the text'
complete -c slipway -n "__slipway_at 'destroy' 1" -l lock-timeout -r -d 'How long to wait for the lock of the environment'
complete -c slipway -n "__slipway_at 'destroy' 1 0" -a '(__slipway_environments)'
complete -c slipway -n "__slipway_at 'image' 1 0" -a build -d 'build an image from the rendered Dockerfile'
complete -c slipway -n "__slipway_at 'image' 1 0" -a inspect -d 'tell what an image is and what belongs to it'
complete -c slipway -n "__slipway_at 'image' 1 0" -a push -d 'push the image that was built to its registry'
complete -c slipway -n "__slipway_at 'image build' 2" -l tool -d 'The image of Slipway itself, as build.tool describes it'
complete -c slipway -n "__slipway_at 'image build' 2" -l engine -r -a 'podman buildah docker' -d 'What builds and pushes; the first of podman, buildah, docker that is installed without it'
complete -c slipway -n "__slipway_at 'image build' 2" -l json -d 'Print one JSON document instead of text'
complete -c slipway -n "__slipway_at 'image build' 2 0" -a '(__slipway_environments)'
complete -c slipway -n "__slipway_at 'image inspect' 2" -l tool -d 'The image of Slipway itself, as build.tool describes it'
complete -c slipway -n "__slipway_at 'image inspect' 2" -l engine -r -a 'podman buildah docker' -d 'What builds and pushes; the first of podman, buildah, docker that is installed without it'
complete -c slipway -n "__slipway_at 'image inspect' 2" -l json -d 'Print one JSON document instead of text'
complete -c slipway -n "__slipway_at 'image push' 2" -l tool -d 'The image of Slipway itself, as build.tool describes it'
complete -c slipway -n "__slipway_at 'image push' 2" -l json -d 'Print one JSON document instead of text'
complete -c slipway -n "__slipway_at 'image push' 2 0" -a '(__slipway_environments)'
complete -c slipway -n "__slipway_at 'schema' 1" -l out -s o -r -F -d 'Write to this file instead of printing'
complete -c slipway -n "__slipway_at 'completion' 1" -l environments -d 'Print the names of the environments, one per line'
complete -c slipway -n "__slipway_at 'completion' 1 0" -a 'bash zsh fish'
complete -c slipway -n "__slipway_at 'version' 1" -l json -d 'Print one JSON document instead of text'
