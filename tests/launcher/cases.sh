# shellcheck shell=bash
# The cases of tests/launcher/run. Each runs in its own copy of the fixture, with $VM standing for java or samovar.

build_fixture() { # HERE: fills the current directory
    local here=$1
    "$JAVAC" -nowarn -Xlint:none -d classes $(find "$here/src" -name '*.java') &&
        rm classes/Removed.class &&
        "$JAVAC" -d mods --module-source-path "$here/modules" $(find "$here/modules" -name '*.java') &&
        mkdir -p jars/lib dep &&
        mv classes/tool dep/tool && mkdir -p app/tool && mv dep/tool/App.class app/tool &&
        printf 'Main-Class: tool.App\nClass-Path: lib/dep.jar lib/absent.jar\nImplementation-Version: 4.2\n' >app.mf &&
        printf 'Main-Class: Reflects\nAdd-Opens: java.base/java.lang\nAdd-Exports: java.base/jdk.internal.misc\n' >opens.mf &&
        printf 'Main-Class: Echo\nLauncher-Agent-Class: Agent\n' >agent.mf &&
        printf 'Main-Class: Absent\n' >absent.mf &&
        printf 'Multi-Release: true\nMain-Class: Version\n' >multi.mf &&
        jar=$JDK/bin/jar &&
        "$jar" -cfm jars/app.jar app.mf -C app . &&
        "$jar" -cf jars/lib/dep.jar -C dep . &&
        "$jar" -cfm jars/opens.jar opens.mf -C classes Reflects.class &&
        "$jar" -cfm jars/agent.jar agent.mf -C classes Echo.class &&
        "$jar" -cfm jars/absent.jar absent.mf -C classes Echo.class &&
        "$jar" -cf jars/nomain.jar -C classes Echo.class &&
        "$jar" -cfM jars/nomanifest.jar -C classes Echo.class &&
        head -c 300 jars/app.jar >jars/corrupt.jar &&
        : >jars/empty.jar &&
        mkdir -p v9 v17 &&
        echo 'public class Version { public static void main(String[] a) { System.out.println("base"); } }' >v9/Version.java &&
        echo 'public class Version { public static void main(String[] a) { System.out.println("versioned"); } }' >v17/Version.java &&
        "$JAVAC" -d v9 v9/Version.java && "$JAVAC" -d v17 v17/Version.java &&
        "$jar" -cfm jars/multi.jar multi.mf -C v9 Version.class --release 17 -C v17 Version.class &&
        "$jar" -cf mods.jar -C mods/hello.lib . &&
        rm -rf app v9 v17 ./*.mf
}

# ---- the class path

case_cp() { "$VM" -cp classes Echo one two; }
case_classpath() { "$VM" -classpath classes Echo one; }
case_class_path() { "$VM" --class-path classes Echo one; }
case_class_path_equals() { "$VM" --class-path=classes Echo one; }
case_cp_default() { cd classes && "$VM" Echo here; }
case_cp_empty() { cd classes && "$VM" -cp "" Echo; }
case_cp_trailing_colon() { cd classes && "$VM" -cp /nowhere: Echo; }
case_cp_order() { "$VM" -cp /nowhere:jars/nomain.jar:classes Echo; }
case_cp_repeated() { "$VM" -cp /nowhere -cp classes Echo; }
case_cp_variable() { CLASSPATH=classes "$VM" Echo; }
case_cp_over_variable() { CLASSPATH=/nowhere "$VM" -cp classes Echo; }
case_cp_wildcard() { "$VM" -cp 'jars/lib/*:jars/app.jar' tool.App; }
case_cp_wildcard_only() { cd jars/lib && cp ../app.jar . && "$VM" -cp '*' tool.App; }
case_cp_wildcard_empty_dir() { mkdir none && "$VM" -cp 'none/*:classes' Props java.class.path; }
case_cp_wildcard_property() { "$VM" -cp 'jars/lib/*:classes' Props java.class.path; }
case_cp_wildcard_variable() { CLASSPATH='jars/lib/*:classes' "$VM" Props java.class.path; }
case_cp_property() { "$VM" -Djava.class.path=classes Echo; }
case_cp_missing_value() { "$VM" -cp; }
case_cp_multi_release() { "$VM" -cp jars/multi.jar Version; }

# ---- what is the main class

case_main_slashes() { "$VM" -cp classes pack/Asserts; }
case_main_missing() { "$VM" -cp classes Foo; }
case_main_missing_package() { "$VM" -cp classes no.such.Foo; }
case_main_wrong_name() { cd classes && "$VM" -cp pack Asserts; }
case_main_wrong_case() { "$VM" -cp classes echo; }
case_main_not_there() { "$VM" -cp classes NoMain; }
case_main_private() { "$VM" -cp classes PrivateMain; }
case_main_instance() { "$VM" -cp classes InstanceMain; }
case_main_int() { "$VM" -cp classes IntMain; }
case_main_inherited() { "$VM" -cp classes InheritedMain a; }
case_main_interface() { "$VM" -cp classes InterfaceMain; }
case_main_failing_init() { "$VM" -cp classes FailingInit; }
case_main_missing_super() { "$VM" -cp classes MissingSuper; }
case_main_corrupt() { head -c 100 classes/Echo.class >Echo.class; "$VM" -cp . Echo; }
case_main_from_jdk() { "$VM" java.lang.String; }
case_main_file_name() { cd classes && "$VM" Echo.class; }
case_main_array() { "$VM" -cp classes '[LEcho;'; }

# ---- jars

case_jar() { "$VM" -jar jars/app.jar a b; }
case_jar_relative() { cd jars && "$VM" -jar app.jar; }
case_jar_dotdot() { cd jars/lib && "$VM" -jar ../app.jar -x -version; }
case_jar_options_after() { "$VM" -jar -Dx=1 jars/app.jar -Dy=2; }
case_jar_class_path_ignored() { "$VM" -cp classes -jar jars/app.jar; }
case_jar_no_main() { "$VM" -jar jars/nomain.jar; }
case_jar_main_absent() { "$VM" -jar jars/absent.jar; }
case_jar_missing() { "$VM" -jar nope.jar; }
case_jar_corrupt() { "$VM" -jar jars/corrupt.jar; }
case_jar_empty() { "$VM" -jar jars/empty.jar; }
case_jar_no_manifest() { "$VM" -jar jars/nomanifest.jar; }
case_jar_missing_value() { "$VM" -jar 2>&1 | head -n 1; }
case_jar_opens() { "$VM" -jar jars/opens.jar; }
case_jar_multi_release() { "$VM" -jar jars/multi.jar; }
own_jar_agent() { "$VM" -jar jars/agent.jar; }

# ---- arguments

case_args_empty() { "$VM" -cp classes Echo "" " " "a b" ''; }
case_args_like_options() { "$VM" -cp classes Echo -cp -version @x --help -; }
case_args_unicode() { "$VM" -cp classes Echo grüße 日本 😀; }
case_args_bad_utf8() { "$VM" -cp classes Echo $'a\xff\xc3z'; }
case_args_latin_locale() { LC_ALL=C "$VM" -cp classes Echo grüße; }
case_args_star() { "$VM" -cp classes Echo '*' 'a*'; }
case_args_many() { "$VM" -cp classes Echo $(seq 1 2000) | tail -n 1; }
case_args_long() { "$VM" -cp classes Echo "$(head -c 100000 /dev/zero | tr '\0' x)" | wc -c; }

# ---- properties and the environment

case_properties() { "$VM" -Da=1 -Db -Dc= -Dd=x=y '-De=a b' -Da=2 -cp classes Props a b c d e f; }
case_properties_unicode() { "$VM" -Dname=grüße -cp classes Props name | od -c; }
case_properties_standard() {
    "$VM" -cp classes Props java.version java.specification.version java.vm.specification.version java.home user.dir \
        file.separator path.separator java.class.version os.name os.arch java.io.tmpdir sun.java.launcher java.vendor \
        sun.java.command user.timezone java.class.path java.library.path sun.boot.library.path sun.arch.data.model \
        java.vm.specification.name java.vm.specification.vendor java.specification.name line.separator \
        jdk.debug sun.cpu.endian sun.io.unicode.encoding java.runtime.name java.runtime.version user.language
}
case_properties_all() { # which there are; the values of many differ
    "$VM" -XshowSettings:properties -version 2>&1 | sed -n 's/^    \([a-z][a-z.A-Z]*\) = .*/\1/p' | grep -v -e compiler -e Oops
}
case_encoding_utf8() { "$VM" -cp classes Props file.encoding sun.jnu.encoding native.encoding; }
case_encoding_c() { LC_ALL=C "$VM" -cp classes Props file.encoding sun.jnu.encoding native.encoding; }
case_encoding_property() { "$VM" -Dfile.encoding=ISO-8859-1 -cp classes Props file.encoding native.encoding; }
case_no_environment() { env -i "$VM" -cp classes Props user.home file.encoding user.dir; }
case_other_user() { # has no home directory of its own
    ((EUID == 0)) || { echo "user.name=nobody"; return; }
    local dir vm=$VM status # copied: that user may not enter the folders above this one
    dir=$(mktemp -d) && cp -r classes "$dir/"
    if [[ -f $(dirname "$VM")/libsamovar.so.0 ]]; then
        cp -rL "$VM" "$(dirname "$VM")"/libsamovar.so.0 "$(dirname "$VM")"/jvm "$dir/"
        vm=$dir/${VM##*/}
    fi
    chmod -R a+rX "$dir"
    (cd "$dir" && env -i setpriv --reuid=65534 --regid=65534 --clear-groups "$vm" -cp classes Props user.name)
    status=$?
    rm -rf "$dir"
    return $status
}
case_library_path() { LD_LIBRARY_PATH=/some/where "$VM" -cp classes Props java.library.path; }
case_java_options() { JDK_JAVA_OPTIONS="-Da=1 '-Db=x y' -cp classes" "$VM" Props a b; }
case_java_options_overridden() { JDK_JAVA_OPTIONS="-Da=1 -cp /nowhere" "$VM" -Da=2 -cp classes Props a; }
case_java_options_main() { JDK_JAVA_OPTIONS="-cp classes Props" "$VM" Props a; }
case_java_options_jar() { JDK_JAVA_OPTIONS="-jar jars/app.jar" "$VM" Props a; }
case_java_options_argfile() { echo "-Da=file" >opts; JDK_JAVA_OPTIONS="@opts" "$VM" -cp classes Props a; }
case_java_options_version() { JDK_JAVA_OPTIONS="-version" "$VM" -cp classes Props a; }
case_java_options_quote() { JDK_JAVA_OPTIONS="-Da='x" "$VM" -cp classes Props a; }
case_tool_options() { JAVA_TOOL_OPTIONS="-Da=tool '-Db=x y'" _JAVA_OPTIONS=-Dc=last "$VM" -Da=line -Dc=line -cp classes Props a b c; }

# ---- argument files

case_argfile() {
    printf '# comment\n-Da="x y" -Db='"'"'q "r"'"'"'\n-cp\nclasses # more\n"-Dc=1\\\n   2"\n-Dd="\\t\\\\"\n' >opts
    "$VM" @opts Props a b c d
}
case_argfile_main() { printf -- '-cp classes Echo\none "two words" @three\n' >all && "$VM" @all four @five; }
case_argfile_missing() { "$VM" @nope Echo; }
case_argfile_escape() { cd classes && "$VM" -cp . Echo @nope; }
case_argfile_double_at() { "$VM" -cp classes @@Echo; }
own_argfile_disable() { "$VM" --disable-@files -cp classes Echo @nope; }
case_argfile_directory() { "$VM" @classes Echo; }
case_argfile_value() { printf 'classes' >cp && "$VM" -cp @cp Echo; }
case_argfile_open_quote() { printf -- '-Da="x\n-cp classes\n' >opts && "$VM" @opts -cp classes Props a; }
case_argfile_nested() { echo '@inner' >outer && echo -Da=1 >inner && "$VM" @outer -cp classes Props a; }

# ---- assertions

case_ea() { "$VM" -ea -cp classes pack.Asserts; }
case_ea_long() { "$VM" -enableassertions -cp classes pack.Asserts; }
case_ea_package() { "$VM" -ea:pack... -da:pack.sub... -cp classes pack.Asserts; }
case_ea_class() { "$VM" -ea:pack.Asserts -cp classes pack.Asserts; }
case_ea_last_wins() { "$VM" -ea -da:pack.sub.Inner -cp classes pack.Asserts; }
case_ea_system() { "$VM" -esa -cp classes pack.Asserts; }
case_ea_off_again() { "$VM" -ea -da -cp classes pack.Asserts; }

# ---- modules

case_module() { "$VM" -p mods -m hello.app/app.Main a b; }
case_module_long() { "$VM" --module-path mods --module hello.app/app.Main; }
case_module_equals() { "$VM" --module-path=mods --module=hello.app/app.Main x; }
case_module_no_class() { "$VM" -p mods -m hello.app; }
case_module_absent() { "$VM" -p mods -m no.such 2>&1; }
case_module_class_absent() { "$VM" -p mods -m hello.app/app.Absent; }
case_module_missing_value() { "$VM" -p mods -m; }
case_module_path_missing_value() { "$VM" -p; }
case_module_dependency_absent() { "$VM" -p mods/hello.app -m hello.app/app.Main 2>&1; }
case_module_jar() { "$VM" -p mods/hello.app:mods.jar -m hello.app/app.Main; }
case_module_add() { "$VM" --add-modules java.sql -p mods -m hello.app/app.Main; }
case_module_add_absent() { "$VM" --add-modules=no.such -cp classes Echo 2>&1; }
case_module_limit() { "$VM" --limit-modules java.base -cp classes Echo; }
case_module_exports() { "$VM" -p mods --add-exports hello.lib/lib.hidden=hello.app -m hello.app/app.Main; }
case_module_opens() { "$VM" --add-opens java.base/java.lang=ALL-UNNAMED --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED -cp classes Reflects; }
case_module_closed() { "$VM" -cp classes Reflects; }
case_module_opens_bad() { "$VM" --add-opens java.base -cp classes Echo 2>&1; }
case_module_opens_unknown() { "$VM" --add-opens no.such/pack=ALL-UNNAMED -cp classes Echo; }
case_module_opens_missing_value() { "$VM" --add-opens; }
case_module_patch() {
    mkdir -p patch/lib && printf 'package lib; public class Greeting { public static String of(String n) { return "Patched, " + n; } }' >patch/lib/Greeting.java
    "$JAVAC" --patch-module hello.lib=patch -p mods --add-modules hello.lib -d patched patch/lib/Greeting.java
    "$VM" -p mods --patch-module hello.lib=patched -m hello.app/app.Main
}
case_module_patch_base() {
    mkdir -p patch && printf 'package java.util; public class Patched { public static void main(String[] a) { System.out.println("in " + Patched.class.getModule()); } }' >patch/Patched.java
    "$JAVAC" --patch-module java.base=patch -d patched patch/Patched.java
    "$VM" --patch-module java.base=patched -m java.base/java.util.Patched
}
# Which of the two modules is named first depends on hash codes that differ from run to run.
case_module_automatic() {
    "$VM" -p jars/lib/dep.jar:jars/app.jar -m app/tool.App >out 2>&1
    local status=$?
    sed -E 's/(Module|module|to) (app|dep)\>/\1 X/g' out
    return $status
}
case_module_on_class_path() { "$VM" -cp mods/hello.app:mods/hello.lib app.Main; }
case_list_modules() { "$VM" --list-modules | head -n 3; }
case_list_modules_path() { "$VM" -p mods --list-modules | grep hello; }
case_describe_module() { "$VM" -d java.logging; }
case_describe_module_long() { "$VM" -p mods --describe-module hello.app | sort; }
case_describe_module_absent() { "$VM" --describe-module=no.such; }
case_validate_modules() { "$VM" --validate-modules; }
case_validate_modules_bad() { cp -r mods/hello.lib mods/copy && mkdir two && mv mods/copy two/ && "$VM" -p mods:two --validate-modules; }
case_show_module_resolution() { "$VM" --show-module-resolution --limit-modules hello.app -p mods -m hello.app/app.Main; }
case_dry_run() { "$VM" --dry-run -cp classes Ends throw; }
case_dry_run_absent() { "$VM" --dry-run -cp classes Foo; }

# ---- how programs end

case_ends_return() { "$VM" -cp classes Ends return; }
case_ends_throw() { "$VM" -cp classes Ends throw; }
case_ends_exit() { "$VM" -cp classes Ends exit 42; }
case_ends_exit_negative() { "$VM" -cp classes Ends exit -1; }
case_ends_exit_large() { "$VM" -cp classes Ends exit 256; }
case_ends_halt() { "$VM" -cp classes Ends halt 5; }
case_ends_hook() { "$VM" -cp classes Ends hook; }
case_ends_hook_exit() { "$VM" -cp classes Ends hook-exit; }
case_ends_thread() { "$VM" -cp classes Ends thread; }
case_ends_thread_throws() { "$VM" -cp classes Ends thread-throws; }
case_ends_throw_thread() { "$VM" -cp classes Ends throw-thread; }
case_ends_daemon() { "$VM" -cp classes Ends daemon; }
case_ends_handler() { "$VM" -cp classes Ends handler; }

signalled() { # SIGNAL: the status of a program that waits for it
    # Whoever runs the tests may ignore the signal, and so would the VM.
    env --default-signal="$1" "$VM" -cp classes Ends wait >out &
    for _ in $(seq 200); do
        grep -qs ready out && break
        sleep 0.05
    done
    kill "-$1" $! && wait $!
    echo "status $?"
    cat out
}
case_signal_int() { (trap - INT; set -m; signalled INT); }
case_signal_term() { signalled TERM; }
case_signal_hup() { signalled HUP; }
case_signal_pipe() { "$VM" -cp classes Ends lines | head -n 2; echo "${PIPESTATUS[0]}"; }
case_signal_quit() {
    "$VM" -cp classes Ends wait >out &
    for _ in $(seq 100); do
        grep -qs ready out && break
        sleep 0.05
    done
    kill -QUIT $!
    for _ in $(seq 100); do
        grep -qs '^"Signal Dispatcher"' out && break
        sleep 0.05
    done
    kill -TERM $! && wait $!
    echo "status $?"
    grep -E -o -e '^"(main|Finalizer|Reference Handler|Signal Dispatcher)" #[0-9]+( daemon)?' \
        -e 'java.lang.Thread.State: TIMED_WAITING.*' -e 'at Ends.main.*' -e '^Full thread dump' out | sort
}
case_signal_rs() { # -Xrs leaves SIGTERM to the system: no hook runs
    "$VM" -Xrs -cp classes Ends wait >out &
    for _ in $(seq 100); do
        grep -qs ready out && break
        sleep 0.05
    done
    kill -TERM $! && wait $!
    echo "status $?"
    cat out
}

# ---- input and output

case_stdin() { printf 'one\ntwo\nthree' | "$VM" -cp classes Input; }
case_stdin_empty() { "$VM" -cp classes Input </dev/null; }
case_stdin_closed() { "$VM" -cp classes Ends return <&-; }
case_stdout_closed() { "$VM" -cp classes Ends closed >&-; }
case_stdout_full() { "$VM" -cp classes Ends closed >/dev/full; }

# ---- limits

case_heap_limit() { "$VM" -Xmx64m -cp classes Limits heap 64; }
case_heap_limit_xx() { "$VM" -XX:MaxHeapSize=64m -Xms8m -cp classes Limits heap 64; }
case_heap_limit_leading_zero() { "$VM" -Xms40m -Xmx040m -cp classes Echo; } # not octal: that were less than 40m
case_heap_limit_ram() { # in per cent of the machine's memory
    echo 'class A { public static void main(String[] a) { System.out.println(Runtime.getRuntime().maxMemory() >> 20); } }' >A.java
    "$JAVAC" -d . A.java || return
    local half eighth
    half=$("$VM" -XX:MaxRAMPercentage=50 -cp . A) && eighth=$("$VM" -XX:MaxRAMPercentage=12.5 -cp . A) &&
        echo $(((half + eighth / 2) / eighth))
}
case_stack_limit() { "$VM" -Xss512k -cp classes Limits stack; }
case_stack_limit_xx() { "$VM" -XX:ThreadStackSize=512 -cp classes Limits stack; }
case_stack_size_xx() {
    cat >A.java <<'SOURCE'
class A {
    public static void main(String[] a) {
        var bean = java.lang.management.ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class);
        System.out.println(bean.getVMOption("ThreadStackSize").getValue());
    }
}
SOURCE
    "$JAVAC" -d . A.java && for size in 512 0x200 0512 1k; do "$VM" -XX:ThreadStackSize=$size -cp . A; done
}
case_stack_limit_large() { "$VM" -Xss4m -Xint -cp classes Limits stack | grep -c .; }
case_ulimit_stack_small() { (ulimit -s 256; "$VM" -cp classes Echo a); }
case_ulimit_stack_unlimited() { (ulimit -s unlimited; "$VM" -cp classes Limits stack); }
case_ulimit_files() { (ulimit -n 32; "$VM" -cp classes Echo a); }
own_ulimit_memory() { (ulimit -v 400000; "$VM" -Xmx64m -cp classes Echo a); }

# ---- the source launcher

hello_source() {
    cat >Hello.java <<'J'
import java.util.*;
public class Hello {
    record Point(int x, int y) {}
    public static void main(String[] args) throws Exception {
        System.out.println("Hello " + Arrays.toString(args) + " " + new Point(1, 2));
        System.out.println(Hello.class.getClassLoader().getClass().getSimpleName() + " " + new Other().text());
        if (args.length > 0 && args[0].equals("throw"))
            throw new Exception("from source");
        if (args.length > 0 && args[0].equals("exit"))
            System.exit(9);
    }
}
class Other { String text() { return "other"; } }
J
}
case_source() { hello_source; "$VM" Hello.java a "b c"; }
case_source_class_path() { hello_source; "$VM" -cp classes Hello.java; }
case_source_throw() { hello_source; "$VM" Hello.java throw; }
case_source_exit() { hello_source; "$VM" Hello.java exit; }
case_source_missing() { "$VM" Missing.java; }
case_source_error() { echo 'class A { int f() { return "x"; } ' >A.java; "$VM" A.java; }
case_source_no_main() { echo 'class A { }' >A.java; "$VM" A.java; }
case_source_empty() { : >A.java; "$VM" A.java; }
case_source_release() { hello_source; "$VM" --source 17 Hello.java a; }
case_source_release_old() { echo 'class A { public static void main(String[] a) { var x = 1; System.out.println(x); } }' >A.java; "$VM" --source 9 A.java; }
case_source_release_missing() { "$VM" --source; }
case_source_release_no_file() { "$VM" --source 17; }
case_source_release_jar() { "$VM" --source 17 -jar jars/app.jar; }
case_source_any_name() { hello_source; mv Hello.java script; "$VM" --source 17 script x; }
case_source_dollar_path() { hello_source; mkdir 'd r' && mv Hello.java 'd r' && "$VM" "d r/Hello.java"; }
case_shebang() {
    hello_source
    { echo "#!$VM --source 17"; cat Hello.java; } >script
    chmod +x script && ./script from shebang
}
case_source_add_modules() {
    echo 'class A { public static void main(String[] a) { System.out.println(jdk.internal.misc.VM.isBooted()); } }' >A.java
    "$VM" --add-exports java.base/jdk.internal.misc=ALL-UNNAMED A.java
}
case_source_uses_class_path() { echo 'class A { public static void main(String[] a) { Echo.main(a); } }' >A.java; "$VM" -cp classes A.java x; }

# ---- options of the VM

case_xmixed() { "$VM" -Xmixed -cp classes Echo; }
case_xcomp_overridden() { "$VM" -Xcomp -Xint -cp classes Echo; }
case_hotspot_tiers() { "$VM" -XX:TieredStopAtLevel=0 -XX:ReservedCodeCacheSize=32m -XX:CICompilerCount=3 -XX:-BackgroundCompilation -cp classes Echo; }
own_tiers() { for tiers in 0 0,1 0,1,2 0,2 1; do "$VM" --tiers=$tiers --code-cache-size=4m --compile-threads=2 -cp classes Echo; done; }
own_tiers_bad() { for tiers in '' 3 2,1 x; do "$VM" --tiers=$tiers -cp classes Echo; done; }
own_tiers_sizes_bad() { for option in --code-cache-size= --code-cache-size=1x --compile-threads=0 --compile-threads=many -XX:CICompilerCount=0 -XX:ReservedCodeCacheSize=-1 -XX:TieredStopAtLevel=9; do "$VM" $option -cp classes Echo; done; }
own_stress() { "$VM" --stress=gc:1000,deopt,osr:3,replace:20 -Xint -cp classes Echo; }
own_stress_bad() { for stress in '' , gc, gc:0 gc:x gc:99999999999 nothing deopt:5,nothing deopt:-1; do "$VM" --stress=$stress -cp classes Echo; done; }
own_dump_bad() { for dump in '' x x: :x gvn:b, all:b,c nothing:b; do "$VM" --dump=$dump -cp classes Echo; done; }
own_compile_bad() { for option in --compile-limit= --compile-limit=0 --compile-limit=x --opt-skip= --opt-skip=gvn, --opt-skip=gvn,nothing; do "$VM" $option -cp classes Echo; done; }
own_compile_options() { "$VM" -Xcomp --compile-only=Echo --compile-limit=3 --opt-skip=gvn,licm --gdb-jit -cp classes Echo a; }
own_compile_report() { "$VM" -Xint --deopts --sites --perf-map --jitdump -cp classes Echo a; }
own_dump() {
    "$VM" -Xcomp --compile-only=Echo.main --dump=build:Echo.main,gvn:Echo.main -cp classes Echo 2>&1 >/dev/null | grep -o '^; after gvn' | sort -u
}
case_xint() { "$VM" -Xint -cp classes Echo; }
case_boot_append() { "$VM" -Xbootclasspath/a:classes:jars/lib/dep.jar -cp jars/app.jar tool.App; }
case_boot_append_loader() {
    echo 'class A { public static void main(String[] a) throws Exception { System.out.println(Class.forName("Echo").getClassLoader()); } }' >A.java
    "$JAVAC" -d . A.java && "$VM" -Xbootclasspath/a:/nowhere:classes -cp . A
}
case_verbose_class() { "$VM" -Xshare:off -verbose:class -cp classes Echo | grep -o -e 'java.lang.Object source: jrt:/java.base' -e ' Echo source: file:.*'; }
case_log_class_load() { "$VM" -Xshare:off -Xlog:class+load -cp classes Echo | grep -o -e 'java.lang.Object source: jrt:/java.base' -e ' Echo source: file:.*'; }
case_log_gc() {
    echo 'class A { public static void main(String[] a) { System.gc(); } }' >A.java
    "$JAVAC" -d . A.java && "$VM" -Xlog:gc:stdout -XX:+UseSerialGC -cp . A | grep -o -e 'Pause Full (System.gc())'
}
case_accepted() { "$VM" -server -Xbatch -Xnoclassgc -Xshare:auto -XX:+UseSerialGC -Xmn4m -Xverify:remote -XX:-UsePerfData -cp classes Echo; }
case_ignore_unrecognized() { "$VM" -XX:+IgnoreUnrecognizedVMOptions -XX:+NoSuchOption -XX:NoSuchValue=1 -cp classes Echo; }
case_flags_diag() { "$VM" -Xdiag -cp classes Foo 2>&1 | head -n 4; }
own_version() { "$VM" -version; }
own_version_stdout() { "$VM" --version; }
own_show_version() { "$VM" -showversion -cp classes Echo a; }
own_show_version_stdout() { "$VM" --show-version -cp classes Echo a; }
own_version_rest_ignored() { "$VM" -version -Xnonsense --also; }
case_full_version() { "$VM" -fullversion; }
case_full_version_stdout() { "$VM" --full-version; }
own_help() { "$VM" --help; }
own_help_stderr() { "$VM" -help 2>&1 >/dev/null | head -n 1; }
case_help_short() { "$VM" -h 2>&1 | head -n 1; "$VM" '-?' 2>&1 | head -n 1; }
own_help_extra() { "$VM" -X; }
own_no_arguments() { "$VM" 2>&1 >/dev/null | head -n 1; echo "${PIPESTATUS[0]}"; }
case_show_settings_properties() { "$VM" -XshowSettings:properties -version 2>&1 | grep -E 'Property settings|java.class.version|file.sep'; }
case_show_settings_locale() { "$VM" -XshowSettings:locale -version 2>&1 | sed -n 1,4p; }
case_show_settings_vm() { "$VM" -Xmx128m -XshowSettings:vm -cp classes Echo 2>&1 | sed '/Using VM/d'; }
case_unknown_x() { "$VM" -Xnonsense -cp classes Echo; }
case_unknown_long() { "$VM" --nonsense -cp classes Echo; }
case_unknown_short() { "$VM" -nonsense Echo; }
case_unknown_alone() { "$VM" -nonsense; }
case_unknown_xx() { "$VM" -XX:+NoSuchOption -cp classes Echo; }
case_unknown_xx_value() { "$VM" -XX:NoSuchOption=3 -cp classes Echo; }
own_unknown_verbose() { "$VM" -verbose:nonsense -cp classes Echo; }
case_bad_heap() { "$VM" -Xmx1z -cp classes Echo; }
case_bad_heap_empty() { "$VM" -Xmx -cp classes Echo; }
case_bad_heap_huge() { "$VM" -Xmx99999999999999999999g -cp classes Echo; }
case_bad_stack() { "$VM" -Xss -cp classes Echo; }
case_bad_xx_stack() { for size in '' abc 12abc 1.5 +5 1kk 99999999999999999999; do "$VM" -XX:ThreadStackSize=$size -cp classes Echo; done; }
case_bad_xx_stack_range() { "$VM" -XX:ThreadStackSize=1048577 -cp classes Echo 2>&1 | head -n 1; }
case_bad_xx_ram() { for percent in '' abc -1 12x +50 .5 5. 12.5.5 nan; do "$VM" -XX:MaxRAMPercentage=$percent -cp classes Echo; done; }
case_bad_xx_ram_range() { for percent in 101 100.1; do "$VM" -XX:MaxRAMPercentage=$percent -cp classes Echo 2>&1 | head -n 1; done; }
case_bad_initial_heap() { "$VM" -Xmx16m -Xms32m -cp classes Echo 2>&1 | tail -n 1; }
own_agents() { "$VM" -javaagent:x.jar -cp classes Echo; }
case_tool_options_unknown() { JAVA_TOOL_OPTIONS=-Xnonsense "$VM" -cp classes Echo; }

# ---- the JDK

own_jdk_option() { "$VM" --jdk "$JDK" -cp classes Echo a; }
own_jdk_option_equals() { "$VM" "--jdk=$JDK" -cp classes Echo a; }
own_jdk_option_absent() { "$VM" --jdk /nowhere -cp classes Echo; }
own_jdk_option_missing_value() { "$VM" --jdk; }
own_jdk_variable() { SAMOVAR_JDK=$JDK "$VM" -cp classes Echo a; }
own_jdk_variable_absent() { SAMOVAR_JDK=/nowhere "$VM" -cp classes Echo; }
own_jdk_java_home() { JAVA_HOME=$JDK "$VM" -cp classes Props java.home; }
own_jdk_java_home_absent() { JAVA_HOME=/nowhere "$VM" -cp classes Props java.home; }

other_release() { # a JDK that is not 17, as far as its release file tells
    mkdir -p jdk25/lib jdk25/bin && ln -s "$JDK/lib/modules" "$JDK/lib/libjimage.so" jdk25/lib &&
        echo 'JAVA_VERSION="25.0.3"' >jdk25/release
}
own_jdk_java_home_other() { other_release; JAVA_HOME=$PWD/jdk25 "$VM" -cp classes Props java.home; }
own_jdk_option_other() { other_release; "$VM" --jdk "$PWD/jdk25" -cp classes Echo; }
own_jdk_variable_other() { other_release; SAMOVAR_JDK=$PWD/jdk25 "$VM" -cp classes Echo; }

# ---- OpenJDK's own launchers on our VM

own_alternate_vm() { JDK_ALTERNATE_VM=$JVM_DIR "$JDK/bin/java" -version; }
own_altjvm() { "$JDK/bin/java" "-XXaltjvm=$JVM_DIR" -cp classes Echo a "" grüße; }
own_altjvm_jar() { "$JDK/bin/java" "-XXaltjvm=$JVM_DIR" -jar jars/app.jar; }
own_altjvm_exit() { "$JDK/bin/java" "-XXaltjvm=$JVM_DIR" -cp classes Ends exit 42; }
own_altjvm_throw() { "$JDK/bin/java" "-XXaltjvm=$JVM_DIR" -cp classes Ends throw; }
own_altjvm_unknown() { "$JDK/bin/java" "-XXaltjvm=$JVM_DIR" -Xnonsense -cp classes Echo; }
own_altjvm_source() { hello_source; "$JDK/bin/java" "-XXaltjvm=$JVM_DIR" Hello.java; }
own_alternate_vm_javac() {
    hello_source
    "$JAVAC" "-J-XXaltjvm=$JVM_DIR" -d out Hello.java && "$VM" -cp out Hello
}
