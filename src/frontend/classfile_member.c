/* classfile_member.c - fields and methods with their attributes (JVMS 4.5, 4.6). */
#include "frontend/classfile_internal.h"

static const char bad_member_signature[] =
    "Invalid Signature attribute at constant pool index %u in class file %s";

/* ---- fields ---- */

static const struct cf_owner field_owner = {
    .multiple_suffix = " for field",
    .kind = "field",
    .bad_signature_length = "Wrong size %u for field's Signature attribute in class file %s",
    .bad_signature_index = bad_member_signature,
    .vm_annotations = VMA_STABLE | VMA_CONTENDED,
};

/* The constant must have the type of the field. */
static bool check_constant_value(struct cf_parser *p, const struct cf_field *f, unsigned index)
{
    CF_REQUIRE(p, index > 0 && index < p->cf->cp.count,
               "Bad initial value index %u in ConstantValue attribute in class file %s", index,
               p->class_name);
    unsigned tag = p->cf->cp.tags[index], expected;
    switch (f->desc->utf8[0]) {
    case 'J': expected = CP_Long; break;
    case 'F': expected = CP_Float; break;
    case 'D': expected = CP_Double; break;
    case 'B':
    case 'C':
    case 'S':
    case 'Z':
    case 'I': expected = CP_Integer; break;
    case 'L':
        CF_REQUIRE(p, tag == CP_String && cf_symbol_is(f->desc, "Ljava/lang/String;"),
                   "Bad string initial value in class file %s", p->class_name);
        return true;
    default: return cf_fail(p, "Unable to set initial value %u in class file %s", index, p->class_name);
    }
    CF_REQUIRE(p, tag == expected, "Inconsistent constant value type in class file %s", p->class_name);
    return true;
}

static bool constant_value(struct cf_parser *p, struct cf_field *f, u4 length)
{
    CF_REQUIRE(p, f->constant_value == 0, "Duplicate ConstantValue attribute in class file %s",
               p->class_name);
    CF_REQUIRE(p, length == 2, "Invalid ConstantValue field attribute length %u in class file %s", length,
               p->class_name);
    if (!cf_more(p, 2))
        return false;
    u2 index = cf_u2(p);
    if (!check_constant_value(p, f, index))
        return false;
    f->constant_value = index;
    return true;
}

static bool field_attributes(struct cf_parser *p, struct cf_field *f, unsigned n)
{
    struct cf_common common = {.access = &f->access,
                               .vm_annotations = &f->vm_annotations,
                               .signature = &f->signature,
                               .annotations = &f->annotations,
                               .type_annotations = &f->type_annotations};
    while (n-- > 0) {
        enum cf_attribute kind;
        u4 length;
        if (!cf_attribute_header(p, "Invalid field attribute index %u in class file %s", &kind, &length))
            return false;
        bool ok = kind == ATTR_ConstantValue && (f->access & ACC_STATIC)
                      ? constant_value(p, f, length)
                      : cf_common_attribute(p, &field_owner, kind, length, &common);
        if (!ok)
            return false;
    }
    return true;
}

static bool parse_field(struct cf_parser *p, struct cf_field *f)
{
    const unsigned recognized = ACC_PUBLIC | ACC_PRIVATE | ACC_PROTECTED | ACC_STATIC | ACC_FINAL |
                                ACC_VOLATILE | ACC_TRANSIENT | ACC_ENUM | ACC_SYNTHETIC;
    if (!cf_more(p, 8))
        return false;
    f->access = (u2)(cf_u2(p) & recognized);
    u2 name = cf_u2(p), desc = cf_u2(p), n_attributes = cf_u2(p);
    if (!cf_check_field_modifiers(p, f->access, p->cf->access & ACC_INTERFACE))
        return false;
    CF_REQUIRE(p, cf_is(p, name, CP_Utf8), "Invalid constant pool index %u for field name in class file %s",
               name, p->class_name);
    f->name = cf_symbol(p, name);
    if (!cf_check_field_name(p, f->name))
        return false;
    CF_REQUIRE(p, cf_is(p, desc, CP_Utf8),
               "Invalid constant pool index %u for field signature in class file %s", desc, p->class_name);
    f->desc = cf_symbol(p, desc);
    return cf_check_field_desc(p, f->name, f->desc) && field_attributes(p, f, n_attributes);
}

bool cf_parse_fields(struct cf_parser *p)
{
    if (!cf_more(p, 2))
        return false;
    u2 n = cf_u2(p);
    size_t possible = (size_t)(p->end - p->at) / 8 + 1; /* eight bytes each, or the file is truncated */
    p->cf->fields = ARENA_ARRAY(p->arena, struct cf_field, n < possible ? n : possible);
    for (unsigned i = 0; i < n; i++) {
        if (!parse_field(p, &p->cf->fields[i]))
            return false;
    }
    p->cf->n_fields = n;
    return cf_check_duplicate_fields(p);
}

/* ---- methods ---- */

static const struct cf_owner method_owner = {
    .multiple_suffix = " for method",
    .kind = "method",
    .bad_signature_length = "Invalid Signature attribute length %u in class file %s",
    .bad_signature_index = bad_member_signature,
    .vm_annotations = VMA_CALLER_SENSITIVE | VMA_HIDDEN | VMA_LAMBDA_FORM_COMPILED | VMA_FORCE_INLINE |
                      VMA_DONT_INLINE | VMA_INTRINSIC_CANDIDATE | VMA_SCOPED | VMA_RESERVED_STACK,
};

static bool exceptions(struct cf_parser *p, struct cf_method *m, u4 length)
{
    if (!cf_more(p, 2))
        return false;
    u2 n = cf_u2(p);
    if (!cf_more(p, 2 * (size_t)n))
        return false;
    m->n_exceptions = n;
    m->exceptions = ARENA_ARRAY(p->arena, u2, n);
    for (unsigned i = 0; i < n; i++) {
        m->exceptions[i] = cf_u2(p);
        CF_REQUIRE(p, cf_is(p, m->exceptions[i], CP_Class),
                   "Exception name has bad type at constant pool %u in class file %s", m->exceptions[i],
                   p->class_name);
    }
    CF_REQUIRE(p, length == 2 + 2 * (u4)n, "Exceptions attribute has wrong length in class file %s",
               p->class_name);
    return true;
}

static bool method_parameters(struct cf_parser *p, struct cf_method *m, u4 length)
{
    if (!cf_more(p, 1))
        return false;
    CF_REQUIRE(p, length == 1 + 4 * (u4)*p->at,
               "Invalid MethodParameters method attribute length %u in class file", length);
    return cf_attribute_body(p, length, &m->method_parameters);
}

static bool method_attribute(struct cf_parser *p, struct cf_method *m, int arg_slots, enum cf_attribute kind,
                             u4 length, struct cf_common *common)
{
    u4 *seen = &common->seen;
    switch (kind) {
    case ATTR_Code:
        CF_REQUIRE(p, !(m->access & (ACC_NATIVE | ACC_ABSTRACT)),
                   "Code attribute in native or abstract methods in class file %s", p->class_name);
        return cf_attribute_once(p, seen, kind, "") && cf_parse_code(p, m, length, arg_slots);
    case ATTR_Exceptions: return cf_attribute_once(p, seen, kind, "") && exceptions(p, m, length);
    case ATTR_MethodParameters:
        return cf_attribute_once(p, seen, kind, "") && method_parameters(p, m, length);
    case ATTR_RuntimeVisibleParameterAnnotations:
        return cf_attribute_once(p, seen, kind, method_owner.multiple_suffix) &&
               cf_attribute_body(p, length, &m->parameter_annotations);
    case ATTR_RuntimeInvisibleParameterAnnotations:
        return cf_attribute_once(p, seen, kind, method_owner.multiple_suffix) && cf_skip(p, length);
    case ATTR_AnnotationDefault:
        return cf_attribute_once(p, seen, kind, method_owner.multiple_suffix) &&
               cf_attribute_body(p, length, &m->annotation_default);
    default: return cf_common_attribute(p, &method_owner, kind, length, common);
    }
}

static bool method_attributes(struct cf_parser *p, struct cf_method *m, int arg_slots, unsigned n)
{
    struct cf_common common = {.access = &m->access,
                               .vm_annotations = &m->vm_annotations,
                               .signature = &m->signature,
                               .annotations = &m->annotations,
                               .type_annotations = &m->type_annotations};
    while (n-- > 0) {
        enum cf_attribute kind;
        u4 length;
        if (!cf_attribute_header(p, "Invalid method attribute name index %u in class file %s", &kind,
                                 &length) ||
            !method_attribute(p, m, arg_slots, kind, length, &common))
            return false;
    }
    CF_REQUIRE(p, m->code || (m->access & (ACC_NATIVE | ACC_ABSTRACT)),
               "Absent Code attribute in method that is not native or abstract in class file %s",
               p->class_name);
    return true;
}

/* The class initializer's other flags mean nothing; before version 51 it need not even say that it is static.
 */
static bool method_flags(struct cf_parser *p, const struct symbol *name, unsigned *flags)
{
    bool is_interface = p->cf->access & ACC_INTERFACE;
    if (!cf_symbol_is(name, "<clinit>"))
        return cf_check_method_modifiers(p, *flags, is_interface, name);
    if (p->major < 51) {
        *flags = ACC_STATIC;
        return true;
    }
    CF_REQUIRE(p, *flags & ACC_STATIC, "Method <clinit> is not static in class file %s", p->class_name);
    *flags &= ACC_STATIC | (p->major <= 60 ? ACC_STRICT : 0);
    return true;
}

static bool parse_method(struct cf_parser *p, struct cf_method *m)
{
    const unsigned recognized = ACC_PUBLIC | ACC_PRIVATE | ACC_PROTECTED | ACC_STATIC | ACC_FINAL |
                                ACC_SYNCHRONIZED | ACC_BRIDGE | ACC_VARARGS | ACC_NATIVE | ACC_ABSTRACT |
                                ACC_STRICT | ACC_SYNTHETIC;
    if (!cf_more(p, 8))
        return false;
    unsigned flags = cf_u2(p);
    u2 name = cf_u2(p), desc = cf_u2(p), n_attributes = cf_u2(p);
    CF_REQUIRE(p, cf_is(p, name, CP_Utf8), "Illegal constant pool index %u for method name in class file %s",
               name, p->class_name);
    m->name = cf_symbol(p, name);
    if (!cf_check_method_name(p, m->name))
        return false;
    CF_REQUIRE(p, cf_is(p, desc, CP_Utf8),
               "Illegal constant pool index %u for method signature in class file %s", desc, p->class_name);
    m->desc = cf_symbol(p, desc);
    if (!method_flags(p, m->name, &flags))
        return false;
    CF_REQUIRE(p, !(p->cf->access & ACC_INTERFACE) || !cf_symbol_is(m->name, "<init>"),
               "Interface cannot have a method named <init>, class file %s", p->class_name);
    m->access = (u2)(flags & recognized);
    int slots;
    if (!cf_check_method_desc(p, m->name, m->desc, &slots))
        return false;
    slots += !(flags & ACC_STATIC);
    CF_REQUIRE(p, slots <= 255, "Too many arguments in method signature in class file %s", p->class_name);
    return method_attributes(p, m, slots, n_attributes);
}

bool cf_parse_methods(struct cf_parser *p)
{
    if (!cf_more(p, 2))
        return false;
    u2 n = cf_u2(p);
    size_t possible = (size_t)(p->end - p->at) / 8 + 1;
    p->cf->methods = ARENA_ARRAY(p->arena, struct cf_method, n < possible ? n : possible);
    for (unsigned i = 0; i < n; i++) {
        if (!parse_method(p, &p->cf->methods[i]))
            return false;
    }
    p->cf->n_methods = n;
    return cf_check_duplicate_methods(p);
}
