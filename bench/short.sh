# Part of bench/run: programs that end soon (under 2 s on java), from the start of the process to its end: Hello, each of
# programs/ with one and with eight iterations of 50 to 100 ms, and small runs of the whole programs of `real` (those that are
# installed). java has its default flags.
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

# measure_short NAME: sets $a and $b, medians in milliseconds; else sets $problem
measure_short() {
    local i times_a=() times_b=()
    for ((i = 0; i < ${rounds:-5}; i++)); do
        timed "$out/a" "$java" "${arguments[@]}" || { problem="fails on java"; return 1; }
        times_a+=("$elapsed")
        timed "$out/b" "$samovar" "${arguments[@]}" || { problem="fails: $(head -n 1 "$out/b.err")"; return 1; }
        times_b+=("$elapsed")
        [[ $(short_result "$out/a") == "$(short_result "$out/b")" ]] || { problem="prints something else"; return 1; }
    done
    a=$(median "${times_a[@]}") b=$(median "${times_b[@]}")
}

short() {
    local program name names=() ratios=() a b problem
    local -A kinds_of_ratios=()
    local -a arguments
    mkdir -p "$out/short" "$out/real/h2"
    "${JAVAC:-javac}" -nowarn -d "$out/real/h2" "$here/real/Database.java" || fail "javac failed"
    if [[ ${programs[*]} == "${all_programs[*]}" ]]; then
        names=(Hello javac:Hello javac:Havlak clojure:'(println (reduce + (map inc (range 1000))))' rhino:1 h2:1)
    fi
    for program in "${programs[@]}"; do names+=("$program:1" "$program:8"); done
    row "wall, ms (${rounds:-5} rounds)" java samovar ratio
    for name in "${names[@]}"; do
        short_command "$name" || { row "${name%%:*}" "" "" "not installed"; continue; }
        if ! measure_short; then
            row "${name:0:24}" "" "" "$problem"
            failed=1
        elif awk -v a="$a" 'BEGIN { exit a < 2000 }'; then
            row "${name:0:24}" "$a" "$b" "too long"
        else
            ratios+=("$(ratio "$a" "$b")")
            case $name in
            *:1 | *:8) [[ $name == [hr]* ]] || kinds_of_ratios[${name#*:} iterations]+="${ratios[-1]} " ;;
            esac
            row "${name:0:24}" "$a" "$b" "${ratios[-1]}"
        fi
    done
    for name in "${!kinds_of_ratios[@]}"; do
        # shellcheck disable=SC2086 # a word each
        row "mean: ${name}" "" "" "$(geometric_mean ${kinds_of_ratios[$name]})"
    done
    ((${#ratios[@]} == 0)) || row "geometric mean" "" "" "$(geometric_mean "${ratios[@]}")"
}
