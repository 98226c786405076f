# Prints what the completion offers for words: bash capture.bash <script> <word>...
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_otpforge
((${#COMPREPLY[@]})) && printf '%s\n' "${COMPREPLY[@]}"
exit 0
