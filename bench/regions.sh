# regions.sh - part of bench/run: the 6502 of examples/emulator, its memory in regions on samovar, and in arrays behind a
# chain of comparisons (bench/regions/) on java.

regions() {
    local count=${rounds:-5} length=${seconds:-3} i a b times_a=() times_b=() last
    local arrays=$out/arrays mapped=$out/regions jar
    jar=$(dirname "$samovar")/samovar.jar
    rm -rf "$arrays" "$mapped"
    "${JAVAC:-javac}" -nowarn -d "$arrays" "$root/src/runtime/region/java/samovar/Device.java" \
        "$here"/regions/samovar/*.java "$root"/examples/emulator/*.java || fail "javac failed"
    "${JAVAC:-javac}" -nowarn -cp "$jar" -d "$mapped" "$root"/examples/emulator/*.java || fail "javac failed"
    row "6502 ($count rounds)" "java arrays" samovar ratio
    for ((i = 0; i < count; i++)); do
        timed "$out/a" "$java" -XX:+UseSerialGC -cp "$arrays" Emulator "$length" || fail "the emulator fails on java"
        timed "$out/b" "$samovar" -cp "$mapped" Emulator "$length" || fail "the emulator fails: $(head -n 1 "$out/b.err")"
        cmp -s <(head -n 2 "$out/a") <(head -n 2 "$out/b") || fail "the emulator prints something else"
        for last in a b; do
            local -n times=times_$last
            times+=("$(awk '/million a second/ { printf "%.3f", 1000 / $1 }' "$out/$last")")
        done
    done
    a=$(median "${times_a[@]}")
    b=$(median "${times_b[@]}")
    row "ns an instruction" "$a" "$b" "$(ratio "$a" "$b")"
}
