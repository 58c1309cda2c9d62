/*
 * rules.c - a rules engine: 8 threads of the host put orders through rules that are Java.
 *
 *     cc -Iinclude -pthread -o rules examples/embed/rules.c -Lbuild/release -lsamovar
 * -Wl,-rpath,$PWD/build/release && ./rules
 *
 * Methods and persistent references are shared by all threads; a samovar_thread and its local references
 * belong to one. The rules are compiled once, and looked up once.
 */
#include <pthread.h>
#include <samovar.h>
#include <stdio.h>
#include <stdlib.h>

#define THREADS 8
#define ORDERS  2000 /* a thread */

static const samovar_source source = {
    "Rules.java",
    "import java.util.concurrent.atomic.*;\n"
    "public class Rules {\n"
    "    private static final LongAdder seen = new LongAdder();\n"
    "    static long seen() { return seen.sum(); }\n"
    "    /** The price in cents after discounts; a bad order is an exception. */\n"
    "    static long price(String customer, int pieces, long cents) {\n"
    "        seen.increment();\n"
    "        if (pieces <= 0) throw new IllegalArgumentException(customer + \" orders nothing\");\n"
    "        long total = pieces * cents;\n"
    "        if (pieces >= 10) total -= total / 10;\n"
    "        return customer.startsWith(\"vip\") ? total * 9 / 10 : total;\n"
    "    }\n"
    "}\n"};

static samovar_vm *vm;
static samovar_method *price;

struct worker {
    pthread_t thread;
    int number, refused;
    int64_t total;
};

static void *work(void *p)
{
    struct worker *w = p;
    samovar_thread *t;
    if (samovar_attach(vm, "rules", &t) != SAMOVAR_OK)
        return NULL;
    for (int i = 0; i < ORDERS; i++) {
        samovar_scope scope = samovar_scope_open(t);
        samovar_ref customer;
        samovar_value result;
        if (samovar_string(t, i % 3 == 0 ? "vip Ada" : "Bob", &customer) == SAMOVAR_OK) {
            samovar_value order[] = {samovar_object(customer), samovar_int(i % 20),
                                     samovar_long(100 + w->number)};
            if (samovar_call(t, price, NULL, order, 3, &result) == SAMOVAR_OK)
                w->total += result.as.j;
            else
                w->refused++;
        }
        samovar_scope_close(t, scope);
    }
    samovar_detach(t);
    return NULL;
}

int main(void)
{
    samovar_options options = SAMOVAR_OPTIONS_INIT;
    samovar_thread *t = NULL;
    samovar_loader *loader;
    samovar_ref rules;
    samovar_value seen;
    struct worker workers[THREADS] = {0};
    if (samovar_create(&options, &vm, &t) != SAMOVAR_OK ||
        samovar_loader_new(t, NULL, NULL, &loader) != SAMOVAR_OK ||
        samovar_compile(t, loader, &source, 1, NULL) != SAMOVAR_OK ||
        samovar_find_class(t, loader, "Rules", &rules) != SAMOVAR_OK ||
        samovar_find_method(t, rules, "price", "(Ljava/lang/String;IJ)J", &price) != SAMOVAR_OK) {
        fprintf(stderr, "%s\n", samovar_error_message(t));
        return 1;
    }
    for (int i = 0; i < THREADS; i++) {
        workers[i].number = i;
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        printf("thread %d: %lld cents, %d refused\n", i, (long long)workers[i].total, workers[i].refused);
    }
    if (samovar_invoke_static(t, rules, "seen", "()J", &seen) == SAMOVAR_OK)
        printf("%lld orders\n", (long long)seen.as.j);
    samovar_loader_free(t, loader);
    samovar_destroy(t);
    return 0;
}
