/*
 * libjvm.c - jvm/libjvm.so, the name under which OpenJDK's own libraries and launchers know the VM.
 *
 * libjava.so and its companions are linked against a "libjvm.so" and bind its JVM_* functions when they are
 * loaded; `java -XXaltjvm=DIR` opens DIR/libjvm.so and asks for JNI_CreateJavaVM. The VM is in libsamovar.so,
 * so this library has no code: it depends on libsamovar.so, and the dynamic linker searches a library's
 * dependencies for symbols too. No symbol versions are defined here or there; glibc lets an unversioned
 * library satisfy the JDK's SUNWprivate_1.1.
 *
 * The file is found from libsamovar.so's own folder: jvm/libjvm.so in a build tree, samovar/jvm/libjvm.so
 * installed.
 */
