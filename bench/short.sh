# Part of bench/run: programs that end soon (under 2 s on java), from the start of the process to its end: Hello, each of
# programs/ with one and with eight iterations of 50 to 100 ms, and small runs of the whole programs of `real` (those that are
# installed). java has its default flags. On a machine with other work the processor time tells more.
# shellcheck shell=bash disable=SC2154 # variables of bench/run

# short_command NAME: sets the array $arguments; false when something is not installed
short_command() {
    local kind=${1%%:*} rest=${1#*:}
    case $kind in
    Hello) arguments=(-cp "$out/classes" Hello) ;;
    javac) arguments=(-m jdk.compiler/com.sun.tools.javac.Main -nowarn -d "$out/short" "$here/programs/$rest.java"
        -cp "$out/classes") ;;
    clojure) [[ -f $real_lib/clojure.jar ]] && arguments=(-cp "$real_lib/clojure.jar" clojure.main -e "$rest") ;;
    rhino) [[ -f $real_lib/js.jar ]] && arguments=(-cp "$real_lib/js.jar" org.mozilla.javascript.tools.shell.Main -opt 9
        "$here/real/program.js" "$rest") ;;
    h2) [[ -f $real_lib/h2.jar ]] && arguments=(-cp "$real_lib/h2.jar:$out/real/h2" Database "$rest") ;;
    *) arguments=(-cp "$out/classes" "$kind" -i "$rest") ;;
    esac
}

# What a run printed, without its times: of a benchmark the checksums.
short_result() { # FILE
    awk '$1 == "begin" { bench = 1; next } { print bench ? $3 : $0 }' "$1"
}

# run_short WHO OUTPUT COMMAND...: adds milliseconds to wall[WHO] and cpu[WHO]
run_short() {
    local who=$1 output=$2 real user sys TIMEFORMAT='%3R %3U %3S' status
    shift 2
    { time "$@" >"$output" 2>"$output.err" </dev/null; } 2>"$output.time"
    status=$?
    read -r real user sys < <(tail -n 1 "$output.time")
    wall[$who]+="$(awk -v s="$real" 'BEGIN { print s * 1000 }') "
    cpu[$who]+="$(awk -v u="$user" -v s="$sys" 'BEGIN { print (u + s) * 1000 }') "
    return $status
}

# measure_short: sets wall[WHO] and cpu[WHO] to medians; else sets $problem
measure_short() {
    local i who
    wall=() cpu=()
    for ((i = 0; i < ${rounds:-5}; i++)); do
        run_short java "$out/a" "$java" "${arguments[@]}" || { problem="fails on java"; return 1; }
        run_short samovar "$out/b" "$samovar" "${arguments[@]}" || { problem="fails: $(head -n 1 "$out/b.err")"; return 1; }
        [[ $(short_result "$out/a") == "$(short_result "$out/b")" ]] || { problem="prints something else"; return 1; }
    done
    for who in java samovar; do
        # shellcheck disable=SC2086 # a word each
        wall[$who]=$(median ${wall[$who]}) cpu[$who]=$(median ${cpu[$who]})
    done
}

short_row() {
    printf '%-24s %10s %10s %7s %10s %10s %7s\n' "$@"
}

short_mean() { # NAME: of the ratios noted under it
    # shellcheck disable=SC2086 # a word each
    [[ -z ${ratios[$1 wall]:-} ]] || short_row "mean: $1" "" "" "$(geometric_mean ${ratios[$1 wall]})" "" "" \
        "$(geometric_mean ${ratios[$1 cpu]})"
}

short() {
    local program name names=() problem group
    local -A wall=() cpu=() ratios=()
    local -a arguments
    mkdir -p "$out/short" "$out/real/h2"
    "${JAVAC:-javac}" -nowarn -d "$out/real/h2" "$here/real/Database.java" || fail "javac failed"
    if [[ ${programs[*]} == "${all_programs[*]}" ]]; then
        names=(Hello javac:Hello javac:Havlak clojure:'(println (reduce + (map inc (range 1000))))' rhino:1 h2:1)
    fi
    for program in "${programs[@]}"; do names+=("$program:1" "$program:8"); done
    short_row "short (${rounds:-5} rounds), ms" "java wall" samovar ratio "java CPU" samovar ratio
    for name in "${names[@]}"; do
        short_command "$name" || { short_row "${name%%:*}" - - - - - -; continue; }
        if ! measure_short; then
            echo "${name:0:24}: $problem"
            failed=1
            continue
        fi
        local cells=("${wall[java]}" "${wall[samovar]}" "$(ratio "${wall[java]}" "${wall[samovar]}")"
            "${cpu[java]}" "${cpu[samovar]}" "$(ratio "${cpu[java]}" "${cpu[samovar]}")")
        short_row "${name:0:24}" "${cells[@]}"
        group="whole programs"
        [[ " ${all_programs[*]} " != *" ${name%%:*} "* ]] || group="${name#*:} iterations"
        if awk -v wall="${wall[java]}" -v cpu="${cpu[java]}" 'BEGIN { exit wall < 2000 || cpu < 2000 }'; then
            echo "    java takes 2 s: not counted"
            continue
        fi
        for group in "$group" all; do
            ratios[$group wall]+="${cells[2]} "
            ratios[$group cpu]+="${cells[5]} "
        done
    done
    for group in "whole programs" "1 iterations" "8 iterations" all; do short_mean "$group"; done
}
