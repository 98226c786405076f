export const zshScript = `#compdef otpforge
# Completion of otpforge for zsh.
_otpforge() {
  local -a lines whole open
  local line value what
  lines=("\${(@f)$(otpforge complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  case \${lines[1]} in
    files) _files; return ;;
    folders) _files -/; return ;;
  esac
  for line in "\${(@)lines[2,-1]}"; do
    value=\${line%% *}
    what=\${value//:/\\\\:}:\${line#* }
    if [[ $value == *[:,=/] ]]; then open+=("$what"); else whole+=("$what"); fi
  done
  local -a match=(-M 'm:{a-zA-Z}={A-Za-z}')
  local found=1
  (( \${#whole} )) && _describe otpforge whole $match && found=0
  (( \${#open} )) && _describe otpforge open $match -S '' && found=0
  return found
}
if [[ \${funcstack[1]} == _otpforge ]]; then
  _otpforge "$@"
else
  compdef _otpforge otpforge
fi`;
