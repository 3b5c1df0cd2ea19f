// What each shell is told once: to ask `failover complete` what may stand where the cursor is.
//
// They know no command and no option, so that they stay right when failover is replaced by a newer one.

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** Readline breaks words at `:` and `=`, too, and puts back only what is behind the last of them. */
const BASH = String.raw`# bash completion of failover; in ~/.bashrc: eval "$(failover completion bash)"
_failover() {
  local line=${'$'}{COMP_LINE:0:COMP_POINT} words=() current breaks trim='' kind value
  read -ra words <<<"$line"
  if [[ $line == *[[:space:]] ]]; then words+=(''); fi
  current=${'$'}{words[${'$'}{#words[@]} - 1]}
  breaks=${'$'}{COMP_WORDBREAKS//[^:=]/}
  if [[ -n $breaks ]]; then trim=${'$'}{current%"${'$'}{current##*[$breaks]}"}; fi
  COMPREPLY=()
  {
    read -r kind
    if [[ $kind == files ]]; then
      compopt -o default
    else
      while IFS=$'\t' read -r value _; do
        if [[ $value == *[!A-Za-z0-9_.,:/@=%+-]* ]]; then printf -v value %q "$value"; fi
        COMPREPLY+=("${'$'}{value#"$trim"}")
      done
    fi
  } < <("$1" complete -- "${'$'}{words[@]:1}" 2>/dev/null)
}
complete -F _failover failover`

const ZSH = String.raw`#compdef failover
# zsh completion of failover; in ~/.zshrc behind compinit: eval "$(failover completion zsh)"
_failover() {
  local -a answer found
  local line
  answer=("${'$'}{(@f)$("${'$'}{words[1]}" complete -- "${'$'}{(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ $answer[1] == files ]]; then
    _files
    return
  fi
  for line in "${'$'}{(@)answer[2,-1]}"; do
    found+=("${'$'}{${'$'}{line%%$'\t'*}//:/\\:}:${'$'}{line#*$'\t'}")
  done
  _describe failover found
}
if [[ $funcstack[1] == _failover ]]; then
  _failover "$@"
else
  compdef _failover failover
fi`

const FISH = String.raw`# fish completion of failover; put it into ~/.config/fish/completions/failover.fish
function __failover_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answer ($words[1] complete -- $words[2..-1] "$current" 2>/dev/null)
    if test "$answer[1]" = files
        __fish_complete_path "$current"
    else if set -q answer[2]
        printf '%s\n' $answer[2..-1]
    end
end
complete -c failover -f -a '(__failover_complete)'`

export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH }
