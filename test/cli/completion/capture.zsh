# Prints what an interactive zsh offers for a line: zsh -f capture.zsh <script> <line>
zmodload zsh/zpty || exit 1
script=$1
line=$2
zpty shell zsh -f -i
zpty -w shell "PS1= PS2=; source ${(q)0:A:h}/offered.zsh ${(q)script}; print begin"
# What is typed before zsh reads its commands is echoed.
while zpty -r shell text; do [[ $text == begin* ]] && break; done
zpty -w -n shell "$line"$'\t'
while zpty -r shell text; do
  text=${text%$'\r\n'}
  [[ $text == *end-of-offers ]] && break
  [[ $text == offer\ * ]] && print -r -- ${text#offer }
done
zpty -d shell
