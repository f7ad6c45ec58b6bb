# Completion of propos for bash: subcommands, options, studies, and the words of a query through
# `propos complete`.

_propos_studies() {
    propos status --json 2>/dev/null | sed -n 's/^ *"id": "\(.*\)",\{0,1\}$/\1/p'
}

_propos() {
    local current previous word i studies=() arguments=() subcommand=""
    # Words as the shell parts them at blanks only: "groupe:x" is one.
    local line="${COMP_LINE:0:COMP_POINT}" words
    read -r -a words <<<"$line"
    [[ "$line" == *[[:space:]] || -z "$line" ]] && words+=("")
    current="${words[${#words[@]} - 1]}"
    previous="${words[${#words[@]} - 2]}"
    for ((i = 1; i < ${#words[@]} - 1; i++)); do
        word="${words[i]}"
        case "$word" in
        --study) studies+=(--study "${words[i + 1]}") && ((i++)) ;;
        --study=*) studies+=("$word") ;;
        -*) ;;
        *) arguments+=("$word") ;;
        esac
    done
    ((${#arguments[@]} > 0)) && subcommand="${arguments[0]}"
    COMPREPLY=()
    case "$previous" in
    --study)
        mapfile -t COMPREPLY < <(compgen -W "$(_propos_studies)" -- "$current")
        compopt -o default 2>/dev/null
        return
        ;;
    --sort) mapfile -t COMPREPLY < <(compgen -W "relevance text" -- "$current") && return ;;
    --match) mapfile -t COMPREPLY < <(compgen -W "auto all any" -- "$current") && return ;;
    --kwic-sort | --tri-concordance)
        mapfile -t COMPREPLY < <(compgen -W "left right text gauche droite texte" -- "$current")
        return
        ;;
    --limit | --offset | --context) return ;;
    --socket) compopt -o default 2>/dev/null && return ;;
    esac
    if [[ "$current" == --* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(propos --list options 2>/dev/null)" -- "$current")
        return
    fi
    case "$subcommand" in
    show | montre)
        mapfile -t COMPREPLY < <(propos complete "${studies[@]}" --limit 50 -- "document:$current" \
            2>/dev/null | sed 's/^document://')
        return
        ;;
    codes | speakers | locuteurs | status | état | etat) return ;;
    esac
    # What is typed of a quoted query stands after the quotation mark, after its last blank.
    local quote="" typed="$current"
    [[ "$typed" == [\"\']* ]] && quote="${typed:0:1}" typed="${typed:1}"
    mapfile -t COMPREPLY < <(propos complete "${studies[@]}" -- "$typed" 2>/dev/null)
    if ((${#arguments[@]} == 0)) && [[ -z "$quote" ]]; then
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$(propos --list commands \
            2>/dev/null)" -- "$current")
    fi
    # Bash parts words at colons: it replaces only what stands after the last one.
    if [[ "$typed" == *:* && "$COMP_WORDBREAKS" == *:* ]]; then
        local before="${typed%"${typed##*:}"}"
        COMPREPLY=("${COMPREPLY[@]#"$before"}")
    fi
    # A filter waits for its value, without a blank.
    ((${#COMPREPLY[@]} == 1)) && [[ "${COMPREPLY[0]}" == *: ]] && compopt -o nospace 2>/dev/null
    return 0
}

complete -F _propos propos
