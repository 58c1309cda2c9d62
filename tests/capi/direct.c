/* direct.c - native methods with C's own signatures: samovar_register_direct. */
#include <pthread.h>
#include <unistd.h>
#include "check.h"

#define LOOPS 20000 /* enough for compiled code, and code of its own for the native */

static int counted, user;

static double mix(samovar_thread *t, void *u, samovar_ref self, double a, int64_t b, int32_t c)
{
    if (t != samovar_current() || u != &user || self == NULL)
        return -1;
    return a + (double)(b * c);
}

static double wide(samovar_thread *t, void *u, samovar_ref self, uint8_t z, int8_t b, uint16_t c, int16_t s,
                   int32_t i, int64_t j, float f, double d, samovar_ref l, samovar_ref a, double d1,
                   double d2, double d3, double d4, double d5, double d6, double d7, float f8, int64_t last)
{
    samovar_value base;
    size_t length = 0;
    (void)u;
    bool good = z == 1 && b == -1 && c == 'x' && s == -2 && j == (int64_t)1 << 40 && f == 1.5f && d == 2.5 &&
                d1 == 1 && d2 == 2 && d3 == 3 && d4 == 4 && d5 == 5 && d6 == 6 && d7 == 7 && f8 == 8 &&
                last == -9;
    good = good && samovar_array_length(t, a, &length) == SAMOVAR_OK && length == 3;
    good = good && samovar_get(t, self, "base", &base) == SAMOVAR_OK;
    char *text = NULL;
    good = good && samovar_to_utf8(t, l, &text, NULL) == SAMOVAR_OK && strcmp(text, "s") == 0;
    samovar_free(text);
    return good ? base.as.i + i : -1;
}

static int notZ(samovar_thread *t, void *u, samovar_ref self, uint8_t v)
{
    (void)t, (void)u, (void)self;
    return v ? 0x7f00 : 0x7f02; /* only the low byte counts */
}

#define NEXT(name, type, result)                                                                             \
    static result name(samovar_thread *t, void *u, samovar_ref self, type v)                                 \
    {                                                                                                        \
        (void)t, (void)u, (void)self;                                                                        \
        return (result)v + 1;                                                                                \
    }
NEXT(nextB, int8_t, int64_t) /* wider than Java has it: the rest is cut off */
NEXT(nextC, uint16_t, int64_t)
NEXT(nextS, int16_t, int64_t)
NEXT(nextI, int32_t, int32_t)
NEXT(nextF, float, float)

static void count(samovar_thread *t, void *u, samovar_ref self, samovar_ref o)
{
    (void)t, (void)u, (void)self;
    counted += o != NULL;
}

static samovar_ref self_or_null(samovar_thread *t, void *u, samovar_ref self, samovar_ref text)
{
    (void)t, (void)u;
    return text != NULL ? self : NULL;
}

static samovar_ref same(samovar_thread *t, void *u, samovar_ref self, samovar_ref o)
{
    (void)u, (void)self;
    samovar_value hash; /* Java runs between call and return */
    return o != NULL && samovar_invoke(t, o, "hashCode", "()I", &hash) != SAMOVAR_OK ? NULL : o;
}

static int32_t refuse(samovar_thread *t, void *u, samovar_ref self, int32_t v)
{
    (void)u, (void)self;
    if (v % 10 == 0)
        samovar_throw(t, "java.lang.IllegalStateException", "refused %d", v);
    return v;
}

static void *interrupt(void *t)
{
    usleep(300000);
    samovar_interrupt(t);
    return NULL;
}

static samovar_direct natives[] = {
    {"mix", "(DJI)D", SAMOVAR_DIRECT(mix), &user},
    {"wide", "(ZBCSIJFDLjava/lang/String;[IDDDDDDDFJ)D", SAMOVAR_DIRECT(wide), NULL},
    {"notZ", "(Z)Z", SAMOVAR_DIRECT(notZ), NULL},
    {"nextB", "(B)B", SAMOVAR_DIRECT(nextB), NULL},
    {"nextC", "(C)C", SAMOVAR_DIRECT(nextC), NULL},
    {"nextS", "(S)S", SAMOVAR_DIRECT(nextS), NULL},
    {"nextI", "(I)I", SAMOVAR_DIRECT(nextI), NULL},
    {"nextF", "(F)F", SAMOVAR_DIRECT(nextF), NULL},
    {"count", "(Ljava/lang/Object;)V", SAMOVAR_DIRECT(count), NULL},
    {"self", "(Ljava/lang/String;)LDirect;", SAMOVAR_DIRECT(self_or_null), NULL},
    {"wrong", "(Ljava/lang/Object;)Ljava/lang/String;", SAMOVAR_DIRECT(same), NULL},
    {"back", "(Ljava/lang/Object;)Ljava/lang/Object;", SAMOVAR_DIRECT(same), NULL},
    {"refuse", "(I)I", SAMOVAR_DIRECT(refuse), NULL},
};

static void none_wrong(samovar_thread *t, samovar_ref klass, const char *name)
{
    samovar_value r = samovar_int(-1);
    OK(samovar_invoke_static(t, klass, name, "(I)I", &r, LOOPS));
    CHECK(r.as.i == 0);
}

int main(void)
{
    samovar_vm *vm;
    samovar_thread *t = create(&vm);
    samovar_ref direct = find(t, "Direct"), o;
    samovar_value r;
    samovar_direct none = {"none", "()V", SAMOVAR_DIRECT(count), NULL};
    FAILS(SAMOVAR_NOT_FOUND, "no native method Direct.none()V", samovar_register_direct(t, direct, &none, 1));
    FAILS(SAMOVAR_INVALID, "no natives", samovar_register_direct(t, direct, NULL, 1));
    OK(samovar_register_direct(t, direct, natives, sizeof natives / sizeof *natives));
    OK(samovar_new(t, direct, "(I)V", &o, 1000));
    for (int round = 0; round < 2; round++) { /* the second one in code that knows the natives */
        OK(samovar_invoke_static(t, direct, "loopMix", "(I)D", &r, LOOPS));
        CHECK(r.as.d == (double)LOOPS * (LOOPS - 1));
        OK(samovar_invoke(t, o, "loopWide", "(I)I", &r, LOOPS));
        CHECK(r.as.i == 0);
        OK(samovar_invoke(t, o, "loopObjects", "(I)I", &r, LOOPS));
        CHECK(r.as.i == 0);
        none_wrong(t, direct, "loopThrow");
        counted = 0;
        none_wrong(t, direct, "loopSmall");
        CHECK(counted == LOOPS - (LOOPS + 2) / 3);
        none_wrong(t, direct, "inThread");
    }
    FAILS(SAMOVAR_EXCEPTION, "java.lang.IllegalStateException: refused 0",
          samovar_invoke_static(t, direct, "refuse", "(I)I", &r, 0));
    OK(samovar_invoke_static(t, direct, "refuse", "(I)I", &r, 1));

    /* Bound anew, to a function of the other kind's type and back. */
    samovar_direct again = {"nextI", "(I)I", SAMOVAR_DIRECT(refuse), NULL};
    OK(samovar_register_direct(t, direct, &again, 1));
    OK(samovar_invoke_static(t, direct, "nextI", "(I)I", &r, 7));
    CHECK(r.as.i == 7);
    OK(samovar_register_direct(t, direct, &natives[6], 1));

    pthread_t watchdog;
    CHECK(pthread_create(&watchdog, NULL, interrupt, t) == 0);
    CHECK_STATUS(SAMOVAR_INTERRUPTED, samovar_invoke_static(t, direct, "forever", "()V", NULL));
    pthread_join(watchdog, NULL);
    OK(samovar_destroy(t));
    return report();
}
