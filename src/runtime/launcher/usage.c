/* usage.c - what --help and -X print. */
#include <stdio.h>
#include "runtime/launcher/launcher.h"

static const char help_text[] =
    "Usage: samovar [options] <mainclass> [args...]\n"
    "           (to execute a class)\n"
    "   or  samovar [options] -jar <jarfile> [args...]\n"
    "           (to execute a jar file)\n"
    "   or  samovar [options] -m <module>[/<mainclass>] [args...]\n"
    "       samovar [options] --module <module>[/<mainclass>] [args...]\n"
    "           (to execute the main class in a module)\n"
    "   or  samovar [options] <sourcefile> [args]\n"
    "           (to execute a single source-file program)\n"
    "\n"
    " where options include:\n"
    "\n"
    "    -cp, -classpath, --class-path <class search path of directories and jar files>\n"
    "    -p, --module-path <module path>\n"
    "    --upgrade-module-path <module path>\n"
    "    --add-modules <module name>[,<module name>...]\n"
    "    --add-opens, --add-exports, --add-reads, --patch-module, --limit-modules\n"
    "                  as for java\n"
    "    --list-modules, -d or --describe-module <module name>, --validate-modules\n"
    "    --show-module-resolution\n"
    "                  show which modules are resolved, and why\n"
    "    --dry-run     create the VM and load the main class but do not execute main\n"
    "    --source <release>\n"
    "                  run a source file, whatever its name, as of this release of Java\n"
    "    -D<name>=<value>\n"
    "                  set a system property\n"
    "    -ea, -da[:<package>...|:<class>], -esa, -dsa\n"
    "                  enable or disable assertions\n"
    "    -verbose:[class|gc|jni]\n"
    "    -version, --version, -showversion, --show-version\n"
    "                  print the version, to standard error or (with two dashes) output;\n"
    "                  with \"show\", go on\n"
    "    -?, -h, -help, --help\n"
    "                  print this text, to standard error or (--help) output\n"
    "    -X, --help-extra\n"
    "                  print the options that begin with X, to standard error or output\n"
    "    @<file>       read options from a file; -disable-@files stops that\n"
    "\n"
    " of samovar's own:\n"
    "\n"
    "    --jdk <directory>\n"
    "                  the OpenJDK 17 whose class library to use (else SAMOVAR_JDK,\n"
    "                  JAVA_HOME, then the system's)\n"
    "    --profile[=<file>]\n"
    "                  sample what runs and write a report at the end: hot methods as\n"
    "                  text (default: to standard error), or, for a name that ends in\n"
    "                  .collapsed, stacks for a flame graph\n"
    "    --profile-mode=cpu|wall\n"
    "                  sample threads that use the processor (default), or all\n"
    "    --stress=gc[:N]\n"
    "                  collect garbage at every N-th allocation\n"
    "\n"
    "The environment variables JDK_JAVA_OPTIONS, JAVA_TOOL_OPTIONS and CLASSPATH work\n"
    "as they do for java. See samovar(1).\n";

static const char extra_text[] =
    "    -Xmx<size> -Xms<size>\n"
    "                  maximum and initial size of the heap: 64m, 1g\n"
    "    -Xss<size>    size of a thread's Java stack\n"
    "    -Xint         interpret only\n"
    "    -Xmixed       interpret and compile (what is there of it)\n"
    "    -Xbootclasspath/a:<directories and jar files>\n"
    "                  append to the end of the bootstrap class path\n"
    "    -Xcheck:jni   check the arguments of JNI functions\n"
    "    -Xdiag        print more when the main class cannot be loaded\n"
    "    -Xlog:class+load\n"
    "                  as -verbose:class; other -Xlog options are accepted and do nothing\n"
    "    -Xrs          leave SIGHUP, SIGINT, SIGTERM and SIGQUIT to the operating system\n"
    "    -Xverify:all, -Xverify:remote, -Xverify:none\n"
    "                  which classes are verified (default: all but the boot loader's)\n"
    "    -XshowSettings[:all|locale|properties|vm|security|system]\n"
    "                  print settings and go on\n"
    "    -Xbatch -Xfuture -Xloggc:<file> -Xmn<size> -Xnoclassgc -Xshare:<mode>\n"
    "                  accepted; they do nothing here\n"
    "\n"
    "These options depend on the VM.\n";

void usage_print(FILE *out)
{
    fputs(help_text, out);
}

void usage_print_extra(FILE *out)
{
    fputs(extra_text, out);
}
