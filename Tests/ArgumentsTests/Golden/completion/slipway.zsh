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
        '1:command:((init\:"write a first environment" validate\:"check environments without touching anything" explain\:"tell where a value comes from, or what a code means" render\:"print or write the documents of an environment" why\:"tell which lines a rendered value comes from" diff\:"tell in what two environments differ" plan\:"show what would change" show\:"print a saved plan" apply\:"carry out a plan" status\:"show what runs, and whether it is as planned" logs\:"print what the replicas wrote" resume\:"finish an operation that was interrupted" destroy\:"take an environment away" rollout\:"bring a new revision to its traffic step by step, and put it back where it is not good enough" image\:"build, describe and push container images" secrets\:"read and write the secrets that specs refer to" aws\:"speak to AWS\: who one is, signed requests, tokens" schema\:"print the JSON Schema of environment files" completion\:"print a completion script for a shell" man\:"print the manual page" version\:"print the version" help\:"tell how a command is used"))' \
        '*::argument:->arguments1'
    [[ $state == arguments1 ]] || return
    case $words[1] in
        init)
            _arguments -s -S '(--name)--name=[Name of the service]:NAME: ' \
                '(--image)--image=[Container image of the service]:IMAGE: ' \
                '(--program)--program=[Program of the service, run without a container]:FILE:_files' \
                '(--port)--port=[Port the service listens on]:PORT: ' \
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
                '1:DIR:_files -/' ;;
        validate)
            _arguments -s -S '(--json)--json[Print one JSON document instead of text]' \
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
                '*:ENV:_slipway_environments' ;;
        explain)
            _arguments -s -S '(--json)--json[Print one JSON document instead of text]' \
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
                '1:ENV|CODE: ' \
                '2:PATH: ' ;;
        render)
            _arguments -s -S '(-o --out)-o+[Write the documents below this directory instead of printing them]:DIR:_files -/' \
                '(-o --out)--out=[Write the documents below this directory instead of printing them]:DIR:_files -/' \
                '(--only)--only=[Only this set of documents, as in local]:SET: ' \
                '*--set=[Give one value of the spec, as in service.port=9090]:PATH=VALUE: ' \
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
        why)
            _arguments -s -S '*--set=[Give one value of the spec, as in service.port=9090]:PATH=VALUE: ' \
                '(--json)--json[Print one JSON document instead of text]' \
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
                '1:ENV:_slipway_environments' \
                '2:DOCUMENT: ' \
                '3:PATH: ' ;;
        diff)
            _arguments -s -S '(--only)--only=[Only this set of documents, as in local]:SET: ' \
                '(--detailed-exitcode)--detailed-exitcode[Exit 2 where there are changes, 0 where there are none]' \
                '(--json)--json[Print one JSON document instead of text]' \
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
                '1:ENV:_slipway_environments' \
                '2:ENV2:_slipway_environments' ;;
        plan)
            _arguments -s -S '(-o --out)-o+[Save the plan to this file]:FILE:_files' \
                '(-o --out)--out=[Save the plan to this file]:FILE:_files' \
                '(--detailed-exitcode)--detailed-exitcode[Exit 2 where there are changes, 0 where there are none]' \
                '(--destroy)--destroy[Plan to take everything away]' \
                '*--set=[Give one value of the spec, as in service.port=9090]:PATH=VALUE: ' \
                '(--json)--json[Print versioned JSON, one event per line, instead of text]' \
                '(--json-into)--json-into=[Write the JSON events to this file besides the text]:FILE:_files' \
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
        show)
            _arguments -s -S '(--json)--json[Print one JSON document instead of text]' \
                '(--markdown)--markdown[Print Markdown that fits a comment of 65,536 characters]' \
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
                '1:FILE:_files' ;;
        apply)
            _arguments -s -S '(--yes)--yes[Do it without asking; needed where there is no terminal]' \
                '(--expect)--expect=[Apply only the plan with this digest, as plan and show print it]:DIGEST: ' \
                '*--set=[Give one value of the spec, as in service.port=9090]:PATH=VALUE: ' \
                '(--json)--json[Print versioned JSON, one event per line, instead of text]' \
                '(--json-into)--json-into=[Write the JSON events to this file besides the text]:FILE:_files' \
                '(--lock-timeout)--lock-timeout=[How long to wait for the lock of the environment]:DURATION: ' \
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
                '1:FILE|ENV:_slipway_plan_or_environment' ;;
        status)
            _arguments -s -S '(--detailed-exitcode)--detailed-exitcode[Exit 2 where there are changes, 0 where there are none]' \
                '(--json)--json[Print one JSON document instead of text]' \
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
        logs)
            _arguments -s -S '(--replica)--replica=[Only the lines of this replica]:N: ' \
                '(-n --lines)-n+[How many lines before the end to begin with]:N: ' \
                '(-n --lines)--lines=[How many lines before the end to begin with]:N: ' \
                '(-f --follow)-f[Go on printing lines as they come]' \
                '(-f --follow)--follow[Go on printing lines as they come]' \
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
        resume)
            _arguments -s -S '(--yes)--yes[Do it without asking; needed where there is no terminal]' \
                '(--json)--json[Print versioned JSON, one event per line, instead of text]' \
                '(--json-into)--json-into=[Write the JSON events to this file besides the text]:FILE:_files' \
                '(--lock-timeout)--lock-timeout=[How long to wait for the lock of the environment]:DURATION: ' \
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
        destroy)
            _arguments -s -S '(--yes)--yes[Do it without asking; needed where there is no terminal]' \
                '(--json)--json[Print versioned JSON, one event per line, instead of text]' \
                '(--json-into)--json-into=[Write the JSON events to this file besides the text]:FILE:_files' \
                '(--lock-timeout)--lock-timeout=[How long to wait for the lock of the environment]:DURATION: ' \
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
                '1:command:((start\:"roll out what the spec asks for" status\:"tell where a rollout is; with --timeout wait for its end" watch\:"follow a rollout to its end" promote\:"approve what waits, or skip the step under way" pause\:"hold the rollout where it is" resume\:"go on after a pause" abort\:"put the old revision back, at any time" rollback\:"roll out a revision that ran before" retry\:"begin the last rollout again that was put back" history\:"list the rollouts of an environment" explain\:"tell what a rollout was decided by" lint\:"show the schedule, and prove what can be proven before anything moves" simulate\:"rehearse a rollout in simulated time" import\:"translate a rollout of Argo Rollouts, Flagger or Kayenta"))' \
                '*::argument:->arguments3'
            [[ $state == arguments3 ]] || return
            case $words[1] in
                start)
                    _arguments -s -S '(--strategy)--strategy=[In place of the specs strategy]:STRATEGY:(rolling canary blue-green)' \
                        '*--set=[Give one value of the spec, as in service.port=9090]:PATH=VALUE: ' \
                        '(--image)--image=[Container image of the service]:IMAGE: ' \
                        '(--yes)--yes[Do it without asking; needed where there is no terminal]' \
                        '(--lock-timeout)--lock-timeout=[How long to wait for the lock of the environment]:DURATION: ' \
                        '(--json)--json[Print versioned JSON, one event per line, instead of text]' \
                        '(--json-into)--json-into=[Write the JSON events to this file besides the text]:FILE:_files' \
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
                status)
                    _arguments -s -S '(--timeout)--timeout=[How long to wait for the end]:DURATION: ' \
                        '(--json)--json[Print one JSON document instead of text]' \
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
                watch)
                    _arguments -s -S '(--json)--json[Print versioned JSON, one event per line, instead of text]' \
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
                promote)
                    _arguments -s -S '(--full)--full[Skip all steps that are left]' \
                        '(--reason)--reason=[Why; it is kept in the record]:TEXT: ' \
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
                pause)
                    _arguments -s -S '(--reason)--reason=[Why; it is kept in the record]:TEXT: ' \
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
                resume)
                    _arguments -s -S '(--reason)--reason=[Why; it is kept in the record]:TEXT: ' \
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
                abort)
                    _arguments -s -S '(--reason)--reason=[Why; it is kept in the record]:TEXT: ' \
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
                rollback)
                    _arguments -s -S '(--to)--to=[The revision, or how its name begins]:REVISION: ' \
                        '(--yes)--yes[Do it without asking; needed where there is no terminal]' \
                        '(--lock-timeout)--lock-timeout=[How long to wait for the lock of the environment]:DURATION: ' \
                        '(--json)--json[Print versioned JSON, one event per line, instead of text]' \
                        '(--json-into)--json-into=[Write the JSON events to this file besides the text]:FILE:_files' \
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
                retry)
                    _arguments -s -S '(--yes)--yes[Do it without asking; needed where there is no terminal]' \
                        '(--lock-timeout)--lock-timeout=[How long to wait for the lock of the environment]:DURATION: ' \
                        '(--json)--json[Print versioned JSON, one event per line, instead of text]' \
                        '(--json-into)--json-into=[Write the JSON events to this file besides the text]:FILE:_files' \
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
                history)
                    _arguments -s -S '(--json)--json[Print one JSON document instead of text]' \
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
                explain)
                    _arguments -s -S '(--json)--json[Print one JSON document instead of text]' \
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
                        '1:ENV:_slipway_environments' \
                        '2:ROLLOUT: ' ;;
                lint)
                    _arguments -s -S '(--strategy)--strategy=[In place of the specs strategy]:STRATEGY:(rolling canary blue-green)' \
                        '*--set=[Give one value of the spec, as in service.port=9090]:PATH=VALUE: ' \
                        '(--image)--image=[Container image of the service]:IMAGE: ' \
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
                simulate)
                    _arguments -s -S '(--scenario)--scenario=[What happens; list lists the scenarios]:NAME: ' \
                        '(--recorded)--recorded=[Judge the readings of this rollout again, in place of made-up ones]:ROLLOUT: ' \
                        '(--rate)--rate=[Requests of the service per second]:N: ' \
                        '(--seed)--seed=[What chance begins with]:N: ' \
                        '(--clusters)--clusters=[Roll out over a fleet of so many clusters, in waves]:N: ' \
                        '(--strategy)--strategy=[In place of the specs strategy]:STRATEGY:(rolling canary blue-green)' \
                        '(--json)--json[Print one JSON document instead of text]' \
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
                import)
                    _arguments -s -S '(-C --chdir)-C+[Work as if started in this directory]:DIR:_files -/' \
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
                        '1:FILE:_files' ;;
            esac ;;
        image)
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
                '1:command:((build\:"build an image from the rendered Dockerfile" inspect\:"tell what an image is and what belongs to it" push\:"push the image that was built to its registry"))' \
                '*::argument:->arguments3'
            [[ $state == arguments3 ]] || return
            case $words[1] in
                build)
                    _arguments -s -S '(--tool)--tool[The image of Slipway itself, as build.tool describes it]' \
                        '(--engine)--engine=[What builds and pushes; the first of podman, buildah, docker that is installed without it]:ENGINE:(podman buildah docker)' \
                        '(--json)--json[Print one JSON document instead of text]' \
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
                inspect)
                    _arguments -s -S '(--tool)--tool[The image of Slipway itself, as build.tool describes it]' \
                        '(--engine)--engine=[What builds and pushes; the first of podman, buildah, docker that is installed without it]:ENGINE:(podman buildah docker)' \
                        '(--json)--json[Print one JSON document instead of text]' \
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
                        '1:ENV|IMAGE: ' ;;
                push)
                    _arguments -s -S '(--tool)--tool[The image of Slipway itself, as build.tool describes it]' \
                        '(--json)--json[Print one JSON document instead of text]' \
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
        secrets)
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
                '1:command:((list\:"tell which secrets of an environment are stored, never their values" get\:"print the value of a secret" set\:"store a value from standard input or typed at a prompt" rotate\:"replace a secret by a new random one"))' \
                '*::argument:->arguments3'
            [[ $state == arguments3 ]] || return
            case $words[1] in
                list)
                    _arguments -s -S '(--profile)--profile=[The profile of ~/.aws/config to use; keys in variables are passed over then]:NAME: ' \
                        '(--region)--region=[The AWS region; AWS_REGION and the profile say it otherwise]:REGION: ' \
                        '(--json)--json[Print one JSON document instead of text]' \
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
                get)
                    _arguments -s -S '(--reveal)--reveal[Print the value on a terminal, too]' \
                        '(--profile)--profile=[The profile of ~/.aws/config to use; keys in variables are passed over then]:NAME: ' \
                        '(--region)--region=[The AWS region; AWS_REGION and the profile say it otherwise]:REGION: ' \
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
                        '1:SECRET: ' \
                        '2:NAME: ' ;;
                set)
                    _arguments -s -S '(--profile)--profile=[The profile of ~/.aws/config to use; keys in variables are passed over then]:NAME: ' \
                        '(--region)--region=[The AWS region; AWS_REGION and the profile say it otherwise]:REGION: ' \
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
                        '1:SECRET: ' \
                        '2:NAME: ' ;;
                rotate)
                    _arguments -s -S '(--yes)--yes[Do it without asking; needed where there is no terminal]' \
                        '(--profile)--profile=[The profile of ~/.aws/config to use; keys in variables are passed over then]:NAME: ' \
                        '(--region)--region=[The AWS region; AWS_REGION and the profile say it otherwise]:REGION: ' \
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
                        '1:SECRET: ' \
                        '2:NAME: ' ;;
            esac ;;
        aws)
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
                '1:command:((whoami\:"tell who AWS takes you for, and where the credentials come from" sign\:"sign a raw HTTP request from standard input" request\:"send a signed request and print the answer" eks-token\:"print a token for an EKS cluster as kubectl wants it"))' \
                '*::argument:->arguments3'
            [[ $state == arguments3 ]] || return
            case $words[1] in
                whoami)
                    _arguments -s -S '(--profile)--profile=[The profile of ~/.aws/config to use; keys in variables are passed over then]:NAME: ' \
                        '(--region)--region=[The AWS region; AWS_REGION and the profile say it otherwise]:REGION: ' \
                        '(--json)--json[Print one JSON document instead of text]' \
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
                        '(--version)--version[Print the version and exit]' ;;
                sign)
                    _arguments -s -S '(--service)--service=[The name the service has in signatures, as in s3 or execute-api]:SERVICE: ' \
                        '(--date)--date=[Sign for this time, written 20150830T123600Z; now if not given]:TIME: ' \
                        '(--presign)--presign=[Sign the address for this long in place of the headers]:SECONDS: ' \
                        '(--profile)--profile=[The profile of ~/.aws/config to use; keys in variables are passed over then]:NAME: ' \
                        '(--region)--region=[The AWS region; AWS_REGION and the profile say it otherwise]:REGION: ' \
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
                        '(--version)--version[Print the version and exit]' ;;
                request)
                    _arguments -s -S '(-X --method)-X+[Method of the request; GET without a body, else POST]:METHOD: ' \
                        '(-X --method)--method=[Method of the request; GET without a body, else POST]:METHOD: ' \
                        '*-H+[A header, written NAME\: VALUE]:HEADER: ' \
                        '*--header=[A header, written NAME\: VALUE]:HEADER: ' \
                        '(--body)--body=[Send this file as the body; - is standard input]:FILE:_files' \
                        '(--action)--action=[Call this action of the service in its own protocol]:ACTION: ' \
                        '*--parameter=[A parameter of the action]:NAME=VALUE: ' \
                        '(--stream)--stream[Send the body in signed pieces, as S3 takes it]' \
                        '(-i --include)-i[Print the head of the answer before its body]' \
                        '(-i --include)--include[Print the head of the answer before its body]' \
                        '(--profile)--profile=[The profile of ~/.aws/config to use; keys in variables are passed over then]:NAME: ' \
                        '(--region)--region=[The AWS region; AWS_REGION and the profile say it otherwise]:REGION: ' \
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
                        '1:SERVICE: ' \
                        '2:PATH: ' ;;
                eks-token)
                    _arguments -s -S '(--cluster)--cluster=[Name of the EKS cluster]:NAME: ' \
                        '(--profile)--profile=[The profile of ~/.aws/config to use; keys in variables are passed over then]:NAME: ' \
                        '(--region)--region=[The AWS region; AWS_REGION and the profile say it otherwise]:REGION: ' \
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
                        '(--version)--version[Print the version and exit]' ;;
            esac ;;
        schema)
            _arguments -s -S '(-o --out)-o+[Write to this file instead of printing]:FILE:_files' \
                '(-o --out)--out=[Write to this file instead of printing]:FILE:_files' \
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
                '(--version)--version[Print the version and exit]' ;;
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
        man)
            _arguments -s -S '(-C --chdir)-C+[Work as if started in this directory]:DIR:_files -/' \
                '(-C --chdir)--chdir=[Work as if started in this directory]:DIR:_files -/' \
                '(--color)--color=[When to colour\: on a terminal, always or never]:WHEN:(auto always never)' \
                '(--no-color)--no-color[The same as --color never]' \
                '(-q --quiet)-q[Print results, warnings and errors only]' \
                '(-q --quiet)--quiet[Print results, warnings and errors only]' \
                '(-v --verbose)-v[Print what is done in more detail]' \
                '(-v --verbose)--verbose[Print what is done in more detail]' \
                '(-h --help)-h[Print help and exit]' \
                '(-h --help)--help[Print help and exit]' \
                '(--version)--version[Print the version and exit]' ;;
        version)
            _arguments -s -S '(--json)--json[Print one JSON document instead of text]' \
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
                '(--version)--version[Print the version and exit]' ;;
        help)
            _arguments -s -S '(-C --chdir)-C+[Work as if started in this directory]:DIR:_files -/' \
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
                '*:COMMAND: ' ;;
    esac
}

if [ "$funcstack[1]" = "_slipway" ]; then _slipway "$@"; else compdef _slipway slipway; fi
