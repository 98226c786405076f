# Prints the line that an interactive bash has after Tab: zsh -f type.zsh <script> <line>
zmodload zsh/zpty || exit 1
zpty shell bash --norc --noprofile -i
zpty -w shell "unset HISTFILE; bind 'set enable-bracketed-paste off'; PS1= PS2=; source ${(q)1}; echo be''gin"
while zpty -r shell text; do [[ $text == *begin* ]] && break; done
# Ctrl-A goes to the start of the line, which is then printed.
zpty -w shell "$2"$'\t\x01'"printf 'line %s\\n' '"$'\x05'"'"
while zpty -r shell text; do
  [[ ${text%$'\r\n'} == line\ * ]] && break
done
print -r -- ${${text%$'\r\n'}#line }
zpty -d shell
