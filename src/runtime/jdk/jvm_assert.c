/*
 * jvm_assert.c - which classes run with assertions enabled (-ea, -da, -esa).
 *
 * Rules are kept as given: '+' or '-', then a class name, or a package name followed by "...". A class rule
 * beats a package rule, a longer package beats a shorter one, among equals the last on the command line
 * counts.
 */
#include "runtime/jdk/jvm_internal.h"

struct rule {
    const char *name;
    size_t len; /* without the "..." */
    bool enable, is_package;
};

static struct rule parse_rule(const char *text)
{
    struct rule r = {.name = text + 1, .len = strlen(text + 1), .enable = text[0] == '+'};
    if (r.len >= 3 && strcmp(r.name + r.len - 3, "...") == 0) {
        r.is_package = true;
        r.len -= 3;
    }
    return r;
}

/* Does the rule name exactly the first n characters of an internal name? */
static bool names(const struct rule *r, const char *internal, size_t n)
{
    if (r->len != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (r->name[i] != internal[i] && !(r->name[i] == '.' && internal[i] == '/'))
            return false;
    return true;
}

/* The last rule of that kind for the name, or false. */
static bool find_rule(const struct vm_options *o, bool package, const char *internal, size_t n, bool *enable)
{
    for (size_t i = o->assertion_rules.len; i-- > 0;) {
        struct rule r = parse_rule(o->assertion_rules.at[i]);
        if (r.is_package == package && names(&r, internal, n)) {
            *enable = r.enable;
            return true;
        }
    }
    return false;
}

static size_t package_length(const char *name, size_t n)
{
    while (n > 0 && name[n] != '/')
        n--;
    return n;
}

static bool assertions_enabled(const struct vm_options *o, const struct class *c)
{
    const char *name = c->name->utf8;
    bool enable;
    if (find_rule(o, false, name, c->name->len, &enable))
        return enable;
    size_t n = package_length(name, c->name->len); /* 0: the unnamed package, which "-ea:..." means */
    do {
        if (find_rule(o, true, name, n, &enable))
            return enable;
        n = n > 0 ? package_length(name, n - 1) : 0;
    } while (n > 0);
    return c->loader->object == NULL ? o->assertions_system : o->assertions_default;
}

SAMOVAR_EXPORT jboolean JNICALL JVM_DesiredAssertionStatus(JNIEnv *env, jclass unused, jclass cls)
{
    (void)unused;
    struct class *c = handle_class(cls);
    return is_instance_class(c) && assertions_enabled(&thread_of_env(env)->vm->options, c);
}

/* Fills the parallel arrays NAMES and ENABLED of an AssertionStatusDirectives; the unnamed package is null.
 */
static bool fill_directives(struct thread *t, struct object *o, bool packages)
{
    const struct vm_options *opt = &t->vm->options;
    int32_t n = 0;
    for (size_t i = 0; i < opt->assertion_rules.len; i++)
        n += parse_rule(opt->assertion_rules.at[i]).is_package == packages;
    struct object *rule_names = heap_alloc_object_array(t, t->vm->wk.String, n);
    struct object *enabled = rule_names != NULL ? heap_alloc_prim_array(t, 'Z', n) : NULL;
    if (enabled == NULL)
        return false;
    int32_t at = 0;
    for (size_t i = 0; i < opt->assertion_rules.len; i++) {
        struct rule r = parse_rule(opt->assertion_rules.at[i]);
        if (r.is_package != packages)
            continue;
        ARRAY_AT(uint8_t, enabled, at) = r.enable;
        if (r.len > 0) {
            char *z = strndup(r.name, r.len);
            struct object *s = string_new_platform(t, z);
            free(z);
            if (s == NULL)
                return false;
            ref_array_set(rule_names, at, s);
        }
        at++;
    }
    struct field *fn = class_field_z(o->klass, packages ? "packages" : "classes", "[Ljava/lang/String;");
    struct field *fe = class_field_z(o->klass, packages ? "packageEnabled" : "classEnabled", "[Z");
    set_ref_field(o, fn->offset, rule_names);
    set_ref_field(o, fe->offset, enabled);
    return true;
}

static struct object *new_directives(struct thread *t)
{
    struct vm *vm = t->vm;
    struct class *c =
        class_load(t, vm->boot_loader, symbol_intern_z(vm->symbols, "java/lang/AssertionStatusDirectives"));
    struct object *o = c != NULL && class_init(t, c) ? heap_alloc_object(t, c) : NULL;
    if (o == NULL || !fill_directives(t, o, false) || !fill_directives(t, o, true))
        return NULL;
    FIELD_AT(uint8_t, o, class_field_z(c, "deflt", "Z")->offset) = vm->options.assertions_default;
    return o;
}

SAMOVAR_EXPORT jobject JNICALL JVM_AssertionStatusDirectives(JNIEnv *env, jclass unused)
{
    (void)unused;
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(new_directives(t));
}
