/*
 * verify.h - the type checker for bytecode (JVMS 4.9, 4.10.1): class files of version 50 and later.
 *
 * One linear pass per method over code and StackMapTable. (Version 50 files that fail and have no jsr/ret may
 * be given to the old inference verifier, libverify, as HotSpot does; versions below 50 always are. That is
 * the runtime's job.)
 *
 * The verifier asks about other classes only through verify_env; it never loads classes by itself. Nothing is
 * kept between calls; scratch memory comes from an arena of its own.
 */
#ifndef SAMOVAR_FRONTEND_VERIFY_H
#define SAMOVAR_FRONTEND_VERIFY_H

#include "frontend/classfile.h"

enum verify_answer {
    VERIFY_NO = 0,
    VERIFY_YES = 1,
    VERIFY_THROWN = 2, /* an exception (such as NoClassDefFoundError while loading) is pending: stop */
};

struct verify_env {
    void *cx;
    struct symbol_table *symbols; /* to intern names such as array component types */
    /*
     * Is a reference of class FROM assignable to TO under JVMS 4.10.1.2 (isJavaAssignable: an interface TO
     * accepts everything)? Both are class or interface names in internal form ("java/lang/String"), FROM !=
     * TO, TO is not java/lang/Object, and neither is an array: the verifier goes down to element classes
     * itself. May load classes with the defining loader of the class being verified.
     */
    enum verify_answer (*class_assignable)(void *cx, struct symbol *from, struct symbol *to);
    /*
     * Protected-member rule (4.10.1.8): CLASS names the current class or one of its superclasses. Returns
     * VERIFY_YES when the member NAME/DESC resolves to a protected member declared in a *different* runtime
     * package than the current class (so that the receiver must be the current class or a subclass of it).
     */
    enum verify_answer (*protected_in_other_package)(void *cx, struct symbol *klass, struct symbol *name,
                                                     struct symbol *desc, bool is_field);
    /* Is NAME the current class or one of its superclasses (by name, along its already loaded super chain)?
     */
    bool (*is_current_or_super)(void *cx, struct symbol *name);
};

enum verify_result {
    VERIFY_OK,
    VERIFY_FAILED,  /* java.lang.VerifyError with the text in *message */
    VERIFY_FORMAT,  /* java.lang.ClassFormatError with the text in *message (malformed StackMapTable and the
                       like) */
    VERIFY_PENDING, /* an environment question threw; that exception is pending */
};

/* Verifies all methods of cf. internal_name: name to use for `this` (hidden classes differ from cf->name). */
enum verify_result verify_class(const struct classfile *cf, struct symbol *internal_name,
                                const struct verify_env *env, struct buf *message);

#endif
