/*
 * classfile_pool.c - the constant pool (JVMS 4.4).
 *
 * Three walks: read the entries, check that references between entries have the right kinds, then check names
 * and descriptors. References may point forward, so reading and checking cannot be one walk; the later walks
 * touch only tags and the few kinds that refer to something.
 */
#include "frontend/classfile_internal.h"

#include "frontend/descriptor.h"

#define BAD_INDEX "Invalid constant pool index %u in class file %s"

/* ---- first walk: entries ---- */

/* Texts whose symbols are looked for a little later, when the table's memory has come into the cache. */
#define LATER 16
struct texts {
    unsigned n; /* read so far; the last LATER of them have no symbol yet */
    struct text {
        union cp_const *c;
        const char *utf8;
        u2 len;
        uint32_t begun;
    } at[LATER];
};

static void end_text(struct cf_parser *p, const struct text *text)
{
    text->c->utf8 = symbol_intern_end(p->symbols, text->utf8, text->len, text->begun);
}

static void add_text(struct cf_parser *p, struct texts *texts, union cp_const *c, const char *utf8, u2 len)
{
    struct text *text = &texts->at[texts->n++ % LATER];
    if (texts->n > LATER)
        end_text(p, text);
    *text = (struct text){c, utf8, len, symbol_intern_begin(p->symbols, utf8, len)};
}

static void end_texts(struct cf_parser *p, const struct texts *texts)
{
    for (unsigned i = 0; i < texts->n && i < LATER; i++)
        end_text(p, &texts->at[i]);
}

static bool read_utf8(struct cf_parser *p, union cp_const *c, struct texts *texts)
{
    if (!cf_more(p, 2))
        return false;
    u2 length = cf_u2(p);
    const u1 *text = p->at;
    if (!cf_more(p, (size_t)length + 1))
        return false;
    bool valid = LIKELY(utf8_is_valid_modified(text, length)) ||
                 (p->major <= 47 && utf8_is_valid_overlong(text, length));
    CF_REQUIRE(p, valid, "Illegal UTF8 string in constant pool in class file %s", p->class_name);
    add_text(p, texts, c, (const char *)text, length);
    p->at += length;
    return true;
}

static bool require_version(struct cf_parser *p, unsigned tag, u2 version)
{
    CF_REQUIRE(p, p->major >= version, "Class file version does not support constant tag %u in class file %s",
               tag, p->class_name);
    return true;
}

static bool unknown_tag(struct cf_parser *p, unsigned tag)
{
    return cf_fail(p, "Unknown constant tag %u in class file %s", tag, p->class_name);
}

/* The bounds checks below ask for one byte more than the entry has: the next tag, or the access flags. */
static bool read_entry(struct cf_parser *p, unsigned tag, union cp_const *c, struct texts *texts)
{
    switch (tag) {
    case CP_Utf8: return read_utf8(p, c, texts);
    case CP_Class:
    case CP_String:
        if (!cf_more(p, 3))
            return false;
        c->ref.a = cf_u2(p);
        return true;
    case CP_MethodType:
        if (!require_version(p, tag, 51) || !cf_more(p, 3))
            return false;
        c->ref.a = cf_u2(p);
        return true;
    case CP_MethodHandle:
        if (!require_version(p, tag, 51) || !cf_more(p, 4))
            return false;
        c->ref.a = cf_u1(p);
        c->ref.b = cf_u2(p);
        return true;
    case CP_Dynamic:
    case CP_InvokeDynamic:
        if (!require_version(p, tag, tag == CP_Dynamic ? 55 : 51) || !cf_more(p, 5))
            return false;
        c->ref.a = cf_u2(p);
        c->ref.b = cf_u2(p);
        if (p->max_bootstrap_index < c->ref.a)
            p->max_bootstrap_index = c->ref.a;
        return true;
    case CP_Fieldref:
    case CP_Methodref:
    case CP_InterfaceMethodref:
    case CP_NameAndType:
        if (!cf_more(p, 5))
            return false;
        c->ref.a = cf_u2(p);
        c->ref.b = cf_u2(p);
        return true;
    case CP_Integer:
    case CP_Float:
        if (!cf_more(p, 5))
            return false;
        c->i = (int32_t)cf_u4(p);
        return true;
    case CP_Long:
    case CP_Double:
        if (!cf_more(p, 9))
            return false;
        c->raw = (u8)cf_u4(p) << 32;
        c->raw |= cf_u4(p);
        return true;
    case CP_Module:
    case CP_Package:
        /* Only module-info may have these, and that is no class: keep on until the access flags tell. */
        if (p->major < 53)
            return unknown_tag(p, tag);
        if (!cf_more(p, 3))
            return false;
        c->ref.a = cf_u2(p);
        if (!p->unsupported_constant)
            p->unsupported_constant = (u1)tag;
        return true;
    default: return unknown_tag(p, tag);
    }
}

static bool read_entries(struct cf_parser *p)
{
    struct const_pool *cp = &p->cf->cp;
    struct texts texts;
    texts.n = 0;
    for (unsigned i = 1; i < cp->count; i++) {
        unsigned tag = cf_u1(p);
        bool two_slots = tag == CP_Long || tag == CP_Double;
        CF_REQUIRE(p, !two_slots || i + 1 < cp->count, "Invalid constant pool entry %u in class file %s", i,
                   p->class_name);
        if (!read_entry(p, tag, &cp->c[i], &texts))
            return false;
        cp->tags[i] = (u1)tag;
        i += two_slots;
    }
    end_texts(p, &texts);
    return true;
}

/* ---- second walk: references between entries ---- */

static bool require_kind(struct cf_parser *p, unsigned index, enum cp_tag tag)
{
    CF_REQUIRE(p, cf_is(p, index, tag), BAD_INDEX, index, p->class_name);
    return true;
}

enum {
    REF_getField = 1,
    REF_putStatic = 4,
    REF_invokeVirtual = 5,
    REF_invokeStatic = 6,
    REF_invokeSpecial = 7,
    REF_newInvokeSpecial = 8,
    REF_invokeInterface = 9,
};

static bool check_method_handle(struct cf_parser *p, unsigned index)
{
    unsigned kind = p->cf->cp.c[index].ref.a, ref = p->cf->cp.c[index].ref.b;
    CF_REQUIRE(p, ref > 0 && ref < p->cf->cp.count, BAD_INDEX, ref, p->class_name);
    unsigned tag = p->cf->cp.tags[ref];
    if (kind >= REF_getField && kind <= REF_putStatic) {
        CF_REQUIRE(p, tag == CP_Fieldref, BAD_INDEX " (not a field)", ref, p->class_name);
    } else if (kind == REF_invokeVirtual || kind == REF_newInvokeSpecial) {
        CF_REQUIRE(p, tag == CP_Methodref, BAD_INDEX " (not a method)", ref, p->class_name);
    } else if (kind == REF_invokeStatic || kind == REF_invokeSpecial) {
        CF_REQUIRE(p, tag == CP_Methodref || (p->major >= 52 && tag == CP_InterfaceMethodref),
                   BAD_INDEX " (not a method)", ref, p->class_name);
    } else {
        CF_REQUIRE(p, kind == REF_invokeInterface,
                   "Bad method handle kind at constant pool index %u in class file %s", index, p->class_name);
        CF_REQUIRE(p, tag == CP_InterfaceMethodref, BAD_INDEX " (not an interface method)", ref,
                   p->class_name);
    }
    return true;
}

static bool check_references(struct cf_parser *p)
{
    const struct const_pool *cp = &p->cf->cp;
    for (unsigned i = 1; i < cp->count; i++) {
        unsigned a = cp->c[i].ref.a, b = cp->c[i].ref.b;
        bool ok = true;
        switch (cp->tags[i]) {
        case CP_Class:
        case CP_String:
        case CP_MethodType: ok = require_kind(p, a, CP_Utf8); break;
        case CP_NameAndType: ok = require_kind(p, a, CP_Utf8) && require_kind(p, b, CP_Utf8); break;
        case CP_Fieldref:
        case CP_Methodref:
        case CP_InterfaceMethodref:
            ok = require_kind(p, a, CP_Class) && require_kind(p, b, CP_NameAndType);
            break;
        case CP_Dynamic:
        case CP_InvokeDynamic: ok = require_kind(p, b, CP_NameAndType); break;
        case CP_MethodHandle: ok = check_method_handle(p, i); break;
        default: break;
        }
        if (!ok)
            return false;
    }
    return true;
}

/* ---- third walk: names and descriptors ---- */

static bool is_method_desc(const struct symbol *desc)
{
    return desc->utf8[0] == '(';
}

static bool check_name_and_type(struct cf_parser *p, unsigned index)
{
    unsigned name_index = p->cf->cp.c[index].ref.a, desc_index = p->cf->cp.c[index].ref.b;
    const struct symbol *name = cf_symbol(p, name_index), *desc = cf_symbol(p, desc_index);
    CF_REQUIRE(p, desc->len != 0, "Illegal zero length constant pool entry at %d in class %s",
               (int)desc_index, p->class_name);
    CF_REQUIRE(p, name->len != 0, "Illegal zero length constant pool entry at %d in class %s",
               (int)name_index, p->class_name);
    if (is_method_desc(desc))
        return cf_check_method_name(p, name) && cf_check_method_desc(p, name, desc, NULL);
    return cf_check_field_name(p, name) && cf_check_field_desc(p, name, desc);
}

static bool check_method_ref(struct cf_parser *p, unsigned index)
{
    const struct const_pool *cp = &p->cf->cp;
    const struct symbol *name = cp_ref_name(cp, index), *desc = cp_ref_desc(cp, index);
    if (!is_method_desc(desc))
        return cf_fail_desc(p, "Method", name, desc);
    CF_REQUIRE(p, cp->tags[index] != CP_Methodref || name->utf8[0] != '<' || cf_symbol_is(name, "<init>"),
               "Bad method name at constant pool index %u in class file %s", cp->c[cp->c[index].ref.b].ref.a,
               p->class_name);
    return true;
}

/* Reference kinds for constructors name <init>, those for other methods do not. */
static bool check_handle_name(struct cf_parser *p, unsigned index)
{
    const struct const_pool *cp = &p->cf->cp;
    unsigned kind = cp->c[index].ref.a, ref = cp->c[index].ref.b;
    if (kind < REF_invokeVirtual || kind == REF_invokeInterface)
        return true;
    unsigned name_index = cp->c[cp->c[ref].ref.b].ref.a;
    bool is_init = cf_symbol_is(cf_symbol(p, name_index), "<init>");
    if (kind == REF_newInvokeSpecial)
        CF_REQUIRE(p, is_init, "Bad constructor name at constant pool index %u in class file %s", name_index,
                   p->class_name);
    else
        CF_REQUIRE(p, !is_init, "Bad method name at constant pool index %u in class file %s", name_index,
                   p->class_name);
    return true;
}

/* MethodType has no name of its own; HotSpot's messages call it this. */
static bool check_method_type(struct cf_parser *p, unsigned index)
{
    const struct symbol *desc = cf_symbol(p, p->cf->cp.c[index].ref.a);
    return cf_check_method_desc(p, symbol_intern_z(p->symbols, "type"), desc, NULL);
}

static bool check_names(struct cf_parser *p)
{
    const struct const_pool *cp = &p->cf->cp;
    for (unsigned i = 1; i < cp->count; i++) {
        bool ok = true;
        switch (cp->tags[i]) {
        case CP_Class: ok = cf_check_class_name(p, cp_class_name(cp, i)); break;
        case CP_NameAndType: ok = check_name_and_type(p, i); break;
        case CP_Fieldref:
            if (is_method_desc(cp_ref_desc(cp, i)))
                ok = cf_fail_desc(p, "Field", cp_ref_name(cp, i), cp_ref_desc(cp, i));
            break;
        case CP_Dynamic:
            if (is_method_desc(cp_ref_desc(cp, i)))
                ok = cf_fail_desc(p, "CONSTANT_Dynamic", cp_ref_name(cp, i), cp_ref_desc(cp, i));
            break;
        case CP_Methodref:
        case CP_InterfaceMethodref:
        case CP_InvokeDynamic: ok = check_method_ref(p, i); break;
        case CP_MethodHandle: ok = check_handle_name(p, i); break;
        case CP_MethodType: ok = check_method_type(p, i); break;
        default: break;
        }
        if (!ok)
            return false;
    }
    return true;
}

bool cf_parse_constant_pool(struct cf_parser *p)
{
    struct const_pool *cp = &p->cf->cp;
    if (!cf_more(p, 3))
        return false;
    cp->count = cf_u2(p);
    CF_REQUIRE(p, cp->count >= 1, "Illegal constant pool size %u in class file %s", cp->count, p->class_name);
    /* A count that the file is too short for must not cost memory: each slot takes at least three bytes of
     * file, so reading runs out of bytes before it runs out of this space. */
    size_t possible = (size_t)(p->end - p->at) / 3 + 2;
    size_t slots = cp->count < possible ? cp->count : possible;
    cp->c = ARENA_ARRAY(p->arena, union cp_const, slots);
    cp->tags = ARENA_ARRAY(p->arena, u1, slots);
    if (!read_entries(p))
        return false;
    return p->unsupported_constant || (check_references(p) && check_names(p));
}
