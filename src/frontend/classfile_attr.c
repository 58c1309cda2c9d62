/* classfile_attr.c - attributes that every owner may have, and those of the class itself (JVMS 4.7). */
#include "frontend/classfile_internal.h"

/* ---- shared ---- */

static const struct {
    const char *name;
    u1 length;
    u1 since;
} attributes[ATTR_COUNT] = {
#define X(name, since) [ATTR_##name] = {#name, sizeof(#name) - 1, since},
    CF_ATTRIBUTES(X)
#undef X
};

static enum cf_attribute classify(const struct symbol *name, u2 major)
{
    for (unsigned k = ATTR_Unknown + 1; k < ATTR_COUNT; k++) {
        if (attributes[k].length == name->len && memcmp(attributes[k].name, name->utf8, name->len) == 0)
            return major >= attributes[k].since ? (enum cf_attribute)k : ATTR_Unknown;
    }
    return ATTR_Unknown;
}

bool cf_attribute_header(struct cf_parser *p, const char *bad_index, enum cf_attribute *kind, u4 *length)
{
    if (!cf_more(p, 6))
        return false;
    u2 name_index = cf_u2(p);
    *length = cf_u4(p);
    CF_REQUIRE(p, cf_is(p, name_index, CP_Utf8), bad_index, name_index, p->class_name);
    *kind = classify(cf_symbol(p, name_index), p->major);
    return true;
}

bool cf_attribute_once(struct cf_parser *p, u4 *seen, enum cf_attribute kind, const char *suffix)
{
    u4 bit = (u4)1 << kind;
    CF_REQUIRE(p, !(*seen & bit), "Multiple %s attributes%s in class file %s", attributes[kind].name, suffix,
               p->class_name);
    *seen |= bit;
    return true;
}

bool cf_attribute_body(struct cf_parser *p, u4 length, struct attr_bytes *body)
{
    *body = (struct attr_bytes){p->at, length};
    return cf_skip(p, length);
}

static bool empty_marker(struct cf_parser *p, const struct cf_owner *owner, enum cf_attribute kind, u4 length)
{
    CF_REQUIRE(p, length == 0, "Invalid %s %s attribute length %u in class file %s", attributes[kind].name,
               owner->kind, length, p->class_name);
    return true;
}

static bool signature(struct cf_parser *p, const struct cf_owner *owner, u4 length, struct cf_common *common)
{
    if (!cf_attribute_once(p, &common->seen, ATTR_Signature, owner->multiple_suffix))
        return false;
    CF_REQUIRE(p, length == 2, owner->bad_signature_length, length, p->class_name);
    if (!cf_more(p, 2))
        return false;
    u2 index = cf_u2(p);
    CF_REQUIRE(p, cf_is(p, index, CP_Utf8), owner->bad_signature_index, index, p->class_name);
    *common->signature = cf_symbol(p, index);
    return true;
}

bool cf_common_attribute(struct cf_parser *p, const struct cf_owner *owner, enum cf_attribute kind, u4 length,
                         struct cf_common *common)
{
    switch (kind) {
    case ATTR_Signature: return signature(p, owner, length, common);
    case ATTR_RuntimeVisibleAnnotations:
        if (!cf_attribute_once(p, &common->seen, kind, owner->multiple_suffix) ||
            !cf_attribute_body(p, length, common->annotations))
            return false;
        if (common->vm_annotations)
            *common->vm_annotations |=
                (u2)cf_vm_annotations(&p->cf->cp, *common->annotations, owner->vm_annotations);
        return true;
    case ATTR_RuntimeVisibleTypeAnnotations:
        return cf_attribute_once(p, &common->seen, kind, owner->multiple_suffix) &&
               cf_attribute_body(p, length, common->type_annotations);
    case ATTR_RuntimeInvisibleAnnotations:
    case ATTR_RuntimeInvisibleTypeAnnotations:
        return cf_attribute_once(p, &common->seen, kind, owner->multiple_suffix) && cf_skip(p, length);
    case ATTR_Synthetic:
        if (!owner->kind)
            return cf_skip(p, length);
        *common->access |= ACC_SYNTHETIC;
        return empty_marker(p, owner, kind, length);
    case ATTR_Deprecated: return owner->kind ? empty_marker(p, owner, kind, length) : cf_skip(p, length);
    default: return cf_skip(p, length);
    }
}

/* ---- attributes of the class ---- */

static const struct cf_owner class_owner = {
    .multiple_suffix = "",
    .kind = "classfile",
    .bad_signature_length = "Wrong Signature attribute length %u in class file %s",
    .bad_signature_index = "Invalid constant pool index %u in Signature attribute in class file %s",
    .vm_annotations = VMA_CONTENDED | VMA_VALUE_BASED,
};

static const struct cf_owner component_owner = {
    .multiple_suffix = " for Record component",
    .bad_signature_length = "Invalid Signature attribute length %u in Record component in class file %s",
    .bad_signature_index = "Invalid Signature attribute at constant pool index %u in class file %s",
};

static bool source_file(struct cf_parser *p, u4 *seen, u4 length)
{
    CF_REQUIRE(p, length == 2, "Wrong SourceFile attribute length in class file %s", p->class_name);
    if (!cf_attribute_once(p, seen, ATTR_SourceFile, "") || !cf_more(p, 2))
        return false;
    u2 index = cf_u2(p);
    CF_REQUIRE(p, cf_is(p, index, CP_Utf8),
               "Invalid SourceFile attribute at constant pool index %u in class file %s", index,
               p->class_name);
    p->cf->source_file = cf_symbol(p, index);
    return true;
}

static bool enclosing_method(struct cf_parser *p, u4 length)
{
    CF_REQUIRE(p, length == 4, "Wrong EnclosingMethod attribute length %u in class file %s", length,
               p->class_name);
    if (!cf_more(p, 4))
        return false;
    u2 class_index = cf_u2(p), method_index = cf_u2(p);
    CF_REQUIRE(p, class_index != 0, "Invalid class index in EnclosingMethod attribute in class file %s",
               p->class_name);
    CF_REQUIRE(p, cf_is(p, class_index, CP_Class),
               "Invalid or out-of-bounds class index in EnclosingMethod attribute in class file %s",
               p->class_name);
    CF_REQUIRE(p, method_index == 0 || cf_is(p, method_index, CP_NameAndType),
               "Invalid or out-of-bounds method index in EnclosingMethod attribute in class file %s",
               p->class_name);
    p->cf->enclosing_class = class_index;
    p->cf->enclosing_method = method_index;
    return true;
}

static bool is_loadable(const struct cf_parser *p, unsigned index)
{
    if (index >= p->cf->cp.count)
        return false;
    const u4 loadable = 1u << CP_Integer | 1u << CP_Float | 1u << CP_Long | 1u << CP_Double | 1u << CP_Class |
                        1u << CP_String | 1u << CP_MethodHandle | 1u << CP_MethodType | 1u << CP_Dynamic;
    return (loadable >> p->cf->cp.tags[index]) & 1;
}

static bool bootstrap_method(struct cf_parser *p, const u1 *body_end, struct cf_bootstrap_method *m)
{
    static const char bad_counts[] =
        "Invalid BootstrapMethods num_bootstrap_methods or num_bootstrap_arguments value in class file %s";
    if (!cf_more(p, 4))
        return false;
    m->method_handle = cf_u2(p);
    m->n_args = cf_u2(p);
    CF_REQUIRE(p, cf_is(p, m->method_handle, CP_MethodHandle),
               "bootstrap_method_index %u has bad constant type in class file %s", m->method_handle,
               p->class_name);
    CF_REQUIRE(p, body_end - p->at >= 2 * (ptrdiff_t)m->n_args, bad_counts, p->class_name);
    m->args = ARENA_ARRAY(p->arena, u2, m->n_args);
    for (unsigned i = 0; i < m->n_args; i++) {
        m->args[i] = cf_u2(p);
        CF_REQUIRE(p, is_loadable(p, m->args[i]), "argument_index %u has bad constant type in class file %s",
                   m->args[i], p->class_name);
    }
    return true;
}

static bool bootstrap_methods(struct cf_parser *p, u4 length)
{
    CF_REQUIRE(p, length >= 2, "Invalid BootstrapMethods attribute length %u in class file %s", length,
               p->class_name);
    if (!cf_more(p, length))
        return false;
    const u1 *end = p->at + length;
    u2 n = cf_u2(p);
    CF_REQUIRE(p, p->max_bootstrap_index < n, "Short length on BootstrapMethods in class file %s",
               p->class_name);
    /* Room only for as many as the body can hold: each takes at least four bytes. */
    size_t possible = length / 4 + 1;
    p->cf->bootstrap_methods = ARENA_ARRAY(p->arena, struct cf_bootstrap_method, n < possible ? n : possible);
    for (unsigned i = 0; i < n; i++) {
        if (!bootstrap_method(p, end, &p->cf->bootstrap_methods[i]))
            return false;
    }
    p->cf->n_bootstrap_methods = n;
    CF_REQUIRE(p, p->at == end, "Bad length on BootstrapMethods in class file %s", p->class_name);
    return true;
}

static bool nest_host(struct cf_parser *p, u4 length)
{
    CF_REQUIRE(p, length == 2, "Wrong NestHost attribute length in class file %s", p->class_name);
    if (!cf_more(p, 2))
        return false;
    u2 index = cf_u2(p);
    CF_REQUIRE(p, cf_is(p, index, CP_Class),
               "Nest-host class_info_index %u has bad constant type in class file %s", index, p->class_name);
    p->cf->nest_host = index;
    return true;
}

/* NestMembers and PermittedSubclasses: a counted list of Class indices. */
static bool class_list(struct cf_parser *p, struct attr_bytes body, const char *what, const char *attribute,
                       u2 *count, u2 **list)
{
    p->at = body.data;
    if (!cf_more(p, 2))
        return false;
    u2 n = cf_u2(p);
    if (!cf_more(p, 2 * (size_t)n))
        return false;
    *count = n;
    *list = ARENA_ARRAY(p->arena, u2, n);
    for (unsigned i = 0; i < n; i++) {
        (*list)[i] = cf_u2(p);
        CF_REQUIRE(p, cf_is(p, (*list)[i], CP_Class),
                   "%s class_info_index %u has bad constant type in class file %s", what, (*list)[i],
                   p->class_name);
    }
    CF_REQUIRE(p, body.len == 2 + 2 * (u4)n, "Wrong %s attribute length in class file %s", attribute,
               p->class_name);
    return true;
}

static bool record_component(struct cf_parser *p, struct cf_record_component *c)
{
    if (!cf_more(p, 6))
        return false;
    u2 name = cf_u2(p);
    CF_REQUIRE(p, cf_is(p, name, CP_Utf8),
               "Invalid constant pool index %u for name in Record attribute in class file %s", name,
               p->class_name);
    c->name = cf_symbol(p, name);
    u2 desc = cf_u2(p);
    if (!cf_check_field_name(p, c->name))
        return false;
    CF_REQUIRE(p, cf_is(p, desc, CP_Utf8),
               "Invalid constant pool index %u for descriptor in Record attribute in class file %s", desc,
               p->class_name);
    c->desc = cf_symbol(p, desc);
    if (!cf_check_field_desc(p, c->name, c->desc))
        return false;
    struct cf_common common = {
        .signature = &c->signature, .annotations = &c->annotations, .type_annotations = &c->type_annotations};
    for (unsigned n = cf_u2(p); n > 0; n--) {
        enum cf_attribute kind;
        u4 length;
        if (!cf_attribute_header(p, "Invalid Record attribute name index %u in class file %s", &kind,
                                 &length) ||
            !cf_common_attribute(p, &component_owner, kind, length, &common))
            return false;
    }
    return true;
}

static bool record(struct cf_parser *p, struct attr_bytes body)
{
    p->at = body.data;
    if (!cf_more(p, 2))
        return false;
    u2 n = cf_u2(p);
    if (!cf_more(p, 6 * (size_t)n))
        return false;
    p->cf->is_record = true;
    p->cf->n_record_components = n;
    p->cf->record_components = ARENA_ARRAY(p->arena, struct cf_record_component, n);
    for (unsigned i = 0; i < n; i++) {
        if (!record_component(p, &p->cf->record_components[i]))
            return false;
    }
    CF_REQUIRE(p, (size_t)(p->at - body.data) == body.len,
               "Record attribute has wrong length in class file %s", p->class_name);
    return true;
}

static bool inner_class(struct cf_parser *p, struct cf_inner_class *c)
{
    c->inner = cf_u2(p);
    CF_REQUIRE(p, cf_is(p, c->inner, CP_Class),
               "inner_class_info_index %u has bad constant type in class file %s", c->inner, p->class_name);
    c->outer = cf_u2(p);
    CF_REQUIRE(p, c->outer == 0 || cf_is(p, c->outer, CP_Class),
               "outer_class_info_index %u has bad constant type in class file %s", c->outer, p->class_name);
    CF_REQUIRE(p, c->outer == 0 || cp_class_name(&p->cf->cp, c->outer)->utf8[0] != '[',
               "Outer class is an array class in class file %s", p->class_name);
    c->name = cf_u2(p);
    CF_REQUIRE(p, c->name == 0 || cf_is(p, c->name, CP_Utf8),
               "inner_name_index %u has bad constant type in class file %s", c->name, p->class_name);
    CF_REQUIRE(p, c->inner != c->outer, "Class is both outer and inner class in class file %s",
               p->class_name);
    unsigned recognized = ACC_PUBLIC | ACC_PRIVATE | ACC_PROTECTED | ACC_STATIC | ACC_FINAL | ACC_SUPER |
                          ACC_INTERFACE | ACC_ABSTRACT | ACC_SYNTHETIC | ACC_ANNOTATION | ACC_ENUM;
    if (p->major >= 53)
        recognized |= ACC_MODULE;
    unsigned flags = cf_u2(p) & recognized;
    if ((flags & ACC_INTERFACE) && p->major < 50)
        flags |= ACC_ABSTRACT;
    c->access = (u2)flags;
    return cf_check_class_modifiers(p, flags);
}

static bool inner_classes(struct cf_parser *p, struct attr_bytes body)
{
    p->at = body.data;
    if (!cf_more(p, 2))
        return false;
    u2 n = cf_u2(p);
    if (!cf_more(p, 8 * (size_t)n))
        return false;
    struct classfile *cf = p->cf;
    cf->has_inner_classes = true;
    cf->n_inner_classes = n;
    cf->inner_classes = ARENA_ARRAY(p->arena, struct cf_inner_class, n);
    for (unsigned i = 0; i < n; i++) {
        if (!inner_class(p, &cf->inner_classes[i]))
            return false;
    }
    bool ignore = false;
    if (p->strict && !cf_check_inner_classes(p, &ignore))
        return false;
    if (ignore)
        cf->n_inner_classes = 0;
    CF_REQUIRE(p, p->major < 49 || body.len == 2 + 8 * (u4)n,
               "Wrong InnerClasses attribute length in class file %s", p->class_name);
    return true;
}

/* Attributes whose bodies are checked after all others, in this order. */
struct deferred {
    struct attr_bytes inner_classes, nest_members, record, permitted_subclasses;
};

static bool class_attribute(struct cf_parser *p, enum cf_attribute kind, u4 length, struct cf_common *common,
                            struct deferred *later)
{
    u4 *seen = &common->seen;
    switch (kind) {
    case ATTR_SourceFile: return source_file(p, seen, length);
    case ATTR_SourceDebugExtension:
        return cf_attribute_once(p, seen, kind, "") &&
               cf_attribute_body(p, length, &p->cf->source_debug_extension);
    case ATTR_InnerClasses:
        return cf_attribute_once(p, seen, kind, "") && cf_attribute_body(p, length, &later->inner_classes);
    case ATTR_EnclosingMethod: return cf_attribute_once(p, seen, kind, "") && enclosing_method(p, length);
    case ATTR_BootstrapMethods: return cf_attribute_once(p, seen, kind, "") && bootstrap_methods(p, length);
    case ATTR_NestMembers:
        if (!cf_attribute_once(p, seen, kind, ""))
            return false;
        CF_REQUIRE(p, !(*seen & 1u << ATTR_NestHost),
                   "Conflicting NestHost and NestMembers attributes in class file %s", p->class_name);
        return cf_attribute_body(p, length, &later->nest_members);
    case ATTR_NestHost:
        if (!cf_attribute_once(p, seen, kind, ""))
            return false;
        CF_REQUIRE(p, !(*seen & 1u << ATTR_NestMembers),
                   "Conflicting NestMembers and NestHost attributes in class file %s", p->class_name);
        return nest_host(p, length);
    case ATTR_Record:
        return cf_attribute_once(p, seen, kind, "") && cf_attribute_body(p, length, &later->record);
    case ATTR_PermittedSubclasses:
        if (!cf_attribute_once(p, seen, kind, ""))
            return false;
        CF_REQUIRE(p, !(p->cf->access & ACC_FINAL), "PermittedSubclasses attribute in final class file %s",
                   p->class_name);
        p->cf->is_sealed = true;
        return cf_attribute_body(p, length, &later->permitted_subclasses);
    default: return cf_common_attribute(p, &class_owner, kind, length, common);
    }
}

static bool deferred_attributes(struct cf_parser *p, const struct deferred *later)
{
    struct classfile *cf = p->cf;
    if (later->inner_classes.data && !inner_classes(p, later->inner_classes))
        return false;
    if (later->nest_members.data && !class_list(p, later->nest_members, "Nest member", "NestMembers",
                                                &cf->n_nest_members, &cf->nest_members))
        return false;
    if (later->record.data && !record(p, later->record))
        return false;
    return !later->permitted_subclasses.data ||
           class_list(p, later->permitted_subclasses, "Permitted subclass", "PermittedSubclasses",
                      &cf->n_permitted, &cf->permitted);
}

bool cf_parse_class_attributes(struct cf_parser *p)
{
    struct classfile *cf = p->cf;
    struct deferred later = {0};
    struct cf_common common = {.access = &cf->access,
                               .vm_annotations = &cf->vm_annotations,
                               .signature = &cf->signature,
                               .annotations = &cf->annotations,
                               .type_annotations = &cf->type_annotations};
    if (!cf_more(p, 2))
        return false;
    for (unsigned n = cf_u2(p); n > 0; n--) {
        enum cf_attribute kind;
        u4 length;
        if (!cf_attribute_header(p, "Attribute name has bad constant pool index %u in class file %s", &kind,
                                 &length) ||
            !class_attribute(p, kind, length, &common, &later))
            return false;
    }
    const u1 *end = p->at;
    if (!deferred_attributes(p, &later))
        return false;
    p->at = end;
    CF_REQUIRE(p, p->max_bootstrap_index < 0 || (common.seen & 1u << ATTR_BootstrapMethods),
               "Missing BootstrapMethods attribute in class file %s", p->class_name);
    return true;
}
