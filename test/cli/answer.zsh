# Runs a command in a terminal and answers its questions: zsh -f answer.zsh <end of question> <answer>... -- <command>...
# Prints what the terminal has shown.
zmodload zsh/zpty || exit 1
answers=()
while [[ $1 != -- ]]; do
  answers+=("$1")
  shift
done
shift
zpty shell "${(@q)argv}"
for end answer in "${(@)answers}"; do
  zpty -r shell text "*${end}" || break
  print -r -- "$text"
  zpty -w -n shell "$answer"$'\r'
done
while zpty -r shell text; do print -rn -- "$text"; done
zpty -d shell
