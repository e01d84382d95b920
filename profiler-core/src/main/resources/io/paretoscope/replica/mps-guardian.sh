# Guards an MPS control daemon: ends it, with all that it started, when whoever reads our output and holds our input goes away.
#
#   sh -c "$(cat mps-guardian.sh)" mps-guardian run   FOLDER PROGRAM SECONDS
#   sh -c "$(cat mps-guardian.sh)" mps-guardian clear FOLDER PROGRAM SECONDS
#
# "run" starts PROGRAM -f, prints "beside PID" of its own second process, and "ended STATUS" when PROGRAM ends by itself. At the
# end of its input it asks PROGRAM to quit, kills what of it remains after SECONDS and a little, and removes FOLDER. "clear" does
# these last three for a FOLDER whose guard was killed, and prints "found PIDS" before and "remains PIDS" after, where there are any.

# The owner's end is seen by the input alone: Ctrl-C and a closed terminal are for the owner to understand. What a shell
# ignores stays ignored in its children, the daemon among them.
trap '' INT HUP TERM QUIT PIPE
mode=$1 folder=$2 program=$3 seconds=$4
PATH=$PATH:/usr/bin:/bin

# In the environment of the daemon, and so of its servers, and of nothing else: clients only know the folder of its pipes.
mark=PARETOSCOPE_MPS_FOLDER=$folder

members() {
    grep -lsxzF -- "$mark" /proc/[0-9]*/environ | cut -d/ -f3
}

kill_members() {
    tries=0
    left=$(members)
    # What is stuck in the kernel cannot be killed, and must not keep us.
    while [ -n "$left" ] && [ "$tries" -lt 100 ]; do
        kill -KILL $left 2>/dev/null
        sleep 0.05
        tries=$((tries + 1))
        left=$(members)
    done
}

# Until "gone" says so, or the daemon has had its time.
ask_to_quit() {
    echo "quit -t $seconds" | env "$mark" "$program" >/dev/null 2>&1 &
    tries=0
    while ! gone && [ "$tries" -lt $(((seconds + 2) * 10)) ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
}

remove_folder() {
    if [ -n "$left" ]; then
        echo "remains" $left
        exit 1
    fi
    rm -rf -- "$folder"
}

clear_away() {
    gone() { [ -z "$(members)" ]; }
    if ! gone; then
        echo "found" $(members)
        ask_to_quit
    fi
    kill_members
    remove_folder
}

if [ "$mode" = clear ]; then
    clear_away
    exit
fi

# A command in the background has no input unless it is given one.
exec 3<&0 </dev/null
# It may end servers by SIGTERM, which they must not ignore then.
(
    trap - TERM
    exec env "$mark" "$program" -f >"$folder/log/control.out" 2>&1 3<&-
) &
control=$!
{
    while read -r line; do :; done
    if grep -qszF -- "$folder" "/proc/$$/cmdline"; then
        gone() { [ -e "$folder/ended" ]; }
        gone || ask_to_quit
        kill_members
        # Not yet marked if it was only about to start.
        gone || kill -KILL "$control" 2>/dev/null
    else
        # The first of our two processes was killed.
        clear_away
    fi
} <&3 3<&- >/dev/null &
echo "beside $!"
exec 3<&-
wait "$control"
status=$?
: >"$folder/ended"
kill_members
echo "ended $status"
wait
kill_members
remove_folder
