export const bashScript = `# Completion of otpforge for bash 3.2 and newer.
_otpforge() {
  local words=() word line value offer current piece lead apart
  local rest=\${COMP_LINE-} known=\${COMP_LINE:+yes} index
  COMPREPLY=()
  # Bash ends words at ":", "=" and "@". What no blank separates is one word.
  for ((index = 0; index <= COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    apart=yes
    if [[ -n $known ]]; then
      line=\${rest#"\${rest%%[![:space:]]*}"}
      [[ $line == "$rest" ]] && apart=
      rest=\${line#"$word"}
    elif [[ $word =~ ^[:=@]+$ || \${COMP_WORDS[index - 1]-} =~ ^[:=@]+$ ]]; then
      apart=
    fi
    if [[ -n $apart || index -eq 0 ]]; then
      words+=("$word")
    else
      words[\${#words[@]} - 1]+=$word
    fi
  done
  current=\${words[\${#words[@]} - 1]}
  piece=\${COMP_WORDS[COMP_CWORD]}
  [[ $piece =~ ^[:=@]+$ ]] && piece=
  # Bash keeps what comes before the piece.
  lead=\${current%"$piece"}
  while IFS= read -r line; do
    if [[ -z $offer ]]; then
      offer=$line
      continue
    fi
    value=\${line%% *}
    [[ $value == *[:,=/] ]] && compopt -o nospace 2>/dev/null
    COMPREPLY+=("\${value#"$lead"}")
  done < <(otpforge complete -- "\${words[@]:1}" 2>/dev/null)
  case $offer in
    files) line=-f ;;
    folders) line=-d ;;
    *) return 0 ;;
  esac
  compopt -o filenames 2>/dev/null
  while IFS= read -r value; do
    COMPREPLY+=("$value")
  done < <(compgen "$line" -- "$piece")
  # Bash itself knows quotes and "~".
  [[ \${#COMPREPLY[@]} -eq 0 ]] && compopt -o default 2>/dev/null
  return 0
}
complete -F _otpforge otpforge`;
