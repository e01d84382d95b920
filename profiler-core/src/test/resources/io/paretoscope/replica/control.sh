#!/bin/sh
# Behaves like nvidia-cuda-mps-control of driver 535, but starts its server at once and has fifos where that has sockets.
# The file "mode" beside it says what is wrong with it.
here=$(dirname "$0")
mode=$(cat "$here/mode")
pipe=$CUDA_MPS_PIPE_DIRECTORY
say() { echo "[2026-01-01 00:00:00.000 Control  $$] $1"; }

if [ "$1" = -f ]; then
    case $mode in
    fails)
        echo "Cannot access CUDA_MPS_PIPE_DIRECTORY=$pipe"
        exit 1
        ;;
    hangs) exec sleep 100000 ;;
    esac
    say "Starting control daemon using socket $pipe/control"
    mkfifo "$pipe/control"
    exec 4<>"$pipe/control"
    "$here/nvidia-cuda-mps-server" 4<&- &
    server=$!
    say "Starting new server $server for user $(id -u)"
    echo $$ >"$pipe/control_lock"
    while read -r reply command <&4; do
        say "Accepting connection..."
        say "NEW UI"
        say "Cmd:$command"
        case $command in
        get_server_list) echo $server ;;
        "get_client_list $server") cat "$here/clients" ;;
        quit*)
            [ "$mode" = stubborn ] && continue
            kill $server
            wait $server
            rm "$pipe/control_lock"
            echo "$command" >>"$here/quits"
            say "Exit with status 0"
            : >"$reply"
            exit 0
            ;;
        esac >"$reply"
        say "UI closed"
    done
    exit 1
fi

[ -e "$pipe/control_lock" ] && kill -0 "$(cat "$pipe/control_lock")" 2>/dev/null || {
    echo "Cannot find MPS control daemon process" >&2
    exit 1
}
while read -r command; do
    mkfifo "$pipe/reply.$$"
    echo "$pipe/reply.$$ $command" >"$pipe/control"
    cat "$pipe/reply.$$"
    rm "$pipe/reply.$$"
done
