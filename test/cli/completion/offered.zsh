# Makes a shell print what it would offer, one a line, in place of offering it.
autoload -Uz compinit && compinit -u -D
source $1
unsetopt zle_bracketed_paste list_beep
bindkey '^I' complete-word
begin-offers() { print; }
end-offers() { print end-of-offers; exit; }
compprefuncs=(begin-offers)
comppostfuncs=(end-offers)
compadd() {
  # Calls with -A, -D and -O only sort out what matches.
  if [[ ${@[1,(i)(-|--)]} == *-(A|D|O)\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a hits
  builtin compadd -A hits "$@"
  print -rl -- "offer "${^hits}
  builtin compadd "$@"
}
