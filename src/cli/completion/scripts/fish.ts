export const fishScript = `# Completion of otpforge for fish.
function __otpforge_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    set -l lines (command otpforge complete -- $words "$current" 2>/dev/null)
    set -l offer $lines[1]
    set -e lines[1]
    switch "$offer"
        case files
            __fish_complete_path "$current"
        case folders
            __fish_complete_directories "$current"
        case '*'
            string replace ' ' \\t -- $lines
    end
end
complete -c otpforge -e
complete -c otpforge -f -a '(__otpforge_complete)'`;
