# Completion of propos for fish: subcommands, options, studies, and the words of a query through
# `propos complete`.

function __propos_studies
    propos status --json 2>/dev/null | string replace -rf '^ *"id": "(.*)",?$' '$1'
end

function __propos_asked_studies
    set -l words (commandline -opc)
    for i in (seq (count $words))
        if test $words[$i] = --study; and test $i -lt (count $words)
            printf '%s\n' --study $words[(math $i + 1)]
        end
    end
end

function __propos_query
    propos complete (__propos_asked_studies) -- (commandline -ct | string trim -lc '"\'') 2>/dev/null
end

complete -c propos -f
complete -c propos -n __fish_use_subcommand -a '(propos --list commands)'
complete -c propos -n 'not __fish_seen_subcommand_from codes speakers locuteurs status état etat' -a '(__propos_query)'
complete -c propos -l study -x -a '(__propos_studies) (__fish_complete_directories)' -d 'This study only'
complete -c propos -l limit -x -d 'Hits to show, 0: all'
complete -c propos -l offset -x -d 'Hits to pass over'
complete -c propos -l sort -x -a 'relevance text' -d 'Order'
complete -c propos -l context -x -d 'Turns around each hit'
complete -c propos -l match -x -a 'auto all any' -d 'How many of the words must be there'
complete -c propos -l json -d 'Print JSON'
complete -c propos -l csv -d 'Print CSV'
complete -c propos -l markdown -d 'Print Markdown'
complete -c propos -l plain -d 'Print without colours'
complete -c propos -l citation -d 'Print quotations with their places'
complete -c propos -l facets -d 'Print the distribution'
complete -c propos -l kwic -d 'Print a concordance'
complete -c propos -l concordance -d 'Print a concordance'
complete -c propos -l kwic-sort -x -a 'left right text gauche droite texte' -d 'Order of the concordance'
complete -c propos -l tri-concordance -x -a 'left right text gauche droite texte' -d 'Order of the concordance'
complete -c propos -l socket -r -d 'Socket of the daemon'
complete -c propos -l direct -d 'Do not ask a daemon'
complete -c propos -l help -d Help
complete -c propos -l version -d Version
