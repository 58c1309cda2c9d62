# Sourced by run: reports opened by the programs that they are for, and shares against perf's, where these are installed.
# uses: check, near, run, samovar, work, browser_run.

# ---- pprof, which is part of Go and a program of its own

pprof=()
if command -v pprof >/dev/null; then
    pprof=(pprof)
elif command -v go >/dev/null && go tool pprof -h 2>&1 | grep -q -- -top; then
    pprof=(go tool pprof)
fi
if ((${#pprof[@]} == 0)); then
    echo "skipped: out.pb.gz in pprof (neither pprof nor golang-go is installed)"
else
    PPROF_TMPDIR=$work "${pprof[@]}" -top -cum "$work/out.pb.gz" >"$work/pprof.txt" 2>"$work/stderr"
    check "pprof: opens out.pb.gz" $?
    # flat flat% sum% cum cum% name
    main=$(awk '$NF == "Shares.main" { print $4 + 0 }' "$work/pprof.txt")
    for pair in five:50 three:30 two:20; do
        awk -v name="Shares.${pair%:*}" -v main="${main:-0}" -v p="${pair#*:}" '
            $NF == name { got = 100 * $4 / main; ok = got > p - 8 && got < p + 8 }
            END { if (!ok) printf "pprof: %s: %.1f %%, not %d\n", name, got, p; exit !ok }' "$work/pprof.txt"
        check "pprof: share of ${pair%:*}" $?
    done
    PPROF_TMPDIR=$work "${pprof[@]}" -sample_index=alloc_space -top "$work/alloc.pb.gz" 2>&1 | grep -q 'byte\[\]$'
    check "pprof: allocated bytes" $?
fi

# ---- flamegraph.pl (github.com/brendangregg/FlameGraph)

if ! command -v flamegraph.pl >/dev/null; then
    echo "skipped: a.collapsed in flamegraph.pl (it is not in the PATH)"
else
    flamegraph.pl "$work/a.collapsed" >"$work/flame.svg" 2>"$work/stderr"
    check "flamegraph.pl: opens a.collapsed" $(($? != 0 || $(wc -c <"$work/stderr") != 0))
    grep -Eq '<title>Shares\.five \([0-9,]+ samples, (4[0-9]|5[0-9])\.' "$work/flame.svg"
    check "flamegraph.pl: share of five" $?
fi

# ---- speedscope (npm install -g speedscope), whose page is opened as its command does

page=
if command -v speedscope >/dev/null; then
    page=$(dirname "$(readlink -f "$(command -v speedscope)")")/../dist/release/index.html
fi
if [[ ! -e $page || -z $browser ]]; then
    echo "skipped: out.speedscope.json in speedscope (it or chromium is not installed)"
else
    printf "speedscope.loadFileFromBase64('out.speedscope.json', '%s')" "$(base64 -w0 "$work/out.speedscope.json")" \
        >"$work/speedscope.js"
    browser_run --virtual-time-budget=10000 --enable-unsafe-swiftshader \
        --dump-dom "file://$page#localProfilePath=$work/speedscope.js&view=sandwich" >"$work/speedscope.html" 2>"$work/browser.log"
    grep -q 'Importing as speedscope json file' "$work/browser.log"
    check "speedscope: imports out.speedscope.json" $?
    sed 's/<[^>]*>/ /g' "$work/speedscope.html" | grep -Eq '\((8|9)[0-9](\.[0-9]+)?%\) +Shares\.work'
    check "speedscope: its table has Shares.work" $?
fi

# ---- perf, which looks at the same run by itself

perf_shares() { # FILE: "NAME PERCENT" of the methods of Phases
    perf report -i "$1" --stdio --no-children --sort sym 2>/dev/null |
        awk '{ sub(/^Phases\$.*\.area$/, "Phases.calls", $NF) } # which may be inlined there
            $NF ~ /^Phases\.(straight|calls|bytes|objects)$/ { print $NF, $1 + 0 }'
}
perf_record() {
    (cd "$work" && perf record -q -k mono -e cpu-clock -F 997 -o perf.data -- "$samovar" --jitdump --profile=perf.txt \
        --profile-rate=1000 -cp . Phases 4500) >"$work/stdout" 2>"$work/stderr"
}
# Of the time in these methods: of the rest, perf does not see the time of threads that wake up for moments.
perf_agrees() {
    (cd "$work" && perf inject --jit -i perf.data -o jitted.data) >"$work/inject.log" 2>&1 || return 1
    perf_shares "$work/jitted.data" >"$work/perf-shares.txt"
    awk 'NR == FNR { perf[$1] += $2; perf_all += $2; next }
        /^the hottest/ { listed = 1 }
        { sub(/^Phases\$.*\.area$/, "Phases.calls", $NF) }
        !listed && $NF in perf && $1 ~ /%$/ { n += !($NF in ours); ours[$NF] += $1; ours_all += $1 }
        END {
            for (name in ours) {
                x = 100 * ours[name] / ours_all
                y = 100 * perf[name] / perf_all
                limit = 300 / perf_all # 3 points of the whole
                if (x - y > limit || x - y < -limit) { printf "%s: %.1f %%, perf says %.1f\n", name, x, y; bad = 1 }
            }
            if (n < 4) { print "only " n " methods are in both"; bad = 1 }
            exit bad
        }' "$work/perf-shares.txt" "$work/perf.txt"
}
if ! command -v perf >/dev/null; then
    echo "skipped: shares against perf's (perf is not installed)"
elif ! perf_record; then
    echo "skipped: shares against perf's (perf record does not work here)"
else # three tries, as for phases_agree
    perf_agrees || { perf_record && perf_agrees; } || { perf_record && perf_agrees; }
    check "shares agree with perf's within 3 points" $?
fi
