/*
 * classfile_annotation.c - finds the annotations that mean something to the VM.
 *
 * The body of a RuntimeVisibleAnnotations attribute is otherwise opaque here: the class library parses it
 * when a program asks. So malformed annotations are no format error; the search just stops at them.
 */
#include "frontend/classfile_internal.h"

/* Nesting of element values beyond this is not searched (nothing real nests so deep, and the walk is
 * recursive). */
enum { MAX_NESTING = 64 };

static const struct {
    u2 bit;
    u2 length;
    const char *desc;
} vm_annotations[] = {
#define X(bit, desc) {bit, sizeof(desc) - 1, desc},
    X(VMA_CALLER_SENSITIVE, "Ljdk/internal/reflect/CallerSensitive;") X(VMA_HIDDEN,
                                                                        "Ljdk/internal/vm/annotation/Hidden;")
        X(VMA_HIDDEN, "Ljava/lang/invoke/LambdaForm$Hidden;") X(VMA_LAMBDA_FORM_COMPILED,
                                                                "Ljava/lang/invoke/LambdaForm$Compiled;")
            X(VMA_FORCE_INLINE, "Ljdk/internal/vm/annotation/ForceInline;")
                X(VMA_DONT_INLINE, "Ljdk/internal/vm/annotation/DontInline;")
                    X(VMA_INTRINSIC_CANDIDATE, "Ljdk/internal/vm/annotation/IntrinsicCandidate;")
                        X(VMA_STABLE, "Ljdk/internal/vm/annotation/Stable;")
                            X(VMA_CONTENDED, "Ljdk/internal/vm/annotation/Contended;")
                                X(VMA_SCOPED, "Ljdk/internal/misc/ScopedMemoryAccess$Scoped;")
                                    X(VMA_RESERVED_STACK, "Ljdk/internal/vm/annotation/ReservedStackAccess;")
                                        X(VMA_VALUE_BASED, "Ljdk/internal/ValueBased;")
#undef X
};

static unsigned vm_annotation_of(const struct symbol *desc)
{
    for (size_t i = 0; i < ARRAY_LEN(vm_annotations); i++) {
        if (desc->len == vm_annotations[i].length &&
            memcmp(desc->utf8, vm_annotations[i].desc, desc->len) == 0)
            return vm_annotations[i].bit;
    }
    return 0;
}

/* Both skip functions return the end of what starts at `at`, or NULL when it is malformed. */
static const u1 *skip_annotation(const u1 *at, const u1 *end, int depth);

static const u1 *skip_element_value(const u1 *at, const u1 *end, int depth)
{
    if (depth > MAX_NESTING || end - at < 1)
        return NULL;
    switch (*at++) {
    case 'B':
    case 'C':
    case 'D':
    case 'F':
    case 'I':
    case 'J':
    case 'S':
    case 'Z':
    case 'c':
    case 's': return end - at >= 2 ? at + 2 : NULL;
    case 'e': return end - at >= 4 ? at + 4 : NULL;
    case '@': return skip_annotation(at, end, depth + 1);
    case '[':
        if (end - at < 2)
            return NULL;
        unsigned n = read_u2(at);
        at += 2;
        while (at && n-- > 0)
            at = skip_element_value(at, end, depth + 1);
        return at;
    default: return NULL;
    }
}

static const u1 *skip_annotation(const u1 *at, const u1 *end, int depth)
{
    if (end - at < 4)
        return NULL;
    unsigned pairs = read_u2(at + 2);
    at += 4;
    while (at && pairs-- > 0)
        at = end - at >= 2 ? skip_element_value(at + 2, end, depth) : NULL;
    return at;
}

unsigned cf_vm_annotations(const struct const_pool *cp, struct attr_bytes body, unsigned allowed)
{
    unsigned found = 0;
    if (body.len < 2)
        return 0;
    const u1 *end = body.data + body.len, *at = body.data + 2;
    for (unsigned n = read_u2(body.data); n > 0; n--) {
        const u1 *next = skip_annotation(at, end, 0);
        if (!next)
            break;
        unsigned type = read_u2(at);
        if (type >= cp->count || cp->tags[type] != CP_Utf8)
            break;
        found |= vm_annotation_of(cp->c[type].utf8);
        at = next;
    }
    return found & allowed;
}
