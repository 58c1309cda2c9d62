/* classfile.c - the class file from magic to last byte (JVMS 4.1); the parts are parsed in classfile_*.c. */
#include "frontend/classfile_internal.h"

static bool parse_header(struct cf_parser *p)
{
    if (!cf_more(p, 8))
        return false;
    u4 magic = cf_u4(p);
    CF_REQUIRE(p, magic == 0xCAFEBABE, "Incompatible magic value %u in class file %s", magic, p->class_name);
    p->cf->minor = cf_u2(p);
    p->cf->major = p->major = cf_u2(p);
    return cf_check_version(p, p->cf->major, p->cf->minor);
}

static bool parse_access(struct cf_parser *p)
{
    unsigned recognized = ACC_PUBLIC | ACC_FINAL | ACC_SUPER | ACC_INTERFACE | ACC_ABSTRACT | ACC_SYNTHETIC |
                          ACC_ANNOTATION | ACC_ENUM;
    if (p->major >= 53)
        recognized |= ACC_MODULE;
    unsigned flags = cf_u2(p) & recognized;
    if ((flags & ACC_INTERFACE) && p->major < 50)
        flags |= ACC_ABSTRACT;
    if (!cf_check_class_modifiers(p, flags))
        return false;
    CF_REQUIRE(p, p->unsupported_constant == 0, "Unknown constant tag %u in class file %s",
               p->unsupported_constant, p->class_name);
    p->cf->access = (u2)flags;
    return true;
}

static bool parse_this_class(struct cf_parser *p, const struct symbol *expected_name)
{
    struct classfile *cf = p->cf;
    cf->this_index = cf_u2(p);
    CF_REQUIRE(p, cf_is(p, cf->this_index, CP_Class),
               "Invalid this class index %u in constant pool in class file %s", cf->this_index,
               p->class_name);
    cf->name = cp_class_name(&cf->cp, cf->this_index);
    CF_REQUIRE(p, cf->name->utf8[0] != '[', "Bad class name in class file %s", p->class_name);
    if (expected_name && expected_name != cf->name)
        return cf_fail_as(p, CF_NO_CLASSDEF, "%s (wrong name: %s)", expected_name->utf8, cf->name->utf8);
    p->class_name = cf->name->utf8;
    return true;
}

static bool parse_super_class(struct cf_parser *p)
{
    struct classfile *cf = p->cf;
    cf->super_index = cf_u2(p);
    bool valid = cf->super_index == 0 ? cf_symbol_is(cf->name, "java/lang/Object")
                                      : cf_is(p, cf->super_index, CP_Class);
    CF_REQUIRE(p, valid, "Invalid superclass index %u in class file %s", cf->super_index, p->class_name);
    if (cf->super_index == 0)
        return true;
    cf->super_name = cp_class_name(&cf->cp, cf->super_index);
    CF_REQUIRE(p, cf->super_name->utf8[0] != '[', "Bad superclass name in class file %s", p->class_name);
    return true;
}

static bool parse_interfaces(struct cf_parser *p)
{
    struct classfile *cf = p->cf;
    u2 n = cf_u2(p);
    size_t possible = (size_t)(p->end - p->at) / 2 + 1;
    cf->interfaces = ARENA_ARRAY(p->arena, u2, n < possible ? n : possible);
    for (unsigned i = 0; i < n; i++) {
        if (!cf_more(p, 2))
            return false;
        cf->interfaces[i] = cf_u2(p);
        CF_REQUIRE(p, cf_is(p, cf->interfaces[i], CP_Class),
                   "Interface name has bad constant pool index %u in class file %s", cf->interfaces[i],
                   p->class_name);
        CF_REQUIRE(p, cp_class_name(&cf->cp, cf->interfaces[i])->utf8[0] != '[',
                   "Bad interface name in class file %s", p->class_name);
    }
    cf->n_interfaces = n;
    return cf_check_duplicate_interfaces(p);
}

/* Rules about the whole that HotSpot checks last. */
static bool check_hierarchy(struct cf_parser *p)
{
    const struct classfile *cf = p->cf;
    CF_REQUIRE(p, cf->n_interfaces == 0 || !cf_symbol_is(cf->name, "java/lang/Object"),
               "java.lang.Object cannot implement an interface in class file %s", p->class_name);
    CF_REQUIRE(p,
               !(cf->access & ACC_INTERFACE) || !cf->super_name ||
                   cf_symbol_is(cf->super_name, "java/lang/Object"),
               "Interfaces must have java.lang.Object as superclass in class file %s", p->class_name);
    return true;
}

static bool parse(struct cf_parser *p, const struct symbol *expected_name)
{
    if (!parse_header(p) || !cf_parse_constant_pool(p) || !cf_more(p, 8))
        return false;
    if (!parse_access(p) || !parse_this_class(p, expected_name) || !parse_super_class(p) ||
        !parse_interfaces(p))
        return false;
    if (!cf_parse_fields(p) || !cf_parse_methods(p) || !cf_parse_class_attributes(p))
        return false;
    CF_REQUIRE(p, p->at == p->end, "Extra bytes at the end of class file %s", p->class_name);
    return check_hierarchy(p);
}

struct classfile *classfile_parse(struct arena *a, struct symbol_table *symbols, const u1 *bytes, size_t len,
                                  const struct symbol *expected_name, bool trusted, struct cf_status *st)
{
    st->error = CF_OK;
    st->message[0] = '\0';
    struct classfile *cf = ARENA_NEW(a, struct classfile);
    cf->bytes = bytes;
    cf->len = len;
    struct cf_parser p = {
        .at = bytes,
        .end = bytes + len,
        .cf = cf,
        .arena = a,
        .symbols = symbols,
        .st = st,
        .class_name = expected_name ? expected_name->utf8 : "<Unknown>",
        .strict = !trusted,
        .max_bootstrap_index = -1,
    };
    return parse(&p, expected_name) ? cf : NULL;
}
