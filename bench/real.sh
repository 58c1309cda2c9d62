# Part of bench/run: whole programs, about 20 s each on java -XX:+UseSerialGC or more, and the same on Samovar. They
# are javac and those of Debian's packages (tests/real/packages; and openjdk-17-source, whose module java.desktop javac
# compiles); what is not installed is skipped. What they print must be the same, and javac's class files.
# shellcheck shell=bash disable=SC2154 # variables of bench/run

real_programs=(javac clojure rhino h2)
real_lib=${REAL_LIB:-/usr/share/java}

# What is needed to run a program; real_sources is java's src.zip.
needs_of() { # PROGRAM
    case $1 in
    javac) echo "$real_sources" ;;
    clojure) echo "$real_lib/clojure.jar" ;;
    rhino) echo "$real_lib/js.jar" ;;
    h2) echo "$real_lib/h2.jar" ;;
    esac
}

find_sources() { # beside the java that is run, or that `java.home` says
    local home
    home=$("$java" -XshowSettings:properties -version 2>&1 | awk '$1 == "java.home" { print $3 }')
    real_sources=$home/lib/src.zip
    [[ -f $real_sources ]] || real_sources=/usr/lib/jvm/openjdk-17/src.zip
}

# prepare PROGRAM: what has to be there before it runs
prepare() {
    case $1 in
    javac)
        [[ -f $out/real/sources ]] && return
        mkdir -p "$out/real/src"
        command -v unzip >/dev/null || fail "javac's sources: needs unzip"
        unzip -q -o "$real_sources" 'java.desktop/*' -d "$out/real/src" || fail "unzip failed"
        find "$out/real/src" -name '*.java' | sort >"$out/real/sources"
        ;;
    h2)
        mkdir -p "$out/real/h2"
        "${JAVAC:-javac}" -nowarn -d "$out/real/h2" "$here/real/Database.java" || fail "javac failed"
        ;;
    esac
}

# arguments_of PROGRAM DIRECTORY: sets the array $arguments; files are written below DIRECTORY
arguments_of() {
    case $1 in
    javac) arguments=(-m jdk.compiler/com.sun.tools.javac.Main -proc:none -nowarn -Xlint:none -d "$2" "@$out/real/sources") ;;
    clojure) arguments=(-cp "$real_lib/clojure.jar" clojure.main "$here/real/program.clj" 300) ;;
    rhino) arguments=(-cp "$real_lib/js.jar" org.mozilla.javascript.tools.shell.Main -opt 9 "$here/real/program.js" 56) ;;
    h2) arguments=(-cp "$real_lib/h2.jar:$out/real/h2" Database 24) ;;
    esac
}

# run_real WHO PROGRAM COMMAND...: sets wall_s, cpu_s, peak_kb; its output is in $out/real/WHO.out, its files in .files
run_real() {
    local who=$out/real/$1 program=$2 status user sys
    shift 2
    rm -rf "$who.files"
    mkdir -p "$who.files"
    arguments_of "$program" "$who.files"
    /usr/bin/time -f '%e %U %S %M' -o "$who.time" env -u JDK_JAVA_OPTIONS -u JAVA_TOOL_OPTIONS -u CLASSPATH TZ=UTC \
        "$@" "${arguments[@]}" >"$who.out" 2>"$who.err" </dev/null
    status=$?
    if ((status != 0)); then
        problem="$(basename "$who") fails with status $status: $(head -n 1 "$who.err")"
        return 1
    fi
    read -r wall_s user sys peak_kb < <(tail -n 1 "$who.time")
    cpu_s=$(awk -v u="$user" -v s="$sys" 'BEGIN { print u + s }')
}

# measure_real PROGRAM: medians over the rounds in $a_* (java) and $b_*; else sets $problem
measure_real() {
    local i wall_a=() cpu_a=() peak_a=() wall_b=() cpu_b=() peak_b=()
    for ((i = 0; i < ${rounds:-1}; i++)); do
        run_real java "$1" "$java" -XX:+UseSerialGC || return 1
        wall_a+=("$wall_s") cpu_a+=("$cpu_s") peak_a+=("$peak_kb")
        run_real samovar "$1" "$samovar" || return 1
        wall_b+=("$wall_s") cpu_b+=("$cpu_s") peak_b+=("$peak_kb")
        if ! cmp -s "$out/real/java.out" "$out/real/samovar.out"; then
            problem="prints something else"
            return 1
        fi
        if ! diff -qr "$out/real/java.files" "$out/real/samovar.files" >/dev/null; then
            problem="writes other files"
            return 1
        fi
    done
    a_wall=$(median "${wall_a[@]}") a_cpu=$(median "${cpu_a[@]}") a_peak=$(median "${peak_a[@]}")
    b_wall=$(median "${wall_b[@]}") b_cpu=$(median "${cpu_b[@]}") b_peak=$(median "${peak_b[@]}")
}

real() {
    local program a_wall a_cpu a_peak b_wall b_cpu b_peak wall_s cpu_s peak_kb real_sources walls=() cpus=()
    local -a arguments
    [[ -x /usr/bin/time ]] || fail "needs /usr/bin/time (Debian's package time)"
    find_sources
    mkdir -p "$out/real"
    row "real (${rounds:-1} rounds)" "java serial" samovar ratio
    for program in "${programs[@]}"; do
        if [[ ! -f $(needs_of "$program") ]]; then
            row "$program" "" "" "skipped: no $(needs_of "$program")"
            continue
        fi
        prepare "$program"
        if ! measure_real "$program"; then
            row "$program" "" "" "$problem"
            failed=1
            continue
        fi
        walls+=("$(ratio "$a_wall" "$b_wall")") cpus+=("$(ratio "$a_cpu" "$b_cpu")")
        row "$program: wall time, s" "$a_wall" "$b_wall" "${walls[-1]}"
        row "  processor time, s" "$a_cpu" "$b_cpu" "${cpus[-1]}"
        row "  peak memory, kB" "$a_peak" "$b_peak" "$(ratio "$a_peak" "$b_peak")"
    done
    ((${#walls[@]} == 0)) || row "geometric mean: wall" "" "" "$(geometric_mean "${walls[@]}")"
    ((${#cpus[@]} == 0)) || row "  processor time" "" "" "$(geometric_mean "${cpus[@]}")"
}
