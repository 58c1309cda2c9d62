# Part of bench/run: peak speed and warm-up. Each VM runs a program's kernel in iterations of 50 to 100 ms for some seconds
# (programs/Bench.java). Its steady state is the median of the last half of the iterations; it has warmed up when ten
# iterations, but for one, are within 115 % of that, counted from the start of the process. What comes after those ten does
# not count: on a machine with other work some are always slower.
# shellcheck shell=bash disable=SC2154 # variables of bench/run

numeric=(Crc32 Fannkuch Fft Lu Mandelbrot MatrixMultiply NBody Sha256 Sieve Sor SparseMatmul SpectralNorm)
objects=(DeltaBlue HashMaps Havlak Interfaces Json Queens Richards StackMachine Streams Strings)
allocation=(BinaryTrees BoxedCollections LinkedLists ShortLived)
kinds=(numeric objects allocation)
all_programs=("${numeric[@]}" "${objects[@]}" "${allocation[@]}")

# No fused multiply-add and arithmetic that wraps around, as in Java.
c_flags=(-O2 -ffp-contract=off -fwrapv)
contestants=(samovar c2 c1 t0 gcc)
seconds=${seconds:-5}

kind_of() { # PROGRAM
    local kind
    for kind in "${kinds[@]}"; do
        local -n members=$kind
        [[ " ${members[*]} " == *" $1 "* ]] && echo "$kind"
    done
}

compile_c() { # PROGRAM: true when there is such a program in C, which is compiled if it was not
    local source=$here/programs/c/$1.c binary=$out/c/$1
    [[ -f $source ]] && command -v gcc >/dev/null || return 1
    [[ -x $binary && $binary -nt $source && $binary -nt $here/programs/c/bench.h ]] && return 0
    mkdir -p "$out/c"
    gcc "${c_flags[@]}" -o "$binary" "$source" -lm || fail "gcc failed"
}

# command_of CONTESTANT PROGRAM: sets the array $command; false when there is nothing to run. The slower ones, and those that
# have nothing to warm up, get less time.
command_of() {
    local time
    case $1 in
    samovar | c2) time=$seconds ;;
    *) time=$(awk -v s="$seconds" 'BEGIN { print s * 0.4 }') ;;
    esac
    case $1 in
    samovar) command=("$samovar" -cp "$out/classes" "$2" -s "$time") ;;
    t1) command=("$samovar" --tiers=1 -cp "$out/classes" "$2" -s "$time") ;;
    t0) command=("$samovar" -Xint -cp "$out/classes" "$2" -s "$time") ;;
    c2) command=("$java" -XX:+UseSerialGC -cp "$out/classes" "$2" -s "$time") ;;
    c1) command=("$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$out/classes" "$2" -s "$time") ;;
    gcc) compile_c "$2" && command=("$out/c/$2" -s "$time") ;;
    esac
}

# analyse FILE START: "STEADY WARM CHECKSUM" of a harness's output, milliseconds; nothing when there is no iteration. START is
# the time of day of the process's start in microseconds. The checksum is "differing" when iterations disagree.
analyse() {
    awk -v start="$2" '
        $1 == "begin" { begin = $2 - start / 1000; next }
        NF == 3 {
            end[++n] = $1 / 1e6
            took[n] = $2 / 1e6
            if (n > 1 && sum != $3 "")
                differing = 1
            sum = $3 ""
        }
        END {
            if (n == 0)
                exit
            for (i = int(n / 2) + 1; i <= n; i++) {
                for (k = m++; k > 0 && sorted[k - 1] > took[i]; k--)
                    sorted[k] = sorted[k - 1]
                sorted[k] = took[i]
            }
            steady = m % 2 ? sorted[(m - 1) / 2] : (sorted[m / 2 - 1] + sorted[m / 2]) / 2
            for (warm = 0; warm < n; warm++) {
                slow = 0
                for (i = warm + 1; i <= n && i <= warm + 10; i++)
                    slow += took[i] > 1.15 * steady
                if (took[warm + 1] <= 1.15 * steady && slow <= 1)
                    break
            }
            printf "%.3f %.0f %s\n", steady, begin + (warm ? end[warm] : 0), differing ? "differing" : sum
        }' "$1"
}

# measure CONTESTANT PROGRAM: sets $steady_ms, $warm_ms, $checksum; else sets $problem
measure() {
    local start status limit
    limit=$(awk -v s="$seconds" 'BEGIN { print int(s) + 60 }')
    start=${EPOCHREALTIME//[.,]/}
    timeout -k 2 "$limit" "${command[@]}" >"$out/iterations" 2>"$out/iterations.err" </dev/null
    status=$?
    if ((status != 0)); then
        problem="$1 fails with status $status: $(head -n 1 "$out/iterations.err")"
        ((status != 124)) || problem="$1 takes more than $limit s"
        return 1
    fi
    steady_ms=
    read -r steady_ms warm_ms checksum < <(analyse "$out/iterations" "$start")
    [[ -n $steady_ms ]] || { problem="$1 prints no iterations"; return 1; }
}

# measure_program PROGRAM: sets steady[CONTESTANT] and warm[CONTESTANT], medians over the rounds. Samovar must run and all
# must agree on the checksum; others may be missing.
measure_program() {
    local program=$1 who round expected='' first=${contestants[0]}
    local -A all_steady=() all_warm=() missing=()
    steady=() warm=() notes=()
    for ((round = 0; round < ${rounds:-1}; round++)); do
        for who in "${contestants[@]}"; do
            [[ -z ${missing[$who]:-} ]] && command_of "$who" "$program" || continue
            if ! measure "$who" "$program"; then
                [[ $who != "$first" ]] || return 1
                notes+=("$problem")
                missing[$who]=1
                continue
            fi
            expected=${expected:-$checksum}
            if [[ $checksum != "$expected" || $checksum == differing ]]; then
                problem="$who: checksum $checksum, not $expected"
                return 1
            fi
            all_steady[$who]+="$steady_ms "
            all_warm[$who]+="$warm_ms "
        done
    done
    for who in "${!all_steady[@]}"; do
        [[ -z ${missing[$who]:-} ]] || continue
        # shellcheck disable=SC2086 # a word each
        steady[$who]=$(median ${all_steady[$who]}) warm[$who]=$(median ${all_warm[$who]})
    done
}

steady_row() {
    printf '%-18s %12s %8s %8s %8s %8s %11s %11s\n' "$@"
}

json_program() { # PROGRAM KIND
    local who parts=()
    for who in "${contestants[@]}"; do
        [[ -n ${steady[$who]:-} ]] || continue
        parts+=("\"$who\": {\"steady_ms\": ${steady[$who]}, \"warm_ms\": ${warm[$who]}}")
    done
    local IFS=', '
    echo "{\"program\": \"$1\", \"kind\": \"$2\", ${parts[*]}}"
}

write_json() { # FILE
    local IFS=$'\n'
    {
        echo "{\"seconds\": $seconds, \"rounds\": ${rounds:-1}, \"programs\": ["
        printf '%s\n' "${json_programs[@]}" | sed '$!s/$/,/'
        echo "], \"geometric_means\": ["
        printf '%s\n' "${json_means[@]}" | sed '$!s/$/,/'
        echo "]}"
    } >"$1"
}

mean_row() { # KIND: the geometric means of the ratios and of the times to warm up
    local who cells=() parts=() values
    for who in c2 c1 t0 gcc warm_samovar warm_c2; do
        values=${ratios[$1 $who]:-}
        # shellcheck disable=SC2086 # a word each
        cells+=("${values:+$(geometric_mean $values)}")
        [[ -z $values ]] || parts+=("\"$who\": ${cells[-1]}")
    done
    steady_row "mean: $1" "" "${cells[@]:0:4}" "$(printf '%.0f' "${cells[4]:-0}")" "$(printf '%.0f' "${cells[5]:-0}")"
    local IFS=,
    json_means+=("{\"kind\": \"$1\", ${parts[*]}}")
}

steady() {
    local program who kind note
    local -A steady warm ratios=()
    local notes json_programs=() json_means=()
    echo "Steady state of samovar in ms an iteration, and its ratio to java's C2 and C1, to samovar -Xint (T0) and to"
    echo "gcc ${c_flags[*]}; ms from the process's start until iterations stay within 115 % (${rounds:-1} rounds of $seconds s)"
    steady_row program "samovar, ms" /C2 /C1 /T0 /gcc "warm, ms" "C2 warm, ms"
    for program in "${programs[@]}"; do
        if ! measure_program "$program"; then
            echo "$program: $problem"
            failed=1
            continue
        fi
        kind=$(kind_of "$program")
        local cells=()
        for who in c2 c1 t0 gcc; do
            if [[ -n ${steady[$who]:-} ]]; then
                cells+=("$(ratio "${steady[$who]}" "${steady[samovar]}")")
                ratios[$kind $who]+="${cells[-1]} "
                ratios[all $who]+="${cells[-1]} "
            else
                cells+=(-)
            fi
        done
        for who in samovar c2; do
            [[ -n ${warm[$who]:-} ]] || continue
            ratios[$kind warm_$who]+="${warm[$who]} "
            ratios[all warm_$who]+="${warm[$who]} "
        done
        steady_row "$program" "${steady[samovar]}" "${cells[@]}" "${warm[samovar]}" "${warm[c2]:--}"
        for note in ${notes[@]+"${notes[@]}"}; do echo "    $note"; done
        json_programs+=("$(json_program "$program" "$kind")")
    done
    ((${#json_programs[@]})) || return
    for kind in "${kinds[@]}" all; do
        [[ -z ${ratios[$kind warm_samovar]:-} ]] || mean_row "$kind"
    done
    [[ -z $json ]] || write_json "$json"
}

# Only how soon, against java's default flags.
warmup() {
    local program contestants=(samovar c2) rounds=${rounds:-3} kind all r
    local -A steady warm ratios=()
    local notes
    echo "ms from the process's start until iterations stay within 115 % of the steady state ($rounds rounds of $seconds s)"
    printf '%-18s %10s %10s %8s\n' program samovar C2 ratio
    for program in "${programs[@]}"; do
        if ! measure_program "$program" || [[ -z ${warm[c2]:-} ]]; then
            echo "$program: ${problem:-java fails}"
            failed=1
            continue
        fi
        r=$(ratio "${warm[c2]}" "${warm[samovar]}")
        ratios[$(kind_of "$program")]+="$r "
        all+=" $r"
        printf '%-18s %10s %10s %8s\n' "$program" "${warm[samovar]}" "${warm[c2]}" "$r"
    done
    for kind in "${kinds[@]}"; do
        # shellcheck disable=SC2086 # a word each
        [[ -z ${ratios[$kind]:-} ]] || printf '%-39s %8s\n' "geometric mean: $kind" "$(geometric_mean ${ratios[$kind]})"
    done
    # shellcheck disable=SC2086
    [[ -z ${all:-} ]] || printf '%-39s %8s\n' "geometric mean: all" "$(geometric_mean $all)"
}

# The baseline compiler's code: how much faster than the interpreter's, how much slower than C1's.
baseline() {
    local program c1 t0 contestants=(t1 c1 t0) c1_ratios=() t0_ratios=()
    local -A steady warm
    local notes
    echo "Steady state of samovar --tiers=1 (T1) in ms an iteration, its ratio to java's C1, and that of samovar -Xint (T0) to it"
    printf '%-18s %12s %8s %8s\n' program "T1, ms" /C1 T0/T1
    for program in "${programs[@]}"; do
        if ! measure_program "$program"; then
            echo "$program: $problem"
            failed=1
            continue
        fi
        c1=- t0=-
        [[ -z ${steady[c1]:-} ]] || { c1=$(ratio "${steady[c1]}" "${steady[t1]}"); c1_ratios+=("$c1"); }
        [[ -z ${steady[t0]:-} ]] || { t0=$(ratio "${steady[t1]}" "${steady[t0]}"); t0_ratios+=("$t0"); }
        printf '%-18s %12s %8s %8s\n' "$program" "${steady[t1]}" "$c1" "$t0"
    done
    ((${#c1_ratios[@]} == 0 || ${#t0_ratios[@]} == 0)) || printf '%-18s %12s %8s %8s\n' "geometric mean" "" \
        "$(geometric_mean "${c1_ratios[@]}")" "$(geometric_mean "${t0_ratios[@]}")"
}

# A loop in main that never returns (programs/OptLoop.java): how fast it gets, and when it has got there.
osr_line() { # NAME COMMAND...
    local name=$1 start
    shift
    start=${EPOCHREALTIME//[.,]/}
    timeout -k 2 "$seconds" "$@" -cp "$out/classes" OptLoop >"$out/osr" 2>"$out/osr.err" </dev/null
    awk -v start="$start" -v name="$name" '
        $1 == "begin" { begin = $2; next }
        NF == 2 { time[++n] = $1; speed[n] = $2 }
        END {
            if (n < 4) {
                print name ": too few lines"
                exit 1
            }
            for (i = int(n / 2) + 1; i <= n; i++) {
                for (k = m++; k > 0 && sorted[k - 1] > speed[i]; k--)
                    sorted[k] = sorted[k - 1]
                sorted[k] = speed[i]
            }
            full = sorted[int(m / 2)]
            # A line tells the speed since the line before: full speed begins there.
            for (first = 1; first < n && (speed[first] * 1.15 < full || speed[first + 1] * 1.15 < full);)
                first++
            reached = first > 1 ? time[first - 1] : begin
            printf "%-14s %12.1f %16.0f %16.0f\n", name, full, reached - begin, reached - start / 1000
        }' "$out/osr" || failed=1
}

osr() {
    printf '%-14s %12s %16s %16s\n' "endless loop" "steps/us" "full after, ms" "since start, ms"
    osr_line samovar "$samovar"
    osr_line "java C2" "$java" -XX:+UseSerialGC
    osr_line "java C1" "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1
    osr_line "samovar -Xint" "$samovar" -Xint
}
